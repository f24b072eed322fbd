"""Norms of a critic's gradient with respect to its input, one for each sample."""

import tensorflow as tf

from kerasgan.losses.base import as_float

# Inside the root, so that a gradient of zero has a norm that can be differentiated. It makes
# norms larger by 1e-6 at zero and by less everywhere else.
EPSILON = 1e-12


def compute_squared_norms(critic, samples):
    """Squared Euclidean norms of the gradients of `f(x)`, the mean over a sample's logits.

    Of float32 or float64 samples `[N, ...]` they are `[N]`, differentiable in the weights.
    """
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(samples)
        logits = as_float(critic(samples))
        # A sample's logits depend on that sample alone, so the gradient of the sum over the
        # batch holds the gradient of every sample.
        total = tf.reduce_sum(tf.reduce_mean(_flatten_samples(logits), axis=1))
    gradients = tape.gradient(total, samples)
    if gradients is None:
        raise ValueError(
            "The critic has no gradient to penalise: TensorFlow finds no differentiable path "
            "from its input to its logits. Look for rounding, casts to integers or stopped "
            "gradients in it."
        )
    return tf.reduce_sum(tf.square(_flatten_samples(gradients)), axis=1)


def compute_norms(critic, samples):
    """Euclidean norms of the gradients, as `compute_squared_norms`."""
    return tf.sqrt(compute_squared_norms(critic, samples) + EPSILON)


def _flatten_samples(values):
    return tf.reshape(values, [tf.shape(values)[0], -1])

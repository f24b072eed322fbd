"""The gradient penalty of WGAN-GP."""

import keras
import tensorflow as tf

from kerasgan.arguments import non_negative
from kerasgan.losses.base import as_float
from kerasgan.penalties.base import Penalty
from kerasgan.penalties.gradients import compute_norms


@keras.saving.register_keras_serializable(package="kerasgan")
class GradientPenalty(Penalty):
    """Pulls the norm of the critic's gradient towards 1 between real and generated samples.

    With one `epsilon`, uniform in [0, 1), for each pair of samples, and the norm of a sample's
    gradient over all its elements,

        x_hat = epsilon x_real + (1 - epsilon) x_fake,
        penalty = weight E[(||grad f(x_hat)|| - target)**2].

    The two-sided penalty biases the critic: where a steeper `f` separates the samples better,
    its slope ends a little above `target`, at 1 + theta / (2 weight) for points at distance
    theta. A larger weight makes that bias smaller.

    Args:
        weight: Factor `lambda` of the penalty, >= 0.
        one_sided: Whether to penalise only norms above `target`: `max(0, ||grad f|| -
            target)**2`.
        target: The norm that is not penalised, >= 0.

    Raises:
        ValueError: If `weight` or `target` is not a number >= 0; when called, if `real` and `fake`
            differ in shape or `noise` is missing.

    Example:
        >>> penalty = kerasgan.penalties.GradientPenalty(weight=10.0)
        >>> real, fake = keras.ops.ones([4, 1]), keras.ops.zeros([4, 1])
        >>> noise = keras.random.uniform([4, penalty.noise_size((1,))])
        >>> float(penalty(lambda x: 3.0 * x, real, fake, noise))
        40.0

    Reference:
        Gulrajani et al., "Improved Training of Wasserstein GANs", 2017, equation 3 and
        algorithm 1; the one-sided form in section 4 (arXiv:1704.00028).
    """

    def __init__(self, weight=10.0, one_sided=False, target=1.0):
        self.weight = non_negative("weight", weight)
        self.one_sided = bool(one_sided)
        self.target = non_negative("target", target)

    def noise_size(self, sample_shape):
        return 1

    def __call__(self, critic, real, fake, noise=None):
        excess = compute_norms(critic, interpolate(real, fake, noise)) - self.target
        if self.one_sided:
            excess = tf.nn.relu(excess)
        return self.weight * tf.reduce_mean(tf.square(excess))

    def get_config(self):
        return {"weight": self.weight, "one_sided": self.one_sided, "target": self.target}


def interpolate(real, fake, noise):
    """Points on the lines between paired samples, one on each; noise of 1 gives the real one."""
    if noise is None:
        raise ValueError("The gradient penalty needs `noise` of shape [N, 1], uniform in [0, 1).")
    real = as_float(real)
    fake, noise = tf.cast(fake, real.dtype), tf.cast(noise, real.dtype)
    if not real.shape.is_compatible_with(fake.shape):
        raise ValueError(
            "The gradient penalty interpolates between pairs of samples, so `real` and `fake` "
            f"must have the same shape. Received: shapes {real.shape} and {fake.shape}."
        )
    epsilon = tf.reshape(noise, [tf.shape(real)[0], *[1] * (real.shape.rank - 1)])
    return epsilon * real + (1.0 - epsilon) * fake

"""The gradient penalty of DRAGAN."""

import math

import keras
import tensorflow as tf

from kerasgan import replicas
from kerasgan.arguments import non_negative
from kerasgan.losses.base import as_float
from kerasgan.penalties.base import Penalty
from kerasgan.penalties.gradients import compute_norms


@keras.saving.register_keras_serializable(package="kerasgan")
class DRAGAN(Penalty):
    """Pulls the norm of the critic's gradient towards 1 around the real samples.

    As in the authors' code, with one `alpha` a sample and one `u` an element, all uniform in
    [0, 1), and `std` the standard deviation over all elements of the batch,

        x_hat = x_real + alpha scale std u,
        penalty = weight E[(||grad f(x_hat)|| - 1)**2].

    Generated samples take no part. Under a `tf.distribute` strategy, `std` is that of the global
    batch.

    Args:
        weight: Factor `lambda` of the penalty, >= 0.
        scale: Size of the neighbourhood of the real samples, in standard deviations of the
            data, >= 0.

    Raises:
        ValueError: If `weight` or `scale` is no number >= 0, or samples have no fixed shape;
            when called, if there is no noise.

    Example:
        >>> penalty = kerasgan.penalties.DRAGAN(weight=10.0)
        >>> penalty.noise_size((28, 28, 1))
        785

    Reference:
        Kodali et al., "On Convergence and Stability of GANs", 2017 (arXiv:1705.07215). The
        paper's formula has normal perturbations, the authors' published code these uniform ones.
    """

    def __init__(self, weight=10.0, scale=0.5):
        self.weight = non_negative("weight", weight)
        self.scale = non_negative("scale", scale)

    def noise_size(self, sample_shape):
        if None in tuple(sample_shape):
            raise ValueError(
                "DRAGAN perturbs every element of a sample, so samples must have a fixed shape. "
                f"Received: sample_shape={tuple(sample_shape)}."
            )
        return 1 + math.prod(sample_shape)

    def __call__(self, critic, real, fake, noise=None):
        excess = compute_norms(critic, self.perturb(real, noise)) - 1.0
        return self.weight * tf.reduce_mean(tf.square(excess))

    def perturb(self, real, noise):
        """Points near the real samples, of noise that is `alpha`, then `u` for every element."""
        if noise is None:
            raise ValueError("DRAGAN needs `noise` of shape [N, noise_size], uniform in [0, 1).")
        real = as_float(real)
        noise = tf.cast(noise, real.dtype)
        # The standard deviation over all elements of the global batch.
        deviation = tf.sqrt(replicas.mean(tf.square(real - replicas.mean(real))))
        reach = self.scale * deviation * noise[:, :1]
        return real + tf.reshape(reach * noise[:, 1:], tf.shape(real))

    def get_config(self):
        return {"weight": self.weight, "scale": self.scale}

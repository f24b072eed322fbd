"""The R1 gradient penalty."""

import keras
import tensorflow as tf

from kerasgan.arguments import non_negative
from kerasgan.losses.base import as_float
from kerasgan.penalties.base import Penalty
from kerasgan.penalties.gradients import compute_squared_norms


@keras.saving.register_keras_serializable(package="kerasgan")
class R1(Penalty):
    """Keeps the discriminator's gradient small on real samples: `weight / 2 E[||grad f(x)||**2]`.

    At the equilibrium of a GAN the discriminator is constant, and this penalty alone is enough
    for training to converge near it. Generated samples take no part, and there is no noise.

    Args:
        weight: Factor `gamma` of the penalty, >= 0.

    Raises:
        ValueError: If `weight` is no number >= 0.

    Example:
        >>> penalty = kerasgan.penalties.R1(weight=10.0)
        >>> real, fake = keras.ops.ones([4, 1]), keras.ops.zeros([4, 1])
        >>> float(penalty(lambda x: 3.0 * x, real, fake))
        45.0

    Reference:
        Mescheder et al., "Which Training Methods for GANs do actually Converge?", 2018,
        equation 9 (arXiv:1801.04406).
    """

    def __init__(self, weight=10.0):
        self.weight = non_negative("weight", weight)

    def __call__(self, critic, real, fake=None, noise=None):
        return 0.5 * self.weight * tf.reduce_mean(compute_squared_norms(critic, as_float(real)))

    def get_config(self):
        return {"weight": self.weight}

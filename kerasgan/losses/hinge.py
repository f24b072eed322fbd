"""The hinge loss."""

import keras
from keras import ops

from kerasgan.losses.base import AdversarialLoss


@keras.saving.register_keras_serializable(package="kerasgan")
class Hinge(AdversarialLoss):
    """The discriminator learns only from samples inside the margin |logit| < 1 or beyond it.

    It minimises `E_real[max(0, 1 - v)] + E_fake[max(0, 1 + v)]`, the generator `-E_fake[v]`.

    Example:
        >>> loss = kerasgan.losses.Hinge()
        >>> float(loss.discriminator(keras.ops.zeros([4, 1]), keras.ops.zeros([4, 1])))
        2.0

    Reference:
        Lim and Ye, "Geometric GAN", 2017, section 3 (arXiv:1705.02894); Miyato et al.,
        "Spectral Normalization for Generative Adversarial Networks", 2018, equations 16 and 17
        (arXiv:1802.05957).
    """

    def discriminator_terms(self, real_logits, fake_logits):
        return ops.relu(1.0 - real_logits), ops.relu(1.0 + fake_logits)

    def generator_terms(self, fake_logits, real_logits=None):
        return -fake_logits

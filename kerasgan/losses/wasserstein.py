"""The Wasserstein loss."""

import keras

from kerasgan.losses.base import AdversarialLoss


@keras.saving.register_keras_serializable(package="kerasgan")
class Wasserstein(AdversarialLoss):
    """The critic maximises `E_real[f] - E_fake[f]`, the generator minimises it.

    That maximum is the Wasserstein-1 distance only if the critic is kept 1-Lipschitz, by a
    gradient penalty or by clipping its weights; without either the loss has no lower bound.

    Example:
        >>> loss = kerasgan.losses.Wasserstein()
        >>> float(loss.discriminator(keras.ops.ones([4, 1]), keras.ops.zeros([4, 1])))
        -1.0

    Reference:
        Arjovsky et al., "Wasserstein GAN", 2017, equation 2 and algorithm 1 (arXiv:1701.07875).
    """

    def discriminator_terms(self, real_logits, fake_logits):
        return -real_logits, fake_logits

    def generator_terms(self, fake_logits, real_logits=None):
        return -fake_logits

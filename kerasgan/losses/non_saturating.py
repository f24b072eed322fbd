"""The non-saturating loss: the generator maximises log D."""

import keras
from keras import ops

from kerasgan.losses.cross_entropy import CrossEntropy


@keras.saving.register_keras_serializable(package="kerasgan")
class NonSaturating(CrossEntropy):
    """Cross-entropy discriminator; the generator minimises `-E_fake[log D]`.

    Its gradient is largest where the discriminator is surest that a sample is generated, where
    that of `Minimax` vanishes.

    Args:
        label_smoothing: How far the target of real samples lies below 1, in [0, 1).

    Raises:
        ValueError: If `label_smoothing` lies outside [0, 1).

    Example:
        >>> loss = kerasgan.losses.NonSaturating()
        >>> float(loss.generator(keras.ops.zeros([4, 1])))  # log 2
        0.6931471824645996

    Reference:
        Goodfellow et al., "Generative Adversarial Networks", 2014, section 3
        (arXiv:1406.2661).
    """

    def generator_terms(self, fake_logits, real_logits=None):
        return ops.softplus(-fake_logits)

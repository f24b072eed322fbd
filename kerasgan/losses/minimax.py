"""The minimax loss: the generator minimises what the discriminator maximises."""

import keras
from keras import ops

from kerasgan.losses.cross_entropy import CrossEntropy


@keras.saving.register_keras_serializable(package="kerasgan")
class Minimax(CrossEntropy):
    """Cross-entropy discriminator; the generator minimises `E_fake[log(1 - D)]`.

    At the optimal discriminator this descends `2 JSD(p, q) - log 4`. Its gradient vanishes where
    the discriminator is sure that a sample is generated; `NonSaturating` avoids that.

    Args:
        label_smoothing: How far the target of real samples lies below 1, in [0, 1).

    Raises:
        ValueError: If `label_smoothing` lies outside [0, 1).

    Example:
        >>> loss = kerasgan.losses.Minimax()
        >>> float(loss.generator(keras.ops.zeros([4, 1])))  # -log 2
        -0.6931471824645996

    Reference:
        Goodfellow et al., "Generative Adversarial Networks", 2014, equation 1
        (arXiv:1406.2661).
    """

    def generator_terms(self, fake_logits, real_logits=None):
        return -ops.softplus(fake_logits)

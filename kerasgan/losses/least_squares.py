"""The least-squares loss (LSGAN)."""

import keras
from keras import ops

from kerasgan.losses.base import AdversarialLoss


@keras.saving.register_keras_serializable(package="kerasgan")
class LeastSquares(AdversarialLoss):
    """Regression of the discriminator's output `v` to a target for each kind of sample.

    The discriminator minimises `scale * (E_real[(v - b)**2] + E_fake[(v - a)**2])`, the generator
    `scale * E_fake[(v - c)**2]`. With `a=-1, b=1, c=0` (`b - c = 1` and `b - a = 2`) the optimum
    descends the Pearson chi-squared divergence between p + q and 2q.

    Args:
        a: The discriminator's target for generated samples.
        b: The discriminator's target for real samples.
        c: The generator's target for generated samples.
        scale: Factor of the squares: 1/2 in the paper, 1 in that of CycleGAN, where it matters
            beside the other losses.

    Example:
        >>> loss = kerasgan.losses.LeastSquares()
        >>> float(loss.generator(keras.ops.zeros([4, 1])))
        0.5

    Reference:
        Mao et al., "Least Squares Generative Adversarial Networks", 2017, equations 2, 8 and 9
        (arXiv:1611.04076).
    """

    def __init__(self, a=0.0, b=1.0, c=1.0, scale=0.5):
        self.a, self.b, self.c, self.scale = a, b, c, scale

    def discriminator_terms(self, real_logits, fake_logits):
        return self._square(real_logits, self.b), self._square(fake_logits, self.a)

    def generator_terms(self, fake_logits, real_logits=None):
        return self._square(fake_logits, self.c)

    def get_config(self):
        return {"a": self.a, "b": self.b, "c": self.c, "scale": self.scale}

    def _square(self, logits, target):
        return self.scale * ops.square(logits - target)

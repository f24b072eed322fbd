"""The maximum-likelihood loss: the generator's expected gradient is that of KL(p || q)."""

import keras

from kerasgan.losses.cross_entropy import CrossEntropy
from kerasgan.losses.exponential import linear_exp


@keras.saving.register_keras_serializable(package="kerasgan")
class MaximumLikelihood(CrossEntropy):
    """Cross-entropy discriminator; the generator minimises `-E_fake[D / (1 - D)]`.

    `D / (1 - D)` is the exponential of the logit. With an optimal discriminator the expected
    gradient is that of the likelihood of the data. A few samples with large logits dominate it,
    so it has a high variance. Beyond a logit of 40 the exponential continues linearly.

    Args:
        label_smoothing: How far the target of real samples lies below 1, in [0, 1).

    Raises:
        ValueError: If `label_smoothing` lies outside [0, 1).

    Example:
        >>> loss = kerasgan.losses.MaximumLikelihood()
        >>> float(loss.generator(keras.ops.zeros([4, 1])))
        -1.0

    Reference:
        Goodfellow, "On distinguishability criteria for estimating generative models", 2014
        (arXiv:1412.6515); Goodfellow, "NIPS 2016 Tutorial: Generative Adversarial Networks",
        section 3.2.4 (arXiv:1701.00160).
    """

    def generator_terms(self, fake_logits, real_logits=None):
        return -linear_exp(fake_logits)

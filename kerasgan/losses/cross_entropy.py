"""The discriminator's loss that the losses of the first GAN paper share."""

from keras import ops

from kerasgan.losses.base import AdversarialLoss


class CrossEntropy(AdversarialLoss):
    """Base of the losses whose discriminator is a classifier with D = sigmoid(logit).

    The discriminator minimises `-E_real[log D] - E_fake[log(1 - D)]`. With one-sided label
    smoothing the target of real samples is `1 - label_smoothing`; that of generated samples
    stays 0, since a positive one would reward the generator for staying where it is.

    Args:
        label_smoothing: How far the target of real samples lies below 1, in [0, 1).

    Raises:
        ValueError: If `label_smoothing` lies outside [0, 1).

    Reference:
        Goodfellow et al., "Generative Adversarial Networks", 2014, equation 1
        (arXiv:1406.2661); Salimans et al., "Improved Techniques for Training GANs", 2016,
        section 3.4 (arXiv:1606.03498).
    """

    def __init__(self, label_smoothing=0.0):
        if not 0.0 <= label_smoothing < 1.0:
            raise ValueError(
                "`label_smoothing` must lie in [0, 1): it is how far the target of real samples "
                f"lies below 1. Received: label_smoothing={label_smoothing!r}."
            )
        self.label_smoothing = label_smoothing

    def discriminator_terms(self, real_logits, fake_logits):
        # -(1 - s) log sigmoid(v) - s log(1 - sigmoid(v)) = softplus(-v) + s v
        real_terms = ops.softplus(-real_logits) + self.label_smoothing * real_logits
        return real_terms, ops.softplus(fake_logits)

    def get_config(self):
        return {"label_smoothing": self.label_smoothing}

"""What every adversarial loss is: two scalars to minimise, each a mean over logits."""

import keras
from keras import ops

from kerasgan.configured import Configured


class AdversarialLoss(Configured):
    """Base class of adversarial losses.

    A loss has two methods, both to be minimised: `discriminator(real_logits, fake_logits)` and
    `generator(fake_logits)`. Logits have any shape, one a sample or a patch-shaped map of them.
    A loss has no variables and no state.

    Subclasses say what single logits cost, in `discriminator_terms` and `generator_terms`, and
    the loss is the mean of these terms, in float32 also for logits of half precision; or they
    implement `discriminator` and `generator` themselves. They register with
    `keras.saving.register_keras_serializable`, and override `get_config` if they have arguments.

    Attributes:
        needs_real_logits: Whether the generator's part is given the logits of real samples, too.

    Example:
        >>> class Linear(kerasgan.losses.AdversarialLoss):
        ...     def discriminator_terms(self, real_logits, fake_logits):
        ...         return -real_logits, fake_logits
        ...     def generator_terms(self, fake_logits, real_logits=None):
        ...         return -fake_logits
        >>> float(Linear().discriminator([1.0, 2.0], [0.5]))
        -1.0
    """

    needs_real_logits = False

    def discriminator(self, real_logits, fake_logits):
        """The loss of the discriminator.

        Args:
            real_logits: Logits of real samples, a floating tensor of any shape.
            fake_logits: Logits of generated samples, a floating tensor of any shape.

        Returns:
            A scalar tensor, to be minimised over the discriminator.
        """
        terms = self.discriminator_terms(as_float(real_logits), as_float(fake_logits))
        first, *others = map(ops.mean, terms)
        return sum(others, start=first)

    def generator(self, fake_logits, real_logits=None):
        """The loss of the generator.

        Args:
            fake_logits: Logits of generated samples, a floating tensor of any shape.
            real_logits: Logits of real samples, likewise; None unless `needs_real_logits`.

        Returns:
            A scalar tensor, to be minimised over the generator.
        """
        real_logits = None if real_logits is None else as_float(real_logits)
        return ops.mean(self.generator_terms(as_float(fake_logits), real_logits))

    def discriminator_terms(self, real_logits, fake_logits):
        """What the logits, float32 or float64 tensors, cost the discriminator.

        Returns:
            A tuple of tensors, as `(terms of real logits, terms of generated ones)`. Each is
            averaged, and the loss is the sum of the means.
        """
        raise NotImplementedError(
            f"{type(self).__name__} does not implement `discriminator_terms`."
        )

    def generator_terms(self, fake_logits, real_logits=None):
        """What the logits cost the generator, a tensor whose mean is the loss."""
        raise NotImplementedError(f"{type(self).__name__} does not implement `generator_terms`.")


def as_float(logits):
    """Logits as a tensor of at least float32: half precision cannot hold a mean of exponentials."""
    logits = ops.convert_to_tensor(logits)
    if keras.backend.standardize_dtype(logits.dtype) == "float64":
        return logits
    return ops.cast(logits, "float32")

"""What every adversarial loss is: two scalars to minimise, computed from logits."""

import keras
from keras import ops

from kerasgan.configured import Configured


class AdversarialLoss(Configured):
    """Base class of adversarial losses.

    A loss has two methods, both to be minimised: `discriminator(real_logits, fake_logits)` and
    `generator(fake_logits)`. Logits have any shape, one a sample or a patch-shaped map of them;
    the loss is the mean over all elements. They are computed in float32 also for logits of half
    precision. A loss has no variables and no state.

    Subclasses implement `discriminator` and `generator`, register themselves with
    `keras.saving.register_keras_serializable`, and override `get_config` if they have arguments.

    Example:
        >>> class Linear(kerasgan.losses.AdversarialLoss):
        ...     def discriminator(self, real_logits, fake_logits):
        ...         return keras.ops.mean(fake_logits) - keras.ops.mean(real_logits)
        ...     def generator(self, fake_logits):
        ...         return -keras.ops.mean(fake_logits)
    """

    needs_real_logits = False  # whether `generator` takes the logits of real samples too

    def discriminator(self, real_logits, fake_logits):
        """The loss of the discriminator.

        Args:
            real_logits: Logits of real samples, a floating tensor of any shape.
            fake_logits: Logits of generated samples, a floating tensor of any shape.

        Returns:
            A scalar tensor, to be minimised over the discriminator.
        """
        raise NotImplementedError(f"{type(self).__name__} does not implement `discriminator`.")

    def generator(self, fake_logits):
        """The loss of the generator.

        Args:
            fake_logits: Logits of generated samples, a floating tensor of any shape.

        Returns:
            A scalar tensor, to be minimised over the generator.
        """
        raise NotImplementedError(f"{type(self).__name__} does not implement `generator`.")


def as_float(logits):
    """Logits as a tensor of at least float32: half precision cannot hold a mean of exponentials."""
    logits = ops.convert_to_tensor(logits)
    if keras.backend.standardize_dtype(logits.dtype) == "float64":
        return logits
    return ops.cast(logits, "float32")

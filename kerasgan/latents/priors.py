"""Priors: the distributions that latent vectors are drawn from."""

import dataclasses
import math
import typing

import keras
import tensorflow as tf

from kerasgan.configured import Configured
from kerasgan.latents.noise import draw_symmetric_uniform
from kerasgan.names import Lookup


@typing.runtime_checkable
class Prior(typing.Protocol):
    """What every prior is: an object with this method."""

    def sample(self, shape, seed):
        """Draws float32 samples, a pure function of the shape and of a seed of two integers.

        To rounding they are the same in eager mode, in a graph and under XLA.
        """


@keras.saving.register_keras_serializable(package="kerasgan")
@dataclasses.dataclass(frozen=True)
class Normal(Configured):
    """The standard normal prior.

    Example:
        >>> kerasgan.latents.Normal().sample([2, 100], seed=[0, 1]).shape
        TensorShape([2, 100])
    """

    def sample(self, shape, seed):
        """Draws float32 samples, a pure function of the shape and of a seed of two integers."""
        # Box and Muller's transform. TensorFlow's and XLA's own normal samplers, and their inverse
        # error functions, differ from each other.
        shape = tf.convert_to_tensor(shape, dtype_hint=tf.int32)
        pair = tf.concat([tf.constant([2], shape.dtype), shape], axis=0)
        radius, angle = tf.unstack(draw_symmetric_uniform(pair, seed))
        radius = tf.sqrt(-2.0 * tf.math.log((radius + 1.0) / 2.0))
        return radius * tf.cos(math.pi * angle)


@keras.saving.register_keras_serializable(package="kerasgan")
@dataclasses.dataclass(frozen=True)
class Uniform(Configured):
    """The uniform prior.

    Args:
        low: Lower bound of every element.
        high: Upper bound of every element, larger than `low`. The first GAN paper's prior, of
            variance 1, is `Uniform(-3**0.5, 3**0.5)`; DCGAN's is the default.

    Raises:
        ValueError: If `low` is not below `high`.

    Example:
        >>> kerasgan.latents.Uniform(-1.0, 1.0).sample([2, 100], seed=[0, 1]).shape
        TensorShape([2, 100])
    """

    low: float = -1.0
    high: float = 1.0

    def __post_init__(self):
        if not self.low < self.high:
            received = f"low={self.low!r}, high={self.high!r}"
            raise ValueError(f"`Uniform` needs low < high. Received: {received}.")

    def sample(self, shape, seed):
        """Draws float32 samples, a pure function of the shape and of a seed of two integers."""
        center, half_width = (self.low + self.high) / 2, (self.high - self.low) / 2
        return center + half_width * draw_symmetric_uniform(shape, seed)

    def get_config(self):
        return dataclasses.asdict(self)


PRIORS = Lookup(
    "prior",
    Prior,
    {"normal": Normal, "uniform": Uniform},
    instances="an object with a method `sample(shape, seed)`",
)


def get(identifier):
    """The prior of a name.

    Args:
        identifier: `"normal"`, `"uniform"` (in [-1, 1]), an object with a method
            `sample(shape, seed)` (returned as it is), or a config:
            `{"class_name": ..., "config": {...}}` as of `keras.saving.serialize_keras_object`,
            where the class may also be given by its name here.

    Returns:
        A prior.

    Raises:
        ValueError: If there is no prior of that name, or the identifier is none of these.

    Example:
        >>> kerasgan.latents.get("uniform")
        Uniform(low=-1.0, high=1.0)
        >>> kerasgan.latents.get({"class_name": "uniform", "config": {"low": 0, "high": 1}})
        Uniform(low=0, high=1)
    """
    return PRIORS.get(identifier)

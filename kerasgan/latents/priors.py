"""Priors: the distributions that latent vectors are drawn from."""

import dataclasses
import math

import keras
import tensorflow as tf

from kerasgan.latents.noise import symmetric_uniform
from kerasgan.names import did_you_mean, resolve


@keras.saving.register_keras_serializable(package="kerasgan")
@dataclasses.dataclass(frozen=True)
class Normal:
    """The standard normal prior.

    Example:
        >>> kerasgan.latents.Normal().sample([2, 100], seed=[0, 1]).shape
        TensorShape([2, 100])
    """

    def sample(self, shape, seed):
        """Draws samples that are a pure function of `shape` and `seed`.

        Args:
            shape: Shape of the samples, integers or an integer tensor.
            seed: Integer tensor of shape `[2]`.

        Returns:
            A float32 tensor, to rounding the same in eager mode, in a graph and under XLA.
        """
        # Box and Muller's transform. TensorFlow's and XLA's own normal samplers, and their inverse
        # error functions, differ from each other.
        shape = tf.convert_to_tensor(shape, dtype_hint=tf.int32)
        pair = tf.concat([tf.constant([2], shape.dtype), shape], axis=0)
        radius, angle = tf.unstack(symmetric_uniform(pair, seed))
        radius = tf.sqrt(-2.0 * tf.math.log((radius + 1.0) / 2.0))
        return radius * tf.cos(math.pi * angle)

    def get_config(self):
        """The constructor's arguments."""
        return dataclasses.asdict(self)

    @classmethod
    def from_config(cls, config):
        """The prior with these constructor's arguments."""
        return cls(**config)


@keras.saving.register_keras_serializable(package="kerasgan")
@dataclasses.dataclass(frozen=True)
class Uniform:
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
            raise ValueError(f"Uniform needs low < high, not {self.low!r} and {self.high!r}.")

    def sample(self, shape, seed):
        """Draws samples that are a pure function of `shape` and `seed`.

        Args:
            shape: Shape of the samples, integers or an integer tensor.
            seed: Integer tensor of shape `[2]`.

        Returns:
            A float32 tensor in `[low, high]`, to rounding the same in eager mode, in a graph and
            under XLA.
        """
        center, half_width = (self.low + self.high) / 2, (self.high - self.low) / 2
        return center + half_width * symmetric_uniform(shape, seed)

    def get_config(self):
        """The constructor's arguments."""
        return dataclasses.asdict(self)

    @classmethod
    def from_config(cls, config):
        """The prior with these constructor's arguments."""
        return cls(**config)


PRIORS = {"normal": Normal, "uniform": Uniform}


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
    found = resolve(identifier, _named)
    if not isinstance(found, type) and callable(getattr(found, "sample", None)):
        return found
    raise ValueError(
        f"Not a prior: {found!r}. Pass 'normal', 'uniform', `kerasgan.latents.Uniform(low, "
        "high)`, an object with a method `sample(shape, seed)`, or the config of one."
    )


def _named(name, config):
    classes = {**PRIORS, **{prior.__name__: prior for prior in PRIORS.values()}}
    if name in classes:
        return classes[name].from_config(config)
    raise ValueError(
        f"Unknown prior {name!r}.{did_you_mean(name, PRIORS)} Known priors: {', '.join(PRIORS)}."
    )

"""A network that makes features of images, and what a protocol says about it."""

import copy

import keras
import numpy as np

from kerasgan.data import check_images
from kerasgan.metrics.features import fingerprint


class Extractor:
    """A network that makes features of images, and what a protocol says about it.

    Args:
        network: A `keras.Model` or a callable from a NumPy batch of images to an array `[N, D]`,
            or to a dictionary of such arrays. A callable may state what it is by attributes
            `name` and `sha256`.
        output: Which array of the dictionary is meant; by default the one that is asked for,
            `"features"` or, by scores that need a classifier, `"probabilities"`.
        name: What a protocol calls it; by default the name of the network.
        image_shape: Shape of the images that the network takes, `(height, width, channels)`,
            where None stands for any size: the images are then checked to have it and to lie in
            [-1, 1]. By default images are given to the network as they are, unchecked.
        resize: How the network resizes images, in words; None if it does not.
        fixed: Whether the name says all, because the network has no weights.

    Example:
        >>> extractor = kerasgan.metrics.Extractor(lambda images: images.mean((1, 2)), name="mean")
        >>> extractor(np.zeros([8, 28, 28, 1], "float32")).shape
        (8, 1)
    """

    def __init__(self, network, output=None, name=None, image_shape=None, resize=None, fixed=False):
        self.network = network
        self.output = output
        self.name = name or _find_name(network)
        self.image_shape = image_shape
        self.resize = resize
        self.fixed = fixed

    @property
    def sha256(self):
        """The SHA-256 of the network, or None where a callable does not state one."""
        if isinstance(self.network, keras.Model):
            return fingerprint.hash_model(self.network)
        return getattr(self.network, "sha256", None)

    def with_output(self, output):
        """The same extractor with another output, `"features"` or `"probabilities"`."""
        other = copy.copy(self)
        other.output = output
        return other

    def run(self, images, where="the images"):
        """What the network makes of a NumPy batch of images: an array, or a dictionary of arrays.

        `where` is what messages call the images, here and in `select`.
        """
        if self.image_shape is not None:
            sizes = images.shape[1:] if images.ndim == 4 else self.image_shape
            expected = [want or size for want, size in zip(self.image_shape, sizes, strict=True)]
            check_images(images, tuple(expected), where)
        if isinstance(self.network, keras.Model):
            return self.network.predict_on_batch(images)
        return self.network(images)

    def select(self, outputs, rows, where="the images"):
        """The array `[rows, …]` of its own output, from what `run` returned for so many images."""
        if isinstance(outputs, dict):
            output = self.output or "features"
            if output not in outputs:
                raise ValueError(
                    f"The extractor {self.name!r} must have the output {output!r}. "
                    f"Received: {sorted(outputs)}."
                )
            outputs = outputs[output]
        if isinstance(outputs, list | tuple):
            raise ValueError(
                f"The extractor {self.name!r} must return one array or a dictionary of arrays. "
                f"Received: a {type(outputs).__name__} of {len(outputs)}."
            )
        values = np.asarray(outputs)
        if values.dtype.name in ("bfloat16", "float16"):
            values = values.astype("float32")
        if values.ndim < 1 or len(values) != rows:
            raise ValueError(
                f"The extractor {self.name!r} must return one row an image. Received: for {rows} "
                f"images shape {values.shape}."
            )
        if not np.isfinite(values).all():
            raise ValueError(f"The extractor {self.name!r} made NaN or infinities of {where}.")
        return values

    def __call__(self, images):
        """The features of a NumPy batch of images."""
        return self.select(self.run(images), len(images))

    def __repr__(self):
        return f"Extractor({self.name!r}, output={self.output!r})"


def identity(images):
    """The samples themselves, in their own shape."""
    return images


def _find_name(network):
    name = getattr(network, "name", None) or getattr(network, "__qualname__", None)
    return name if isinstance(name, str) else type(network).__name__

"""Feature extractors: what turns images into the vectors that scores compare."""

import copy
import functools
import pathlib

import keras
import numpy as np

from kerasgan import trained_weights
from kerasgan.data import check_images
from kerasgan.metrics import fingerprint
from kerasgan.names import did_you_mean

# Every folder in here is an extractor: `network.keras`, a model with the outputs "features" and
# "probabilities", and `metadata.json` with its "image_shape" and the "sha256" of the file.
_TRAINED = pathlib.Path(__file__).with_name("trained")


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
        self.name = name or _name(network)
        self.image_shape = image_shape
        self.resize = resize
        self.fixed = fixed

    @property
    def sha256(self):
        """The SHA-256 of the network, or None where a callable does not state one."""
        if isinstance(self.network, keras.Model):
            return fingerprint.of_model(self.network)
        return getattr(self.network, "sha256", None)

    def with_output(self, output):
        """The same extractor with another output of the same network.

        Args:
            output: `"features"` or `"probabilities"`.

        Returns:
            An `Extractor`.
        """
        other = copy.copy(self)
        other.output = output
        return other

    def run(self, images, where="the images"):
        """Runs the network once, for all its outputs.

        Args:
            images: A NumPy batch of images.
            where: What messages call the images.

        Returns:
            An array, or a dictionary of arrays.
        """
        if self.image_shape is not None:
            sizes = images.shape[1:] if images.ndim == 4 else self.image_shape
            expected = [want or size for want, size in zip(self.image_shape, sizes, strict=True)]
            check_images(images, tuple(expected), where)
        if isinstance(self.network, keras.Model):
            return self.network.predict_on_batch(images)
        return self.network(images)

    def select(self, outputs, rows, where="the images"):
        """Takes its own output from what `run` returned.

        Args:
            outputs: What `run` returned.
            rows: How many images there were.
            where: What messages call the images.

        Returns:
            A NumPy array whose first axis has length `rows`.
        """
        if isinstance(outputs, dict):
            output = self.output or "features"
            if output not in outputs:
                raise ValueError(
                    f"The extractor {self.name!r} must have the output {output!r}, but has "
                    f"{sorted(outputs)}."
                )
            outputs = outputs[output]
        if isinstance(outputs, list | tuple):
            raise ValueError(
                f"The extractor {self.name!r} must return one array or a dictionary of arrays, "
                f"not a {type(outputs).__name__} of {len(outputs)}."
            )
        values = np.asarray(outputs)
        if values.dtype.name in ("bfloat16", "float16"):
            values = values.astype("float32")
        if values.ndim < 1 or len(values) != rows:
            raise ValueError(
                f"The extractor {self.name!r} must return one row an image; for {rows} images it "
                f"returned shape {values.shape}."
            )
        if not np.isfinite(values).all():
            raise ValueError(f"The extractor {self.name!r} made NaN or infinities of {where}.")
        return values

    def __call__(self, images):
        return self.select(self.run(images), len(images))

    def __repr__(self):
        return f"Extractor({self.name!r}, output={self.output!r})"


def names():
    """The names that `get` knows.

    Returns:
        A list of strings.

    Example:
        >>> "inception" in kerasgan.metrics.extractors.names()
        True
    """
    return [*_BUILT_IN, *sorted(path.parent.name for path in _TRAINED.glob("*/metadata.json"))]


def get(features, output="features"):
    """The extractor that is meant.

    Args:
        features: One of

            * `"pixels"`: the samples themselves, flattened, whatever their shape;
            * `"inception"`: Keras' InceptionV3 trained on ImageNet, which Keras downloads when it
              is first used. Its weights are not those of the TensorFlow 1 graph behind most
              published scores, so neither are its scores comparable to them;
            * the path of a folder with `network.keras` and `metadata.json`;
            * a `keras.Model` or another callable from a batch of images to features `[N, D]`,
              which gets the images as they are;
            * an `Extractor`.
        output: Which output of a network with several, `"features"` or `"probabilities"`, where an
            `Extractor` does not say so itself.

    Returns:
        An `Extractor`. The network of a name or folder is made once: scores that share it share
        its passes over the images.

    Raises:
        ValueError: If there is no extractor of that name.
        TypeError: If `features` is none of these.

    Example:
        >>> kerasgan.metrics.extractors.get("pixels")
        Extractor('pixels', output='features')
    """
    if isinstance(features, Extractor):
        return features.with_output(features.output or output)
    if isinstance(features, str | pathlib.Path):
        return _named(features).with_output(output)
    if callable(features) and not isinstance(features, type):
        return Extractor(features, output)
    raise TypeError(
        "Features must be a name, a folder, a keras.Model or another callable, not "
        f"{features!r}. Names: {', '.join(names())}."
    )


def pixels(images):
    """The samples themselves, each as one vector."""
    return images.reshape(len(images), -1)


def as_given(images):
    """The samples themselves, in their own shape."""
    return images


def _named(name):
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    for folder in (_TRAINED / name, pathlib.Path(name)):
        if (folder / "metadata.json").is_file():
            return _trained(folder.resolve())
    raise ValueError(
        f"There is no feature extractor {str(name)!r}: it is neither a built-in one nor a folder "
        f"with metadata.json.{did_you_mean(name, names())} Built-in ones: {', '.join(names())}."
    )


@functools.cache
def _trained(folder):
    metadata = trained_weights.read_json(folder, "metadata.json", "an extractor")
    trained_weights.check_hashes(folder, metadata["sha256"], ["network.keras"])
    network = keras.models.load_model(folder / "network.keras", compile=False)
    return Extractor(network, name=folder.name, image_shape=tuple(metadata["image_shape"]))


@functools.cache
def _inception():
    classifier = keras.applications.InceptionV3(weights="imagenet")
    size = classifier.input_shape[1]
    outputs = {
        "features": classifier.get_layer("avg_pool").output,
        "probabilities": classifier.output,
    }
    images = keras.Input((None, None, 3))
    resize = keras.layers.Resizing(size, size, interpolation="bilinear", antialias=True)
    network = keras.Model(images, keras.Model(classifier.input, outputs)(resize(images)))
    return Extractor(
        network,
        name="Keras InceptionV3 (not the TF1 graph)",
        image_shape=(None, None, 3),
        resize=f"bilinear to {size}x{size}, antialiased",
    )


_BUILT_IN = {
    "pixels": lambda: Extractor(pixels, name="pixels", fixed=True),
    "inception": _inception,
}


def _name(network):
    name = getattr(network, "name", None) or getattr(network, "__qualname__", None)
    return name if isinstance(name, str) else type(network).__name__

"""Feature extractors by name: what turns images into the vectors that scores compare."""

import functools
import pathlib

import keras

from kerasgan import trained_weights
from kerasgan.metrics.features.extractor import Extractor as Extractor
from kerasgan.names import did_you_mean

# Every folder in here is an extractor: `network.keras`, a model with the outputs "features" and
# "probabilities", and `metadata.json` with its "image_shape" and the "sha256" of the file.
_TRAINED = pathlib.Path(__file__).with_name("trained")

# What the extractor "unpaired" tells apart: A and B of each set, numbered through.
UNPAIRED_SETS = ("plain2striped", "horse2zebra", "facades")


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
        return _find(features).with_output(output)
    if callable(features) and not isinstance(features, type):
        return Extractor(features, output)
    raise TypeError(
        "Features must be a name, a folder, a keras.Model or another callable. Names: "
        f"{', '.join(names())}. Received: {features!r}."
    )


def choose_name(source):
    """The extractor that is made for a data set.

    Args:
        source: Name of the data set.

    Returns:
        A name that `get` knows; `"pixels"` where no network is made for the set.

    Example:
        >>> [extractors.choose_name(source) for source in ("mnist", "horse2zebra", "ring")]
        ['mnist', 'unpaired', 'pixels']
    """
    if source in UNPAIRED_SETS:
        return "unpaired"
    return source if source in names() else "pixels"


def find_classes(source):
    """The classes of A and of B that the extractor "unpaired" tells apart; `None` of other sets."""
    if source not in UNPAIRED_SETS:
        return None
    place = 2 * UNPAIRED_SETS.index(source)
    return place, place + 1


def flatten(images):
    """The samples themselves, each as one vector."""
    return images.reshape(len(images), -1)


def _find(name):
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    for folder in (_TRAINED / name, pathlib.Path(name)):
        if (folder / "metadata.json").is_file():
            return _load(folder.resolve())
    raise ValueError(
        f"There is no feature extractor {str(name)!r}: it is neither a built-in one nor a folder "
        f"with metadata.json.{did_you_mean(name, names())} Built-in ones: {', '.join(names())}."
    )


@functools.cache
def _load(folder):
    metadata = trained_weights.read_json(folder, "metadata.json", "an extractor")
    trained_weights.check_hashes(folder, metadata["sha256"], ["network.keras"])
    network = keras.models.load_model(folder / "network.keras", compile=False)
    return Extractor(network, name=folder.name, image_shape=tuple(metadata["image_shape"]))


@functools.cache
def _load_inception():
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
    "pixels": lambda: Extractor(flatten, name="pixels", fixed=True),
    "inception": _load_inception,
}

"""Any data set as a `tf.data.Dataset` of images in [-1, 1]."""

import os
import pathlib

from kerasgan.arguments import check_positive_integers
from kerasgan.data.order import order_batches
from kerasgan.data.sets import glyphs, mixtures
from kerasgan.data.sources import arrays, folders, pictures, tfds

_BUILT_IN = ("glyphs", *mixtures.MIXTURES, "stacked_mnist")


def load(
    source,
    split="train",
    image_size=None,
    batch_size=64,
    labels=False,
    seed=0,
    data_dir=None,
    *,
    channels=None,
    shuffle=True,
    drop_remainder=True,
    count=None,
):
    """Loads images for training or scoring.

    The images are read once, kept in memory as uint8, and scaled batch by batch. Every epoch has
    its own order, which depends only on `seed` and the epoch: see `kerasgan.data.set_epoch`.

    Args:
        source: What to load:

            * `"glyphs"`, the built-in set of 28x28 digits, which needs no download;
            * `"ring"` or `"grid"`, points in the plane from a mixture of 8 or 25 Gaussians, or
              `"stacked_mnist"`, three MNIST digits as the channels of 28x28x3 images: sets whose
              modes can be counted and serve as labels;
            * the path of a folder of images, possibly nested, of any sizes. Files that are not
              images are skipped with a warning;
            * the name of a set in [TensorFlow Datasets](https://www.tensorflow.org/datasets), such
              as `"mnist"` or `"cycle_gan/facades"`, prepared in `data_dir` or else downloaded;
            * an array, or a tuple `(images, labels)` of arrays: uint8 images or float images in
              [-1, 1], `[N, H, W, C]` or `[N, H, W]`, or float vectors `[N, D]` of any range.
        split: String. For TensorFlow Datasets and `stacked_mnist`, any of their splits, such as
            `"train[:1000]"`; for `glyphs` and mixtures, `"train"` or `"test"`; for a folder, its
            subfolder of that name if there is one (`None`: the whole folder).
        image_size: Integer or `(height, width)`. Images are resized by their shorter side and
            cropped to the centre. Required if their sizes differ.
        batch_size: Integer, the number of images in a batch.
        labels: Whether the dataset yields `(images, labels)` instead of `images`. The labels of a
            folder are the folders directly inside it, in alphabetical order.
        seed: Integer that determines the order, and the samples of built-in sets.
        data_dir: Folder of prepared TensorFlow Datasets. Defaults to the environment variable
            TFDS_DATA_DIR, or to ~/tensorflow_datasets.
        channels: 1 to convert to grey, 3 to RGB. By default the channels stay as they are.
        shuffle: Whether to shuffle in every epoch. Use `False` for scores.
        drop_remainder: Whether to drop a last batch that is not full. Use `False` for scores.
        count: Integer, how many samples to load. Any number for built-in sets, by default 10000
            `glyphs` (2000 in the test split), 100000 points of a mixture (10000) and as many
            stacked images as MNIST has; for other sources, only the first `count`.

    Returns:
        A `tf.data.Dataset` of known cardinality that yields float32 images
        `[batch_size, height, width, channels]` in [-1, 1], or vectors `[batch_size, D]`; with
        `labels=True`, tuples of these and int64 labels `[batch_size]`.

    Raises:
        TypeError: If `source` is none of the above.
        ValueError: If a name, split, size or value is invalid, or a folder has no images.
        FileNotFoundError: If a folder does not exist.
        RuntimeError: If a set is not prepared and cannot be downloaded.

    Example:
        >>> dataset = kerasgan.data.load("glyphs", batch_size=32, count=1000)
        >>> dataset.element_spec.shape, int(dataset.cardinality())
        (TensorShape([32, 28, 28, 1]), 31)
    """
    pictures.check_channels(channels)
    if count is not None:
        check_positive_integers(count=count)
    size = pictures.parse_size(image_size)
    images, classes = _read(source, split, size, channels, labels, count, seed, data_dir)
    return order_batches(images, classes, batch_size, seed, shuffle, drop_remainder)


def from_arrays(images, labels=None, batch_size=64, seed=0, shuffle=True, drop_remainder=True):
    """Makes a dataset like those of `load` from arrays in memory.

    Args:
        images: uint8 images, float images in [-1, 1], or float vectors, as for `load`.
        labels: Integer array `[N]`, or `None` for a dataset without labels.
        batch_size: Integer, the number of samples in a batch.
        seed: Integer that determines the order.
        shuffle: Whether to shuffle in every epoch.
        drop_remainder: Whether to drop a last batch that is not full.

    Returns:
        A `tf.data.Dataset` like that of `load`.

    Raises:
        ValueError: If the arrays do not fit together, or do not fill a batch.

    Example:
        >>> points = np.random.normal(size=(1000, 2))
        >>> kerasgan.data.from_arrays(points, batch_size=100).element_spec.shape
        TensorShape([100, 2])
    """
    images, labels = arrays.read(images, labels)
    return order_batches(images, labels, batch_size, seed, shuffle, drop_remainder)


def _read(source, split, size, channels, labels, count, seed, data_dir):
    """Reads any source into `(images, labels)`."""
    if not isinstance(source, str | os.PathLike):
        return _read_arrays(source, split, size, channels, labels, count)
    shape = {"size": size, "channels": channels}
    if source == "glyphs":
        images, classes = glyphs.read(split, count, seed)
        return arrays.read(images, classes if labels else None, **shape)
    if source in mixtures.MIXTURES:
        points, classes = mixtures.read(source, split, count, seed, **shape)
        return points, classes if labels else None
    if source == "stacked_mnist":
        images, classes = mixtures.read_stacked_mnist(split, count, seed, data_dir)
        return arrays.read(images, classes if labels else None, **shape)
    if _is_folder(source):
        return folders.read(source, split, labels=labels, count=count, **shape)
    return tfds.read(
        source, split, labels=labels, count=count, data_dir=data_dir, known=_BUILT_IN, **shape
    )


def _read_arrays(source, split, size, channels, labels, count):
    if split not in (None, "train"):
        raise ValueError(
            f"Arrays have no splits. Received: split={split!r}. Pass the part of them you want."
        )
    images, classes = source if isinstance(source, tuple) else (source, None)
    if not hasattr(images, "shape"):
        raise TypeError(
            "`source` must be the name of a data set, the path of a folder of images, an array of "
            f"images, or a tuple (images, labels) of arrays. Received: {type(source).__name__}."
        )
    if labels and classes is None:
        raise ValueError("labels=True needs a tuple (images, labels). Received: only images.")
    images, classes = arrays.read(images, classes if labels else None, size, channels)
    return images[:count], None if classes is None else classes[:count]


def _is_folder(source):
    """Whether a string is meant as a path rather than as a name."""
    path = pathlib.Path(source).expanduser()
    looks_like_path = isinstance(source, os.PathLike) or str(source).startswith((".", "~", os.sep))
    return looks_like_path or (source != "" and path.exists())

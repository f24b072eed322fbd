"""Data sets of TensorFlow Datasets, imported when one is asked for."""

import difflib

import numpy as np

from kerasgan.data.sources import pictures
from kerasgan.data.sources.collect import collect

_CHUNK = 512  # Images that tf.data hands over at once: per image, Python would be the limit.


def read(name, split, size=None, channels=None, labels=False, count=None, data_dir=None, known=()):
    """Reads the images of a set, and downloads it first where it is not prepared yet.

    Name and split are as in `tfds.load`, "mnist:3.0.1" and "test[:1000]", the other arguments as of
    `kerasgan.data.load`, `size` as `(height, width)`. The message about an unknown name knows the
    names of other sets, too. Returns `(images, labels)`, uint8 `[N, H, W, C]` and int64 `[N]` or
    `None`.
    """
    import tensorflow_datasets as tfds

    builder = _find_builder(name, data_dir, known)
    image_key, label_key = _find_keys(builder.info.features, name, labels)
    _prepare(builder, name)
    keys = {image_key, label_key} - {None}
    others = set(builder.info.features) - keys
    dataset = builder.as_dataset(
        split=split,
        shuffle_files=False,
        decoders=tfds.decode.PartialDecoding(keys) if others else None,
    ).take(-1 if count is None else count)
    total = int(dataset.cardinality())
    chunk = _CHUNK if dataset.element_spec[image_key].shape.is_fully_defined() else 1

    def samples():
        for batch in dataset.batch(chunk).as_numpy_iterator():
            classes = batch[label_key] if label_key else [0] * len(batch[image_key])
            for image, label in zip(batch[image_key], classes, strict=True):
                yield pictures.convert_array(image, size, channels), label

    images, classes = collect(samples(), total)
    if images is None:
        raise ValueError(f"`split` must hold images. Received: split={split!r} of {name!r}.")
    return images, classes if labels else None


def _find_builder(name, data_dir, known):
    import tensorflow_datasets as tfds

    where = (
        f"Give a built-in set ({', '.join(known)}), a name from "
        "tensorflow_datasets.list_builders(), the path of a folder of images, or an array."
    )
    try:
        return tfds.builder(name, data_dir=data_dir)
    except tfds.core.DatasetNotFoundError:
        names = [*known, *tfds.list_builders(with_community_datasets=False)]
        near = difflib.get_close_matches(name.split("/")[0].split(":")[0], names, n=4, cutoff=0.7)
        matches = f" Near matches: {', '.join(near)}." if near else ""
        raise ValueError(f"There is no data set {name!r}.{matches} {where}") from None
    except (ValueError, AssertionError) as error:  # An unknown configuration or version.
        raise ValueError(f"There is no data set {name!r}: {error}. {where}") from error


def _find_keys(features, name, labels):
    """Returns the names of the features that hold the image and the label, if there is one."""
    import tensorflow_datasets as tfds

    kinds = dict(features.items()) if isinstance(features, tfds.features.FeaturesDict) else {}
    images = [key for key, kind in kinds.items() if isinstance(kind, tfds.features.Image)]
    classes = [key for key, kind in kinds.items() if isinstance(kind, tfds.features.ClassLabel)]
    if not images or np.dtype(kinds[images[0]].np_dtype) != np.uint8:
        raise ValueError(f"A data set must have uint8 images. Received: {name!r} with {features}.")
    if labels and not classes:
        raise ValueError(
            f"labels=True needs a data set with labels. Received: {name!r} with {features}."
        )
    return images[0], classes[0] if classes else None


def _prepare(builder, name):
    if builder.is_prepared():
        return
    print(f"{name} is not prepared in {builder.data_dir}: downloading it", flush=True)
    try:
        builder.download_and_prepare()
    except Exception as error:
        raise RuntimeError(
            f"{name!r} is not prepared in {builder.data_dir} and could not be downloaded "
            f"({type(error).__name__}: {error}). Run `tfds build {name}` where there is a "
            "network, and give the folder that holds the result as `data_dir` or in the "
            "environment variable TFDS_DATA_DIR."
        ) from error

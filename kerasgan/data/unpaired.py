"""Two unpaired sets of images, A and B, as a `tf.data.Dataset`."""

import os

import numpy as np

from kerasgan.arguments import check_positive_integers
from kerasgan.data import crops
from kerasgan.data.sets import plain2striped
from kerasgan.data.sources import arrays, folders, pictures, tfds
from kerasgan.data.unpaired_order import order_sides
from kerasgan.images import from_uint8
from kerasgan.names import did_you_mean

_TFDS = "cycle_gan/"
CYCLE_GAN = (
    *("apple2orange", "cezanne2photo", "facades", "horse2zebra", "iphone2dslr_flower"),
    *("maps", "monet2photo", "summer2winter_yosemite", "ukiyoe2photo", "vangogh2photo"),
)
_SIZE = 256  # pixels of the sets above


def load_unpaired(
    source,
    split="train",
    image_size=None,
    batch_size=1,
    seed=0,
    data_dir=None,
    *,
    jitter=None,
    flip=None,
    shuffle=None,
    drop_remainder=True,
    count=None,
):
    """Loads two unpaired sets of images, A and B, to translate between.

    The images are read once and kept in memory. Each element is a batch of A and one of B, drawn
    independently. An epoch shows every image of the larger set once, and repeats the smaller one,
    each time in a new order. Order, crops and flips depend only on `seed` and the epoch: see
    `kerasgan.data.set_epoch`. `read_sides` returns the images of both sides, once each.

    Args:
        source: What to load:

            * `"plain2striped"`, the built-in set of plain and striped animals, which needs no
              download, and whose true translations `kerasgan.data.plain2striped.pairs` draws;
            * the name of one of the paper's sets in [TensorFlow
              Datasets](https://www.tensorflow.org/datasets/catalog/cycle_gan), `"horse2zebra"` or
              `"cycle_gan/horse2zebra"` for example, prepared in `data_dir` or else downloaded;
            * a tuple `(a, b)`, each the path of a folder of images, as for `load`, or an array of
              uint8 images or float images in [-1, 1], `[N, H, W, C]` or `[N, H, W]`.
        split: `"train"` or `"test"`; for folders, any folder inside both, or `None` for the whole.
            Arrays have no splits: for them it only sets the defaults of the arguments below.
        image_size: Integer or `(height, width)`. Images are resized by their shorter side and
            cropped to the centre. Defaults to 64 for the built-in set, to 256 for the paper's, and
            to the size of the images for others. Floats are not resized.
        batch_size: Integer, the number of images of each side in a batch. The paper's is 1.
        seed: Integer that determines order, crops and flips, and the scenes of the built-in set.
        data_dir: Folder of prepared TensorFlow Datasets, as for `load`.
        jitter: Whether to enlarge images by 286/256 and crop them at random to `image_size`, anew
            each time. Defaults to whether `split` is `"train"`.
        flip: Whether to mirror half of the images, chosen at random each time. Defaults to whether
            `split` is `"train"`.
        shuffle: Whether each side gets its own random order in every epoch. Defaults to whether
            `split` is `"train"`.
        drop_remainder: Whether to drop a last batch that is not full.
        count: Integer, how many images of each side to load. Any number for the built-in set, by
            default 1000 (200 in the test split); for others, only the first `count`.

    Returns:
        A `tf.data.Dataset` of known cardinality that yields tuples `(a, b)` of float32 images
        `[batch_size, height, width, channels]` in [-1, 1]. The two sides may differ in channels.

    Raises:
        TypeError: If `source` is none of the above.
        ValueError: If a name, split, size or value is invalid, or a side has no images.
        FileNotFoundError: If a folder does not exist.
        RuntimeError: If a set is not prepared and cannot be downloaded.

    Example:
        >>> dataset = kerasgan.data.load_unpaired("plain2striped", batch_size=4, count=20)
        >>> a, b = next(iter(dataset))
        >>> a.shape, b.shape, int(dataset.cardinality())
        (TensorShape([4, 64, 64, 3]), TensorShape([4, 64, 64, 3]), 5)

    Reference:
        Zhu et al., "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial
        Networks", ICCV 2017, section 7.1 of the appendix and the authors' code (jitter, flips).
    """
    if count is not None:
        check_positive_integers(count=count)
    jitter, flip, shuffle = (
        split == "train" if wanted is None else wanted for wanted in (jitter, flip, shuffle)
    )
    size = pictures.parse_size(image_size) or _choose_size(source)
    # Pieces are cut out in every epoch; enlarging, always the same, is part of reading.
    stored = crops.enlarge(size) if jitter and size else size
    sizes = {"size": size, "stored": stored}
    a = _read(source, "A", split=split, count=count, seed=seed, data_dir=data_dir, **sizes)
    b = _read(source, "B", split=split, count=count, seed=seed, data_dir=data_dir, **sizes)
    if a.shape[1:3] != b.shape[1:3]:
        raise ValueError(
            f"Both sides must have one size. Received: {a.shape[1:3]} of A, {b.shape[1:3]} of B. "
            "Give `image_size`, as image_size=64, to resize and crop them."
        )
    size = size or a.shape[1:3]
    if jitter:
        a, b = (crops.resize(images, crops.enlarge(size)) for images in (a, b))
    return order_sides(
        *(a, b, size, batch_size, seed), shuffle=shuffle, flip=flip, drop_remainder=drop_remainder
    )


def read_sides(source, split="train", image_size=None, *, count=None, seed=0, data_dir=None):
    """Reads the images of both sides, once each and in order, as scores and pictures need them.

    Args:
        source: As for `load_unpaired`, as are the other arguments.
        split: `"train"` or `"test"`.
        image_size: Integer or `(height, width)`.
        count: Integer, how many images of each side to read, from the first.
        seed: Integer, for the built-in set.
        data_dir: Folder of prepared TensorFlow Datasets.

    Returns:
        `(a, b)`: float32 arrays `[N, H, W, C]` in [-1, 1], whose N may differ.

    Raises:
        TypeError, ValueError, FileNotFoundError, RuntimeError: As `load_unpaired`.

    Example:
        >>> plain, striped = kerasgan.data.read_sides("plain2striped", "test", count=3)
        >>> plain.shape
        (3, 64, 64, 3)
    """
    size = pictures.parse_size(image_size) or _choose_size(source)
    options = {"split": split, "count": count, "seed": seed, "data_dir": data_dir}
    sides = (_read(source, side, size=size, stored=size, **options) for side in "AB")
    return tuple(from_uint8(side) if side.dtype == np.uint8 else side for side in sides)


def _choose_size(source):
    if not isinstance(source, str):
        return None
    side = plain2striped.SIZE if source == plain2striped.NAME else _SIZE
    return side, side


def _read(source, side, *, split, size, stored, count, seed, data_dir):
    """Reads one side of any source, in the size in which it is stored."""
    if isinstance(source, str):
        if source == plain2striped.NAME:
            images = plain2striped.read(side.lower(), split, count, seed, max(stored))
            return arrays.read(images, size=stored)[0]
        name = _find_set(source)
        _check_split(split, source)
        return tfds.read(name, split + side, stored, count=count, data_dir=data_dir)[0]
    if not isinstance(source, tuple | list) or len(source) != 2:
        raise TypeError(
            "`source` must be a name, or a tuple (a, b) of folders or arrays. "
            f"Received: {type(source).__name__}."
        )
    part = source["AB".index(side)]
    if isinstance(part, str | os.PathLike):
        return folders.read(part, split, stored, count=count)[0]
    _check_split(split or "train", "two arrays")
    images = _read_array(part, size, f"the images of {side}")[:count]
    return crops.resize(images, stored) if stored else images


def _find_set(source):
    name = source.removeprefix(_TFDS)
    if name.partition(":")[0] not in CYCLE_GAN:
        raise ValueError(
            f"There is no unpaired set {source!r}."
            f"{did_you_mean(name, (plain2striped.NAME, *CYCLE_GAN))} "
            f"Give the built-in set {plain2striped.NAME!r}; one of TensorFlow Datasets' cycle_gan: "
            f"{', '.join(CYCLE_GAN)}; or a tuple (a, b) of folders or arrays."
        )
    return _TFDS + name


def _check_split(split, what):
    if split not in ("train", "test"):
        raise ValueError(f"The splits of {what} are 'train' and 'test'. Received: split={split!r}.")


def _read_array(images, size, where):
    if not hasattr(images, "shape"):
        raise TypeError(
            "Each side must be an array or the path of a folder. "
            f"Received: {where}, {type(images).__name__}."
        )
    if len(images.shape) not in (3, 4) or 0 in images.shape:
        raise ValueError(
            "Each side must have one image or more, [N, H, W, C] or [N, H, W]. "
            f"Received: {where} of shape {tuple(images.shape)}."
        )
    return arrays.read(images, size=size, where=where)[0]

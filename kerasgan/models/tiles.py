"""Arrays of images of any size through a translator of one size."""

import keras
import numpy as np

from kerasgan import data


def translate(run, images, shape, *, size=None, batch_size=8):
    """Translates an array of images.

    Args:
        run: Function from a float32 batch `[n, *shape]` to its translation.
        images: Floating array `[N, H, W, C]` in [-1, 1].
        shape: `(height, width, channels)` of the images that the translator takes.
        size: What to do with images of another size: `"resize"` or `"tile"` them, or `None` to
            refuse them.
        batch_size: Images in a call of `run`.

    Returns:
        NumPy float32 array `[N, H, W, C']`.
    """
    check_size(size)
    images = np.asarray(images)
    expected = shape if size is None else (None, None, shape[-1])
    data.check_images(images, expected, "the images to translate")
    return translate_checked(run, images.astype("float32"), shape, size, batch_size)


def translate_checked(run, images, shape, size, batch_size):
    """The same of float32 images that are known to be in [-1, 1], as those of files."""
    if images.shape[1:] == tuple(shape):
        return _run(run, images, batch_size)
    if size == "tile":
        return np.stack([_tile(run, image, shape, batch_size) for image in images])
    return _run(run, resize(images, shape[:2]), batch_size)


def resize(images, size):
    """A batch of images in one size: the shorter side resized, and the centre."""
    if tuple(images.shape[1:3]) == tuple(size):
        return images
    resized = keras.ops.image.resize(images, size, crop_to_aspect_ratio=True, antialias=True)
    return np.clip(resized, -1.0, 1.0)


def check_size(size):
    """Refuses what is no way to treat images of another size."""
    if size not in (None, "resize", "tile"):
        raise ValueError(f"`size` must be 'resize', 'tile' or None. Received: size={size!r}.")


def _run(run, images, batch_size):
    batches = np.split(images, range(batch_size, len(images), batch_size))
    return np.concatenate([run(batch) for batch in batches])


def _tile(run, image, shape, batch_size):
    """One image of any size by overlapping tiles, blended with weights that fall to their edges."""
    height, width = shape[:2]
    size = image.shape[:2]
    missing = [max(0, tile - side) for tile, side in zip((height, width), size, strict=True)]
    padded = np.pad(image, [(0, missing[0]), (0, missing[1]), (0, 0)], mode="symmetric")
    corners = [
        (top, left)
        for top in _starts(padded.shape[0], height)
        for left in _starts(padded.shape[1], width)
    ]
    tiles = np.stack([padded[y : y + height, x : x + width] for y, x in corners])
    results = _run(run, tiles, batch_size)
    weight = np.outer(_ramp(height), _ramp(width))[..., None]
    total = np.zeros((*padded.shape[:2], results.shape[-1]), "float32")
    weights = np.zeros((*padded.shape[:2], 1), "float32")
    for (y, x), result in zip(corners, results, strict=True):
        total[y : y + height, x : x + width] += weight * result
        weights[y : y + height, x : x + width] += weight
    return (total / weights)[: size[0], : size[1]]


def _starts(length, tile):
    """Where tiles begin that cover a length, each overlapping the next by half or more."""
    count = 1 + -(-2 * (length - tile) // tile)
    return np.linspace(0, length - tile, count).round().astype(int)


def _ramp(length):
    """Weights of a tile's rows: largest in the middle, positive at the edges."""
    position = np.arange(length) + 0.5
    return np.minimum(position, length - position).astype("float32")

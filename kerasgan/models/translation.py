"""Images of any size and place through a translator of one size."""

import pathlib

import keras
import numpy as np

from kerasgan import data, images
from kerasgan.data import folders


def arrays(translated, array, shape, *, fit=None, batch_size=8):
    """Translates an array of images.

    Args:
        translated: Function from a batch `[n, *shape]` to its translation.
        array: Floating array `[N, H, W, C]` in [-1, 1].
        shape: `(height, width, channels)` of the images that the translator takes.
        fit: `None`, `"resize"` or `"tile"`.
        batch_size: Images in a call of `translated`.

    Returns:
        NumPy float32 array `[N, H, W, C']`.
    """
    _check_fit(fit)
    array = np.asarray(array)
    expected = shape if fit is None else (None, None, shape[-1])
    data.check_images(array, expected, "the images to translate")
    array = array.astype("float32")
    if array.shape[1:] == tuple(shape):
        batches = np.split(array, range(batch_size, len(array), batch_size))
        return np.concatenate([translated(batch) for batch in batches])
    if fit == "tile":
        return np.stack([_tiled(translated, image, shape, batch_size) for image in array])
    resized = keras.ops.image.resize(array, shape[:2], crop_to_aspect_ratio=True, antialias=True)
    return arrays(translated, np.clip(resized, -1.0, 1.0), shape, batch_size=batch_size)


def files(translated, source, output, shape, *, fit, batch_size=8):
    """Translates a picture, or all pictures of a folder, into another folder.

    Args:
        translated: As of `arrays`.
        source: Path of a picture or of a folder.
        output: Folder that the translations are written to, under the names of the originals.
        shape: As of `arrays`.
        fit: `"resize"` or `"tile"`.
        batch_size: As of `arrays`.

    Returns:
        List of the paths that were written.

    Raises:
        FileNotFoundError: If there is nothing at `source`.
        ValueError: If a file is no picture, or a folder has none.
    """
    _check_fit(fit)
    if output is None:
        raise ValueError("Translations of files need a folder to be written to: pass `output`.")
    source, output = pathlib.Path(source), pathlib.Path(output)
    paths = folders.pictures_in(source) if source.is_dir() else [source]
    root = source if source.is_dir() else source.parent
    progress = keras.utils.Progbar(len(paths), unit_name="image")
    written = []
    for path in paths:
        picture = folders.decode(path, shape[:2] if fit == "resize" else None, shape[-1])
        (result,) = arrays(
            translated, picture[None] / 127.5 - 1.0, shape, fit=fit, batch_size=batch_size
        )
        target = (output / path.relative_to(root)).with_suffix(".png")
        written.append(images.save_png(target, result))
        progress.add(1)
    return written


def _check_fit(fit):
    if fit not in (None, "resize", "tile"):
        raise ValueError(f"`fit` must be 'resize', 'tile' or None. Received: fit={fit!r}.")


def _tiled(translated, image, shape, batch_size):
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
    results = arrays(translated, tiles, shape, batch_size=batch_size)
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

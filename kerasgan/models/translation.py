"""Images of any size and place through a translator of one size."""

import pathlib

import keras
import numpy as np

from kerasgan import data, images
from kerasgan.data.sources import folders


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
    return _fitted(translated, array.astype("float32"), shape, fit, batch_size)


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
        ValueError: If a file is no picture, a folder has none, or a translation would be written
            over an original or over another translation.
    """
    _check_fit(fit)
    if output is None:
        raise ValueError("Translations of files need a folder to be written to: pass `output`.")
    source, output = pathlib.Path(source), pathlib.Path(output)
    paths = _paths(source)
    root = source if source.is_dir() else source.parent
    progress = keras.utils.Progbar(len(paths), unit_name="image")
    written = []
    for path, target in zip(paths, _targets(paths, root, output), strict=True):
        picture = _read(path, shape, fit)[None]
        (result,) = _fitted(translated, picture, shape, fit, batch_size)
        written.append(images.save_png(target, result))
        progress.add(1)
    return written


def strips(model, a=None, b=None, *, fit=None):
    """Draws A → B → A and B → A → B; see `kerasgan.CycleGAN.strips`."""
    columns = []
    for direction, side in (("a2b", a), ("b2a", b)):
        if side is not None and len(side):
            batches = [side] if hasattr(side, "shape") else [image[None] for image in side]
            parts = [there_and_back(model, batch, direction, fit) for batch in batches]
            columns += zip(*parts, strict=True)
    if not columns:
        raise ValueError("Strips show images of A, of B or of both. Received: none of either.")
    size = model.image_shape[:2]
    columns = [np.concatenate([_resized(image, size) for image in column]) for column in columns]
    return _side_by_side([images.grid(column, columns=1) for column in columns])


def there_and_back(model, array, direction, fit=None):
    """Returns images, their translations, and the translations of those back to the first kind."""
    there = model.translate(array, direction, fit=fit)
    return array, there, model.translate(there, direction[::-1], fit=fit)


def pictures(source, shape, *, fit=None, count=None):
    """Reads pictures as a translator sees them.

    Args:
        source: Path of a picture or of a folder.
        shape: `(height, width, channels)` of the images that the translator takes.
        fit: `"resize"` to that size; else they keep their own.
        count: Read the first so many only.

    Returns:
        List of float32 arrays `[H, W, C]` in [-1, 1].
    """
    return [_read(path, shape, fit) for path in _paths(pathlib.Path(source))[:count]]


def _paths(source):
    return folders.pictures_in(source) if source.is_dir() else [source]


def _targets(paths, root, output):
    """Where translations go: the names of the originals, as PNG."""
    targets = [(output / path.relative_to(root)).with_suffix(".png") for path in paths]
    taken = {path.resolve(): path for path in paths}
    for path, target in zip(paths, targets, strict=True):
        other = taken.setdefault(target.resolve(), path)
        if other is not path or target.resolve() == path.resolve():
            raise ValueError(
                f"The translation of {path} would be written over {other}, or over its translation,"
                f" as {target}. Choose another `output`, or rename one of them."
            )
    return targets


def _read(path, shape, fit):
    picture = folders.decode(path, shape[:2] if fit == "resize" else None, shape[-1])
    return images.from_uint8(picture)


def _resized(array, size):
    """A batch of images in one size: the shorter side resized, and the centre."""
    if tuple(array.shape[1:3]) == tuple(size):
        return array
    resized = keras.ops.image.resize(array, size, crop_to_aspect_ratio=True, antialias=True)
    return np.clip(resized, -1.0, 1.0)


def _side_by_side(columns):
    """Pictures beside one another, in colour, on white where one is shorter than the highest."""
    height = max(map(len, columns))
    canvases = [np.full((height, column.shape[1], 3), 255, "uint8") for column in columns]
    for canvas, column in zip(canvases, columns, strict=True):
        canvas[: len(column)] = column
    return np.concatenate(canvases, axis=1)


def _check_fit(fit):
    if fit not in (None, "resize", "tile"):
        raise ValueError(f"`fit` must be 'resize', 'tile' or None. Received: fit={fit!r}.")


def _fitted(translated, array, shape, fit, batch_size):
    """Translates float32 images in [-1, 1] that are known to be so."""
    if array.shape[1:] == tuple(shape):
        batches = np.split(array, range(batch_size, len(array), batch_size))
        return np.concatenate([translated(batch) for batch in batches])
    if fit == "tile":
        return np.stack([_tiled(translated, image, shape, batch_size) for image in array])
    return _fitted(translated, _resized(array, shape[:2]), shape, None, batch_size)


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
    results = _fitted(translated, tiles, shape, None, batch_size)
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

"""Files of pictures through a translator, into files of the same names."""

import pathlib

import keras

from kerasgan import images
from kerasgan.data.sources import folders
from kerasgan.models import tiles


def translate(run, source, output, shape, *, size, batch_size=8):
    """Translates a picture, or all pictures of a folder, into another folder.

    Args:
        run: As of `tiles.translate`.
        source: Path of a picture or of a folder.
        output: Folder that the translations are written to, under the names of the originals.
        shape: As of `tiles.translate`.
        size: `"resize"` or `"tile"`.
        batch_size: As of `tiles.translate`.

    Returns:
        List of the paths that were written.

    Raises:
        FileNotFoundError: If there is nothing at `source`.
        ValueError: If a file is no picture, a folder has none, or a translation would be written
            over an original or over another translation.
    """
    tiles.check_size(size)
    if output is None:
        raise ValueError("Translations of files need a folder to be written to: pass `output`.")
    source, output = pathlib.Path(source), pathlib.Path(output)
    paths = _paths(source)
    root = source if source.is_dir() else source.parent
    progress = keras.utils.Progbar(len(paths), unit_name="image")
    written = []
    for path, target in zip(paths, _targets(paths, root, output), strict=True):
        picture = _read(path, shape, size)[None]
        (result,) = tiles.translate_checked(run, picture, shape, size, batch_size)
        written.append(images.save_png(target, result))
        progress.add(1)
    return written


def save(images_to_save, output):
    """Writes an array of images as numbered PNG files; returns their paths."""
    output = pathlib.Path(output)
    return [
        images.save_png(output / f"{number:04d}.png", image)
        for number, image in enumerate(images_to_save)
    ]


def read(source, shape, *, size=None, count=None):
    """Reads pictures as a translator sees them.

    Args:
        source: Path of a picture or of a folder; an array of images is taken as it is.
        shape: `(height, width, channels)` of the images that the translator takes.
        size: `"resize"` to that size; else they keep their own.
        count: Read the first so many only.

    Returns:
        List of float32 arrays `[H, W, C]` in [-1, 1].
    """
    if hasattr(source, "shape"):
        return source[:count]
    return [_read(path, shape, size) for path in _paths(pathlib.Path(source))[:count]]


def _paths(source):
    return folders.list_pictures(source) if source.is_dir() else [source]


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


def _read(path, shape, size):
    picture = folders.decode(path, shape[:2] if size == "resize" else None, shape[-1])
    return images.from_uint8(picture)

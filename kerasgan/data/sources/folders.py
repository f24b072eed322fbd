"""Folders of pictures."""

import pathlib
import warnings

from PIL import Image, UnidentifiedImageError

from kerasgan.data.sources import pictures
from kerasgan.data.sources.collect import collect

_EXTENSIONS = {".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"}
_DAMAGED = (OSError, SyntaxError, ValueError, UnidentifiedImageError, Image.DecompressionBombError)


def read(folder, split="train", size=None, channels=None, labels=False, count=None):
    """Reads all images of a folder and of those in it.

    Files that are no images, or damaged ones, are left out and named in one warning. Arguments are
    those of `kerasgan.data.load`, `size` as `(height, width)`; by default there is one channel if
    all images are grey, else 3. Returns `(images, labels)`, uint8 `[N, H, W, C]` and int64 `[N]` or
    `None`.
    """
    folder = _find_split(pathlib.Path(folder).expanduser(), split)
    files, odd = _list_files(folder)
    files = files[:count]
    label_of = _number_classes(files, folder) if labels else dict.fromkeys(files, 0)
    if channels is None:
        channels = 1 if all(_is_grey(path) for path in files) else 3
    images, classes = collect(_decode_all(files, label_of, size, channels, odd), len(files))
    names = _join_names(odd, folder)
    if images is None:
        _refuse_empty(folder, f"only {names}" if odd else "nothing")
    if odd:
        warnings.warn(f"Left out {len(odd)} files that are no images: {names}.", stacklevel=4)
    return images, classes if labels else None


def list_pictures(folder):
    """Returns the paths of the pictures, at least one, in a folder and in those in it, sorted."""
    files, _ = _list_files(pathlib.Path(folder))
    if not files:
        _refuse_empty(folder, "nothing")
    return files


def decode(path, size=None, channels=3):
    """Reads one picture as of `pictures.convert`; a ValueError if it is none, or damaged."""
    try:
        with Image.open(path) as picture:
            return pictures.convert(picture, size, channels)
    except FileNotFoundError:
        raise
    except _DAMAGED as error:
        raise ValueError(f"{path} cannot be read as a picture: {error}") from error


def _refuse_empty(folder, found):
    raise ValueError(
        f"There are no pictures in the folder {folder}. Received: {found}. Give a folder with "
        f"files of type {', '.join(sorted(_EXTENSIONS))}."
    )


def _list_files(folder):
    """`(pictures, others)`: the files of a folder that are not hidden, by their extensions."""
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and not _is_hidden(path, folder)
    )
    known = [path for path in files if path.suffix.lower() in _EXTENSIONS]
    return known, sorted(set(files) - set(known))


def _find_split(folder, split):
    if not folder.is_dir():
        raise FileNotFoundError(f"There is no folder {folder}. Give the path of one of images.")
    if split is not None and (folder / split).is_dir():
        return folder / split
    if split not in (None, "train"):
        raise ValueError(
            f"`split` must be a folder in {folder}, which has "
            f"{sorted(path.name for path in folder.iterdir() if path.is_dir())}. "
            f"Received: split={split!r}."
        )
    return folder


def _is_hidden(path, folder):
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _number_classes(files, folder):
    """Maps each file to the number of the folder directly inside `folder` that it lies in."""
    loose = [path.name for path in files if path.parent == folder]
    if loose:
        raise ValueError(
            f"labels=True needs a folder for each class inside {folder}. Received: images outside "
            f"of any, as {loose[0]!r}. Move them, or use labels=False."
        )
    classes = {path: path.relative_to(folder).parts[0] for path in files}
    numbers = {name: number for number, name in enumerate(sorted(set(classes.values())))}
    return {path: numbers[name] for path, name in classes.items()}


def _is_grey(path):
    try:
        with Image.open(path) as picture:
            return pictures.is_grey(picture)
    except _DAMAGED:
        return True  # It is left out when it is decoded; here it must not decide.


def _decode_all(files, label_of, size, channels, odd):
    """Yields `(image, label)`; appends to `odd` what cannot be read."""
    for path in files:
        try:
            image = decode(path, size, channels)
        except ValueError:
            odd.append(path)
        else:
            yield image, label_of[path]


def _join_names(paths, folder, most=10):
    names = [str(path.relative_to(folder)) for path in paths]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if names[most:] else "")

"""Folders and files that kerasgan writes: checked before, and never seen half done."""

import contextlib
import os
import pathlib
import tempfile


def make_writable(folder, what):
    """Makes a folder, and checks that files can be written there before work goes into them.

    Args:
        folder: Path of the folder.
        what: Name of what is to be written, for the message.

    Returns:
        The folder as a `pathlib.Path`.

    Raises:
        OSError: If it cannot be made or written.
    """
    folder = pathlib.Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(
            f"{what} cannot be written into {str(folder)!r} ({error.strerror or error}). "
            "Give a folder that can be made and written."
        ) from error
    return folder


@contextlib.contextmanager
def replaced_folder(folder):
    """Gives an empty folder to fill, which takes the place of `folder` once it is complete.

    Args:
        folder: `pathlib.Path`, there already or not. Its parent must exist.
    """
    prefix = f".unfinished-{folder.name}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=folder.parent) as temporary:
        new = pathlib.Path(temporary) / "new"
        new.mkdir()
        yield new
        if folder.exists():
            os.rename(folder, pathlib.Path(temporary) / "old")
        os.rename(new, folder)


@contextlib.contextmanager
def replaced_file(path):
    """Gives the path of a file to write, which takes the place of `path` once it is complete.

    Args:
        path: `pathlib.Path`, there already or not. Its folder must exist.
    """
    unfinished = path.with_name("unfinished-" + path.name)
    yield unfinished
    os.replace(unfinished, path)

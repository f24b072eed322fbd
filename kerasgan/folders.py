"""Folders and files that kerasgan writes: checked before, and never seen half done."""

import contextlib
import os
import pathlib
import secrets
import tempfile

import h5py


def make_writable(folder, what):
    """Makes a folder, and checks that files can be written there before work goes into them.

    Returns its `pathlib.Path`, or raises an OSError that calls what is to be written `what`.
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
def replace_folder(folder, replace=True):
    """Gives an empty folder to fill, which takes the place of `folder` once it is complete.

    The parent of this `pathlib.Path` must exist. Without `replace`, a folder that is there and has
    files by then is an OSError.
    """
    prefix = f".unfinished-{folder.name}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=folder.parent) as temporary:
        new = pathlib.Path(temporary) / "new"
        new.mkdir()
        yield new
        if replace and folder.exists():
            os.rename(folder, pathlib.Path(temporary) / "old")
        os.rename(new, folder)


@contextlib.contextmanager
def replace_file(path):
    """Gives the path of a file to write, which takes the place of `path` once it is complete.

    The folder of this `pathlib.Path` must exist.
    """
    # A name of its own, for two may write the same file at once; the end says what it holds.
    unfinished = path.with_name(f".unfinished-{secrets.token_hex(4)}-{path.name}")
    try:
        yield unfinished
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def check_weights_path(filepath):
    """The `pathlib.Path` of a file of weights; a ValueError if Keras does not take its name."""
    if not str(filepath).endswith(".weights.h5"):
        raise ValueError(
            "The name of a file of weights must end in '.weights.h5', as Keras asks. Received: "
            f"filepath={str(filepath)!r}."
        )
    return pathlib.Path(filepath)


def save_weights(model, path, **attributes):
    """Writes the state of a built model whole, with numbers and strings that are never apart."""
    with replace_file(path) as unfinished:
        model.save_weights(unfinished)
        with h5py.File(unfinished, "a") as file:
            file.attrs.update(attributes)


def load_weights(model, path):
    """Puts back what `save_weights` wrote, and returns the attributes as a dictionary."""
    model.load_weights(path)
    with h5py.File(path, "r") as file:
        return dict(file.attrs)

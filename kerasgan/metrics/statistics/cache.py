"""Arrays on disk under a key that says what they are."""

import hashlib
import json
import pathlib
import zipfile

import numpy as np

from kerasgan.folders import make_writable, replace_file


def load(folder, key):
    """Reads what was stored under a key.

    Args:
        folder: Path of the cache.
        key: A dictionary that JSON can hold.

    Returns:
        A dictionary of arrays; None where there is none, or what is there cannot be read.
    """
    path = _path(folder, key)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = dict(stored)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    return arrays if str(arrays.pop("key", None)) == _text(key) else None


def store(folder, key, arrays):
    """Stores arrays under a key; other processes see all of it or nothing.

    Args:
        folder: Path of the cache; made if it is not there.
        key: A dictionary that JSON can hold.
        arrays: A dictionary of arrays.

    Raises:
        OSError: If the folder cannot be written.
    """
    path = _path(make_writable(folder, "Statistics of real images"), key)
    with replace_file(path) as unfinished:
        np.savez(unfinished, key=_text(key), **arrays)


def _path(folder, key):
    return pathlib.Path(folder) / f"{hashlib.sha256(_text(key).encode()).hexdigest()[:32]}.npz"


def _text(key):
    return json.dumps(key, sort_keys=True)

"""Arrays on disk under a key that says what they are."""

import hashlib
import json
import pathlib
import zipfile

import numpy as np

from kerasgan.folders import make_writable, replace_file


def load(folder, key):
    """The dictionary of arrays that was stored under a key, a dictionary that JSON can hold.

    None where there is none, or what is there cannot be read.
    """
    path = _make_path(folder, key)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = dict(stored)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    return arrays if str(arrays.pop("key", None)) == _format(key) else None


def store(folder, key, arrays):
    """Stores a dictionary of arrays under a key; other processes see all of it or nothing."""
    path = _make_path(make_writable(folder, "Statistics of real images"), key)
    with replace_file(path) as unfinished:
        np.savez(unfinished, key=_format(key), **arrays)


def _make_path(folder, key):
    return pathlib.Path(folder) / f"{hashlib.sha256(_format(key).encode()).hexdigest()[:32]}.npz"


def _format(key):
    return json.dumps(key, sort_keys=True)

"""SHA-256 of networks and arrays, by which scores say what they were made with."""

import hashlib
import json

import numpy as np


def hash_array(array):
    """The SHA-256 of an array: its shape, dtype and values."""
    return _hash([array]).hexdigest()


def hash_model(model):
    """The SHA-256 of a Keras model: its architecture and its weights.

    The names that Keras numbers through, as "conv2d_7", do not count: the same network has the
    same hash in every process.

    Args:
        model: A built `keras.Model`.

    Returns:
        64 hexadecimal digits.
    """
    try:
        config = model.get_config()
    except NotImplementedError:  # A subclassed model that does not say what it is made of.
        config = {}
    names = {name: f"#{i}" for i, name in enumerate(dict.fromkeys(_find_names(config)))}
    text = json.dumps([type(model).__name__, _rename(config, names)], default=repr)
    digest = _hash(weight.numpy() for weight in model.weights)
    digest.update(text.encode())
    return digest.hexdigest()


def _hash(arrays):
    digest = hashlib.sha256()
    for array in arrays:
        array = np.asarray(array)
        digest.update(f"{array.dtype.name}{array.shape}".encode())
        digest.update(array.tobytes())
    return digest


def _find_names(node):
    """All values of the key "name" in nested dictionaries and lists, in order."""
    if isinstance(node, dict):
        if isinstance(node.get("name"), str):
            yield node["name"]
        node = list(node.values())
    if isinstance(node, list | tuple):
        for child in node:
            yield from _find_names(child)


def _rename(node, names):
    if isinstance(node, dict):
        return {key: _rename(value, names) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_rename(child, names) for child in node]
    return names.get(node, node) if isinstance(node, str) else node

"""What folders of trained weights have in common: hashes, metadata, golden inputs, cards."""

import hashlib
import json
import os
import platform

import keras
import numpy as np
import tensorflow as tf

from kerasgan.folders import replace_file

_GOLDEN_BATCH = 8


def check_replaceable(folder, what, marks):
    """Raises FileExistsError for a folder with files, but none of the names in `marks`.

    `what` says in messages, here and below, what the folder should be: "a preset".
    """
    marked = any((folder / name).exists() for name in marks)
    if folder.exists() and not marked and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(
            f"{str(folder)!r} exists and is not {what}. Choose another folder, or empty it."
        )


def hash_file(path):
    """The SHA-256 of a file, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_files(paths):
    """Dictionary from the names of files to their SHA-256, sorted."""
    return {path.name: hash_file(path) for path in sorted(paths)}


def check_hashes(folder, expected, names):
    """Raises ValueError if a named file is missing, damaged, or not among the expected hashes."""
    for name in names:
        if name not in expected:
            raise ValueError(f"The metadata.json of {str(folder)!r} does not list {name!r}.")
        if not (folder / name).is_file():
            raise ValueError(f"{str(folder)!r} lacks {name!r}: fetch it again.")
        received = hash_file(folder / name)
        if received != expected[name]:
            raise ValueError(
                f"{str(folder / name)!r} is damaged: its SHA-256 must be {expected[name]}. "
                f"Fetch it again. Received: {received}."
            )


def read_json(folder, name, what):
    """The dictionary in a JSON file of a folder; a ValueError says what is wrong with it."""
    path = folder / name
    if not path.is_file():
        raise ValueError(f"{str(folder)!r} is not {what}: it has no {name}.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{str(path)!r} is damaged, it is not valid JSON: {error}.") from error
    if not isinstance(content, dict):
        kind = type(content).__name__
        raise ValueError(f"{str(path)!r} must hold a JSON object. Received: a {kind}.")
    return content


def write_metadata(folder, metadata):
    """Writes a dictionary as `metadata.json`, whole or not at all."""
    text = json.dumps(metadata, indent=2, ensure_ascii=False) + "\n"
    with replace_file(folder / "metadata.json") as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def draw_golden_inputs(shape, numbers):
    """Fixed inputs in [-1, 1], as many as hold so many numbers: 8 at most, and at least one."""
    count = max(1, min(_GOLDEN_BATCH, numbers // int(np.prod(shape))))
    return np.random.default_rng(0).uniform(-1.0, 1.0, (count, *shape)).astype("float32")


def describe_hardware():
    """What this process computes on, in words."""
    gpus = [
        tf.config.experimental.get_device_details(gpu).get("device_name", "GPU")
        for gpu in tf.config.list_physical_devices("GPU")
    ]
    return ", ".join([*gpus, f"{os.cpu_count()} CPU cores ({platform.machine()})"])


def list_libraries():
    """Dictionary from the libraries that compute the weights to their versions."""
    return {"keras": keras.__version__, "tensorflow": tf.__version__}


def format_table(facts):
    """A Markdown table of what a dictionary holds, without titles."""
    rows = [f"| {title} | {value} |" for title, value in facts.items()]
    return "\n".join(["| | |", "|---|---|", *rows])

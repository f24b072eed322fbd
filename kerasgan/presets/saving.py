"""From a model to a preset folder."""

import importlib.metadata
import json
import os
import pathlib
import platform
import shutil

import h5py
import keras
import numpy as np
import tensorflow as tf

from kerasgan import images
from kerasgan.folders import make_writable, replaced_file, replaced_folder
from kerasgan.presets import card
from kerasgan.presets.checking import read_metadata, sha256_of
from kerasgan.presets.loading import read

_GOLDEN_BATCH, _GOLDEN_VALUES = 8, 2**14  # so many inputs of a network, of so many numbers in all
_PICTURES = ("samples.png", "curves.png")
_FILES = ("config.json", "*.weights.h5", "metadata.json", "README.md", "golden.npz", *_PICTURES)


def save(
    model, folder, *, metadata=None, recipe_path=None, samples=None, curves=None, dtype="float32"
):
    """Saves a model as a preset folder.

    The networks that generate are stored with the moving average of their weights where the
    optimizer keeps one. Samples and golden outputs are those of the stored weights.

    Args:
        model: the model.
        folder: where to write. A preset that is there is replaced in one step; files beside it
            in the folder stay.
        metadata: dictionary of what the card is to say: `name` (by default the folder's),
            `description`, `dataset`, `dataset_version`, `data_license`, `weights_license`,
            `paper`, `command`, `seed`, `steps`, `seconds`, `scores` (a list of dictionaries with
            `name`, `value` and `protocol`).
        recipe_path: the recipe that trained the model.
        samples: uint8 array `[H, W, 3]`, the picture on the card. Defaults to 64 samples where the
            model generates images.
        curves: uint8 array `[H, W, 3]`, a picture of the training's course for the card.
        dtype: "float32", or "float16" for files of half the size.

    Returns:
        The folder as a `pathlib.Path`.

    Raises:
        ValueError: if `dtype` is another, or a weight does not fit into it.
        OSError: if the folder cannot be written.
        FileExistsError: if the folder holds something else than a preset or a recipe.
    """
    if dtype not in ("float32", "float16"):
        raise ValueError(f"`dtype` must be 'float32' or 'float16'. Received: {dtype!r}.")
    folder = pathlib.Path(folder)
    _check_replaceable(folder)
    make_writable(folder.parent, "A preset")
    with replaced_folder(folder) as new:
        if folder.exists():
            shutil.copytree(folder, new, ignore=shutil.ignore_patterns(*_FILES), dirs_exist_ok=True)
        pictures = {"samples.png": samples, "curves.png": curves}
        _write(model, new, {"name": folder.name} | (metadata or {}), recipe_path, pictures, dtype)
    return folder


def annotate(folder, **metadata):
    """Changes what a preset says about itself, as its scores, and writes its card anew.

    Args:
        folder: a preset's folder.
        **metadata: the entries of its metadata to change.
    """
    folder = pathlib.Path(folder)
    _write_metadata(folder, read_metadata(folder) | metadata)


def _check_replaceable(folder):
    if not folder.exists():
        return
    kept = ("metadata.json", "recipe.toml")
    if not folder.is_dir() or (
        any(folder.iterdir()) and not any((folder / name).exists() for name in kept)
    ):
        raise FileExistsError(
            f"{str(folder)!r} exists and is not a preset. Choose another folder, or empty it."
        )


def _write(model, folder, metadata, recipe_path, pictures, dtype):
    config = keras.saving.serialize_keras_object(model)
    (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    for name, network in model.networks.items():
        inferred = model.averaged(name) if name in model.inference_networks else network
        _write_weights(inferred, folder / f"{name}.weights.h5", dtype)
    if recipe_path is not None:
        shutil.copyfile(recipe_path, folder / "recipe.toml")

    stored = read(folder, config, model.networks, generator_only=True)
    np.savez_compressed(folder / "golden.npz", **_golden(stored))
    draws_images = len(stored.sample_shape) == 3
    if draws_images and pictures["samples.png"] is None and hasattr(stored, "generate"):
        pictures["samples.png"] = images.grid(stored.generate(64, seed=0), columns=8)
    for name, picture in pictures.items():
        if picture is not None:
            images.save_png(folder / name, picture)
    computed = {
        "family": model.family,
        "networks": {
            name: {"parameters": network.count_params()} for name, network in model.networks.items()
        },
        "weights_dtype": dtype,
        "value_range": [-1.0, 1.0] if draws_images else None,
    }
    defaults = {"hardware": _hardware(), "libraries": _libraries(), "scores": []}
    _write_metadata(folder, defaults | metadata | computed)


def _write_weights(network, path, dtype):
    network.save_weights(path)
    if dtype == "float32":
        return
    # A new file, because HDF5 does not give back the space of replaced data.
    wide = path.with_name("wide-" + path.name)
    os.rename(path, wide)
    with h5py.File(wide, "r") as source, h5py.File(path, "w") as target:
        target.attrs.update(source.attrs)
        source.visititems(lambda name, item: _narrow(name, item, target, dtype))
    wide.unlink()


def _narrow(name, item, target, dtype):
    if isinstance(item, h5py.Group):
        target.require_group(name).attrs.update(item.attrs)
        return
    values = item[()]
    if values.dtype == np.float32:
        with np.errstate(over="ignore"):
            values = values.astype(dtype)
        if not np.isfinite(values).all():
            raise ValueError(f"The weight {name!r} holds values that do not fit into {dtype}.")
    target.create_dataset(name, data=values).attrs.update(item.attrs)


def _golden(model):
    """Fixed inputs of each network and its outputs."""
    golden = {}
    for name, network in model.networks.items():
        shape = network.input_shape[1:]
        count = max(1, min(_GOLDEN_BATCH, _GOLDEN_VALUES // int(np.prod(shape))))
        inputs = np.random.default_rng(0).uniform(-1.0, 1.0, (count, *shape)).astype("float32")
        golden[f"{name}_inputs"] = inputs
        golden[f"{name}_outputs"] = np.asarray(network(inputs, training=False), "float32")
    return golden


def _write_metadata(folder, metadata):
    metadata = {key: value for key, value in metadata.items() if key != "sha256"}
    readme = card.markdown(metadata, [name for name in _PICTURES if (folder / name).exists()])
    (folder / "README.md").write_text(readme, encoding="utf-8")
    paths = (path for pattern in (*_FILES, "recipe.toml") for path in folder.glob(pattern))
    hashes = {path.name: sha256_of(path) for path in paths if path.name != "metadata.json"}
    metadata["sha256"] = dict(sorted(hashes.items()))
    with replaced_file(folder / "metadata.json") as unfinished:
        text = json.dumps(metadata, indent=2, ensure_ascii=False) + "\n"
        unfinished.write_text(text, encoding="utf-8")


def _hardware():
    gpus = [
        tf.config.experimental.get_device_details(gpu).get("device_name", "GPU")
        for gpu in tf.config.list_physical_devices("GPU")
    ]
    return ", ".join([*gpus, f"{os.cpu_count()} CPU cores ({platform.machine()})"])


def _libraries():
    versions = {"keras": keras.__version__, "tensorflow": tf.__version__}
    try:
        return {"kerasgan": importlib.metadata.version("kerasgan")} | versions
    except importlib.metadata.PackageNotFoundError:
        return versions  # a checkout that was not installed

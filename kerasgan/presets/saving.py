"""From a model to a preset folder."""

import dataclasses
import importlib.metadata
import json
import os
import pathlib
import shutil

import h5py
import keras
import numpy as np

from kerasgan import images, trained_weights
from kerasgan.folders import make_writable, replace_folder
from kerasgan.presets import card
from kerasgan.presets.description import Description, check_metadata
from kerasgan.presets.families import find_family, read_family
from kerasgan.presets.loading import read

_GOLDEN_NUMBERS = 2**14  # in the inputs of a network
_PICTURES = ("samples.png", "curves.png")
_FILES = ("config.json", "*.weights.h5", "metadata.json", "README.md", "golden.npz", *_PICTURES)


def save(
    model, folder, *, metadata=None, recipe_path=None, samples=None, curves=None, dtype="float32"
):
    """Saves a model as a preset folder.

    If the optimizer keeps a moving average of the weights, the average is stored for the networks
    that inference uses. Samples and golden outputs are those of the stored weights.

    Args:
        model: The model, of a family that is registered with Keras.
        folder: Where to write. An existing preset is replaced in one step; other files in the
            folder stay.
        metadata: Dictionary of what the card should say: fields of a `Description`, such as
            `description`, `dataset`, `data_license` or `scores`. `name` defaults to the folder's;
            whatever follows from the model, such as `networks`, is computed.
        recipe_path: The recipe that trained the model.
        samples: uint8 array `[H, W, 3]`, the picture on the card. Defaults to `model.show()` if
            the model makes images.
        curves: uint8 array `[H, W, 3]`, a picture of the training curves for the card.
        dtype: `"float32"`, or `"float16"` for files of half the size.

    Returns:
        The folder as a `pathlib.Path`.

    Raises:
        ValueError: If `dtype` is neither of these or too small for a weight, if `metadata` has an
            unknown key, or if the model's class is not registered.
        OSError: If the folder cannot be written.
        FileExistsError: If the folder holds anything other than a preset or a recipe.
    """
    if dtype not in ("float32", "float16"):
        raise ValueError(f"`dtype` must be 'float32' or 'float16'. Received: dtype={dtype!r}.")
    metadata = metadata or {}
    check_metadata(metadata)
    find_family(keras.saving.get_registered_name(type(model)))
    folder = pathlib.Path(folder)
    trained_weights.check_replaceable(folder, "a preset", ("metadata.json", "recipe.toml"))
    make_writable(folder.parent, "A preset")
    with replace_folder(folder) as new:
        if folder.exists():
            shutil.copytree(folder, new, ignore=shutil.ignore_patterns(*_FILES), dirs_exist_ok=True)
        pictures = {"samples.png": samples, "curves.png": curves}
        _write(model, new, {"name": folder.name} | metadata, recipe_path, pictures, dtype)
    return folder


def annotate(folder, **metadata):
    """Changes what a preset says about itself, as its scores, and writes its card anew.

    Args:
        folder: A preset's folder.
        **metadata: The fields of its `Description` to change.

    Raises:
        ValueError: If there is no such field, or the folder is not a preset.
    """
    check_metadata(metadata)
    folder = pathlib.Path(folder)
    description = dataclasses.replace(Description.read(folder), **metadata)
    config = trained_weights.read_json(folder, "config.json", "a preset")
    _describe(folder, description, read_family(config))


def _write(model, folder, metadata, recipe_path, pictures, dtype):
    config = keras.saving.serialize_keras_object(model)
    (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    for name, network in model.networks.items():
        inferred = model.averaged(name) if name in model.inference_networks else network
        _write_weights(inferred, folder / f"{name}.weights.h5", dtype)
    if recipe_path is not None:
        shutil.copyfile(recipe_path, folder / "recipe.toml")

    stored = read(folder, type(model), config, model.networks, generator_only=True)
    np.savez_compressed(folder / "golden.npz", **_compute_golden(stored))
    makes_images = len(stored.sample_shape) == 3
    if makes_images and pictures["samples.png"] is None:
        pictures["samples.png"] = stored.show()
    for name, picture in pictures.items():
        if picture is not None:
            images.save_png(folder / name, picture)
    computed = {
        "family": model.family,
        "networks": {
            name: {"parameters": network.count_params()} for name, network in model.networks.items()
        },
        "weights_dtype": dtype,
        "value_range": [-1.0, 1.0] if makes_images else None,
    }
    defaults = {"hardware": trained_weights.describe_hardware(), "libraries": _list_libraries()}
    _describe(folder, Description(**(defaults | metadata | computed)), type(model))


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


def _compute_golden(model):
    """Fixed inputs of each network and its outputs."""
    golden = {}
    for name, network in model.networks.items():
        inputs = trained_weights.draw_golden_inputs(network.input_shape[1:], _GOLDEN_NUMBERS)
        golden[f"{name}_inputs"] = inputs
        golden[f"{name}_outputs"] = np.asarray(network(inputs, training=False), "float32")
    return golden


def _describe(folder, description, cls):
    """Writes the card and, with the hashes of all files, the metadata."""
    pictures = [name for name in _PICTURES if (folder / name).exists()]
    text = card.render(description, cls, pictures)
    (folder / "README.md").write_text(text, encoding="utf-8")
    paths = {path for pattern in (*_FILES, "recipe.toml") for path in folder.glob(pattern)}
    sha256 = trained_weights.hash_files(paths - {folder / "metadata.json"})
    dataclasses.replace(description, sha256=sha256).write(folder)


def _list_libraries():
    try:
        version = importlib.metadata.version("kerasgan")
    except importlib.metadata.PackageNotFoundError:
        return trained_weights.list_libraries()  # A checkout that was not installed.
    return {"kerasgan": version} | trained_weights.list_libraries()

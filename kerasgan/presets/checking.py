"""Checks of a preset folder, all of them made before anything is loaded."""

import hashlib
import json
import pathlib

import keras

from kerasgan.names import did_you_mean

# How Keras writes values, which are data, and not objects of a class.
_VALUES = {"__tuple__", "__keras_tensor__", "__tensor__", "__numpy__", "__slice__", "__bytes__"}


def families():
    """The families of models that can be loaded: a dictionary from names to classes."""
    registered = keras.saving.get_custom_objects().values()
    return {cls.__name__: cls for cls in registered if hasattr(cls, "inference_networks")}


def family(name):
    """The class of a family.

    Args:
        name: name of the class, as "DCGAN".

    Raises:
        ValueError: if there is none; says which there are.
    """
    known = families()
    if name not in known:
        raise ValueError(
            f"There is no family {name!r}.{did_you_mean(name, known)} Families: {sorted(known)}."
        )
    return known[name]


def verify(folder):
    """Checks every file of a preset folder against its metadata.

    Args:
        folder: the preset's folder.

    Raises:
        ValueError: if a file is missing or damaged.
    """
    folder = pathlib.Path(folder)
    _check_files(folder, read_metadata(folder)["sha256"], None)


def read_metadata(folder):
    """Reads `metadata.json`, and checks that it has what loading depends on."""
    metadata = _read_json(folder, "metadata.json")
    for key, kind in {"name": str, "family": str, "networks": dict, "sha256": dict}.items():
        if not isinstance(metadata.get(key), kind):
            raise ValueError(f"The metadata.json of the preset {str(folder)!r} has no {key!r}.")
    return metadata


def checked(folder, cls, generator_only):
    """Checks what a loading will read.

    Args:
        folder: the preset's folder.
        cls: the class that was asked for, or `None` for any.
        generator_only: whether only the networks that generate are to be loaded.

    Returns:
        `(config, networks)`: the model's configuration and the names of the networks to load.

    Raises:
        ValueError: if anything is missing, damaged or of another family.
    """
    metadata = read_metadata(folder)
    found = family(metadata["family"])
    if cls is not None and not issubclass(found, cls):
        raise ValueError(
            f"The preset {str(folder)!r} is a {found.__name__}, not a {cls.__name__}: "
            f"load it by `kerasgan.{found.__name__}.from_preset`."
        )
    known = found.generator_networks + found.discriminator_networks
    if unknown := sorted(set(metadata["networks"]) - set(known)):
        raise ValueError(
            f"The metadata of {str(folder)!r} list the networks {unknown}, and a {found.__name__} "
            f"has {list(known)}."
        )
    networks = found.inference_networks if generator_only else tuple(metadata["networks"])
    files = ["config.json", *(f"{name}.weights.h5" for name in networks)]
    _check_files(folder, metadata["sha256"], files)
    config = _read_json(folder, "config.json")
    if config.get("registered_name") != keras.saving.get_registered_name(found):
        raise ValueError(
            f"The config.json of the preset {str(folder)!r} is that of a "
            f"{config.get('registered_name')!r}, but its metadata say {found.__name__!r}."
        )
    _check_classes(config)
    return config, networks


def sha256_of(path):
    """The SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_json(folder, name):
    path = folder / name
    if not path.is_file():
        raise ValueError(f"{str(folder)!r} is not a preset: it has no {name}.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{str(path)!r} is damaged, it is not valid JSON: {error}.") from error
    if not isinstance(content, dict):
        raise ValueError(f"{str(path)!r} must hold a JSON object, not a {type(content).__name__}.")
    return content


def _check_files(folder, hashes, names):
    for name in hashes if names is None else names:
        if name not in hashes:
            raise ValueError(f"The metadata of {str(folder)!r} do not list {name!r}.")
        if not (folder / name).is_file():
            raise ValueError(f"The preset {str(folder)!r} lacks {name!r}: fetch it again.")
        received = sha256_of(folder / name)
        if received != hashes[name]:
            raise ValueError(
                f"{str(folder / name)!r} is damaged: its SHA-256 is {received}, and should be "
                f"{hashes[name]}. Fetch the preset again."
            )


def _check_classes(value):
    """Refuses configurations that name code from elsewhere than Keras and its registry."""
    if isinstance(value, list):
        for inner in value:
            _check_classes(inner)
    if not isinstance(value, dict):
        return
    if "class_name" in value and "config" in value and not _is_known(value):
        raise ValueError(
            f"The preset's configuration names {value.get('module')}.{value['class_name']}, which "
            "is neither Keras' nor registered. If it is yours, import the module that registers "
            "it (keras.saving.register_keras_serializable) first."
        )
    for inner in value.values():
        _check_classes(inner)


def _is_known(value):
    module, name = value.get("module"), value["class_name"]
    if name == "function":  # Keras looks up functions of "builtins" among its own
        return module == "builtins" or _is_registered(value["config"])
    from_keras = (module or "").split(".")[0] == "keras"
    return name in _VALUES or from_keras or _is_registered(value.get("registered_name"))


def _is_registered(name):
    return isinstance(name, str) and keras.saving.get_registered_object(name) is not None

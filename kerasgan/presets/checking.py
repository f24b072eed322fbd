"""Checks of a preset folder, all of them made before anything is loaded."""

import pathlib

import keras

from kerasgan.presets.description import Description
from kerasgan.presets.families import find_own_family, is_own, read_family, shorten_name
from kerasgan.trained_weights import check_hashes, read_json

# How Keras writes values, which are data, and not objects of a class.
_VALUES = {"__tuple__", "__keras_tensor__", "__tensor__", "__numpy__", "__slice__", "__bytes__"}


def verify(folder):
    """Checks every file of a preset folder against its metadata.

    Args:
        folder: The preset's folder.

    Raises:
        ValueError: If a file is missing or damaged.
    """
    folder, sha256 = pathlib.Path(folder), Description.read(folder).sha256
    check_hashes(folder, sha256, sha256)


def check(folder, cls, generator_only):
    """Checks what a loading will read.

    Args:
        folder: `pathlib.Path` of the preset's folder.
        cls: The class that was asked for: a family, a base of families, or a subclass of one.
        generator_only: Whether only the networks that generate are to be loaded.

    Returns:
        `(cls, config, networks)`: the class to make, the model's configuration, and the names of
        the networks to load.
    """
    description = Description.read(folder)
    check_hashes(folder, description.sha256, ["config.json"])
    config = read_json(folder, "config.json", "a preset")
    found = read_family(config)
    if description.family != found.__name__:
        raise ValueError(
            f"The config.json of the preset {str(folder)!r} is that of a "
            f"{config['registered_name']!r}, but its metadata say {description.family!r}."
        )
    made = _choose_class(folder, found, cls)
    known = found.generator_networks + found.discriminator_networks
    if unknown := sorted(set(description.networks) - set(known)):
        raise ValueError(
            f"The metadata of {str(folder)!r} list the networks {unknown}, and a {found.__name__} "
            f"has {list(known)}."
        )
    networks = found.inference_networks if generator_only else tuple(description.networks)
    check_hashes(folder, description.sha256, [f"{name}.weights.h5" for name in networks])
    _check_classes(config)
    return made, config, networks


def _choose_class(folder, found, asked):
    """The family that was found; the class that was asked for, where that is a user's subclass."""
    if issubclass(found, asked):
        return found
    own = find_own_family(asked)
    if issubclass(asked, found) and (own is None or issubclass(found, own)):
        return asked
    path = f"kerasgan.{found.__name__}" if is_own(found) else "kerasgan"
    raise ValueError(
        f"The preset {str(folder)!r} is a {shorten_name(found)}, not a {shorten_name(asked)}: load "
        f"it by `{path}.from_preset`."
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

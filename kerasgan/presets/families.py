"""The families of models that presets hold, told apart by their classes."""

import inspect

import keras

from kerasgan import keras_private
from kerasgan.names import did_you_mean

_OWN = "kerasgan>"  # how Keras registers the classes of this package


class Family(keras_private.BuiltModel):
    """Base of the models that presets hold. Its registered subclasses are the families."""


def list_families():
    """The families of models that can be loaded.

    Returns:
        A dictionary from the names by which Keras knows them, as `"kerasgan>DCGAN"`, to classes.
    """
    registered = keras.saving.get_custom_objects().items()
    classes = {name: value for name, value in registered if inspect.isclass(value)}
    return {name: cls for name, cls in classes.items() if issubclass(cls, Family)}


def find_family(name):
    """The class of a family.

    Args:
        name: Name of the class, as `"DCGAN"`, which is kerasgan's own before any other; or the
            name by which Keras knows it, as `"Custom>DCGAN"`.

    Raises:
        ValueError: If there is none, or there are several; says which there are.
    """
    known = list_families()
    for registered in (f"{_OWN}{name}", name):
        if registered in known:
            return known[registered]
    found = [cls for cls in known.values() if cls.__name__ == name]
    if len(found) != 1:
        names = sorted(map(shorten_name, known.values()))
        raise ValueError(
            f"There {'are several families' if found else 'is no family'} {name!r}."
            f"{did_you_mean(name, [*names, *known])} Families: {names}. If it is yours, import "
            "the module that registers it (keras.saving.register_keras_serializable) first."
        )
    return found[0]


def read_family(config):
    """The class that a preset's configuration is of, as `find_family`."""
    return find_family(str(config.get("registered_name")))


def shorten_name(cls):
    """The name by which `find_family` finds a class."""
    return keras.saving.get_registered_name(cls).removeprefix(_OWN)


def find_own_family(cls):
    """The family of kerasgan that a class is of: itself or its nearest base; `None` without."""
    return next((base for base in cls.__mro__ if is_own(base)), None)


def is_own(cls):
    """Whether a class is one of kerasgan's families."""
    return keras.saving.get_registered_name(cls).startswith(_OWN)

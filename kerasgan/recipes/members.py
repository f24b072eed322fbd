"""The networks, classes and scores that the tables of a recipe name."""

import inspect

import keras

from kerasgan import latents, losses, metrics, networks, optimizers, penalties
from kerasgan.names import did_you_mean

_CLASSES = (keras.optimizers, keras.optimizers.schedules, optimizers, losses, latents, penalties)


def construct_all(table, seed):
    """Turns every value of a table that names a network or a class into that."""
    return {key: _construct(value, seed) for key, value in table.items()}


def _construct(value, seed):
    """Turns a table that names a network or a class into that, from the inside out."""
    if not isinstance(value, dict):
        return value
    arguments = construct_all(value, seed)
    if "network" in value:
        return find_network(arguments.pop("network"))(**({"seed": seed} | arguments))
    return find_class(arguments.pop("class_name"))(**arguments)


def find_network(name):
    return _find(name, (networks,), inspect.isfunction, "network")


def find_class(name):
    return _find(name, _CLASSES, inspect.isclass, "class")


def find_score(name):
    """The class of a score of `kerasgan.metrics`."""

    def is_score(value):
        return inspect.isclass(value) and issubclass(value, metrics.Score) and value.name

    return _find(name, (metrics,), is_score, "metric")


def _find(name, modules, kind, what):
    members = {}
    for module in modules:
        public = (key for key in dir(module) if not key.startswith("_"))
        members |= {key: getattr(module, key) for key in public if kind(getattr(module, key))}
    if name not in members:
        raise ValueError(f"There is no {what} {name!r}.{did_you_mean(name, members)}")
    return members[name]

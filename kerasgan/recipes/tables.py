"""The tables of a recipe: checked against what exists, and turned into objects."""

import inspect

import keras

from kerasgan import (
    callbacks,
    data,
    latents,
    losses,
    metrics,
    networks,
    optimizers,
    penalties,
    presets,
)
from kerasgan.models import AdversarialModel, CycleGAN
from kerasgan.names import did_you_mean

_TOP = {
    "description",
    "seed",
    "model",
    "data",
    "compile",
    "fit",
    "linear_decay",
    "evaluate",
    "card",
}
_FIT = {"epochs", "steps_per_epoch"}
EVALUATE = {"every", "count", "collapse", "patience"}
_CARD = {"dataset", "dataset_version", "data_license", "weights_license", "paper"}
_CLASSES = (keras.optimizers, keras.optimizers.schedules, optimizers, losses, latents, penalties)


def construct_all(table, seed):
    """Turns every value of a table that names a network or a class into that."""
    return {key: _construct(value, seed) for key, value in table.items()}


def loader(recipe):
    """The function of `kerasgan.data` that loads what a recipe's family is trained on."""
    translates = issubclass(presets.find_family(recipe["model"]["family"]), CycleGAN)
    return data.load_unpaired if translates else data.load


def _construct(value, seed):
    """Turns a table that names a network or a class into that, from the inside out."""
    if not isinstance(value, dict):
        return value
    arguments = construct_all(value, seed)
    if "network" in value:
        return _network(arguments.pop("network"))(**({"seed": seed} | arguments))
    return _class(arguments.pop("class_name"))(**arguments)


def _network(name):
    return _member(name, (networks,), inspect.isfunction, "network")


def _class(name):
    return _member(name, _CLASSES, inspect.isclass, "class")


def score_class(name):
    """The class of a score of `kerasgan.metrics`."""

    def is_score(value):
        return inspect.isclass(value) and issubclass(value, metrics.Score) and value.name

    return _member(name, (metrics,), is_score, "metric")


def _member(name, modules, kind, what):
    members = {}
    for module in modules:
        public = (key for key in dir(module) if not key.startswith("_"))
        members |= {key: getattr(module, key) for key in public if kind(getattr(module, key))}
    if name not in members:
        raise ValueError(f"There is no {what} {name!r}.{did_you_mean(name, members)}")
    return members[name]


def check(recipe):
    """Checks a recipe: its tables, arguments, families, networks and classes must exist.

    Raises:
        ValueError: if one does not; says what there is.
    """
    _check_keys(recipe, _TOP, "a recipe")
    for table in ("model", "data", "fit"):
        if not isinstance(recipe.get(table), dict):
            raise ValueError(f"A recipe needs a table [{table}]. Received: {sorted(recipe)}.")
    model, compile_options = recipe["model"], recipe.get("compile", {})
    if "family" not in model:
        raise ValueError('[model] needs `family`, for example family = "DCGAN".')
    if "source" not in recipe["data"]:
        raise ValueError('[data] needs `source`, for example source = "mnist".')
    family = presets.find_family(model["family"])
    _check_keys(model, {"family", "dtype"} | _arguments(family), "[model]")
    compile_methods = (family.compile, AdversarialModel.compile, keras.Model.compile)
    _check_keys(compile_options, _arguments(*compile_methods), "[compile]")
    _check_keys(recipe["data"], _arguments(loader(recipe)), "[data]")
    _check_keys(recipe["fit"], _FIT, "[fit]")
    _check_keys(recipe.get("linear_decay", {}), _arguments(callbacks.LinearDecay), "[linear_decay]")
    if "evaluate" in recipe:
        table = recipe["evaluate"]
        if not hasattr(family, "generate"):
            raise ValueError(
                f"[evaluate] scores samples that are drawn from latents, and a {family.__name__} "
                "has none: leave it out."
            )
        if "metric" not in table:
            raise ValueError('[evaluate] needs `metric`, for example metric = "FrechetDistance".')
        arguments = _arguments(score_class(table["metric"]))
        _check_keys(table, {"metric", "split"} | EVALUATE | arguments, "[evaluate]")
    _check_keys(recipe.get("card", {}), _CARD, "[card]")
    for table, name in ((model, "model"), (compile_options, "compile")):
        for key, value in table.items():
            _check_construction(value, f"[{name}.{key}]")
    epochs = recipe["fit"].get("epochs")
    if not isinstance(epochs, int) or epochs < 1:
        raise ValueError(f"[fit] needs `epochs`, an integer of at least 1. Received: {epochs!r}.")


def _check_construction(value, where):
    if not isinstance(value, dict):
        return
    if "network" in value:
        _check_keys(value, {"network"} | _arguments(_network(value["network"])), where)
    elif "class_name" in value:
        _check_keys(value, {"class_name"} | _arguments(_class(value["class_name"])), where)
    else:
        raise ValueError(
            f"{where} needs `network` (a function of kerasgan.networks) or `class_name` "
            f"(a class of Keras or kerasgan). Received: {sorted(value)}."
        )
    for key, inner in value.items():
        _check_construction(inner, f"{where[:-1]}.{key}]")


def _arguments(function, *bases):
    """The names of the arguments that a function takes, and those of what it passes them on to."""
    parameters = inspect.signature(function).parameters.values()
    return {parameter.name for parameter in parameters}.union(*map(_arguments, bases)) - {"self"}


def _check_keys(received, allowed, where):
    for key in received:
        if key not in allowed:
            raise ValueError(
                f"{where} has no {key!r}.{did_you_mean(key, allowed)} It takes: {sorted(allowed)}."
            )

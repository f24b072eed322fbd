"""From a TOML file to a recipe whose tables, arguments, families and classes exist."""

import inspect
import pathlib
import tomllib

import keras

from kerasgan import callbacks, latents, losses, metrics, networks, optimizers, penalties, presets
from kerasgan.arguments import is_integer
from kerasgan.models import AdversarialModel
from kerasgan.names import did_you_mean

_CLASSES = (keras.optimizers, keras.optimizers.schedules, optimizers, losses, latents, penalties)
_TABLES = {"model", "data", "compile", "fit", "linear_decay", "evaluate", "card"}
_FIT = {"epochs", "steps_per_epoch"}
EVALUATE = {"every", "count", "collapse", "patience"}
_CARD = {"dataset", "dataset_version", "data_license", "weights_license", "paper"}


def read(path):
    """Reads and checks a recipe.

    Args:
        path: a recipe's file.

    Returns:
        The recipe as a dictionary of its tables.

    Raises:
        ValueError: if the file is not TOML, or names a table, an argument, a
            family, a network or a class that does not exist.
    """
    path = pathlib.Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"There is no recipe at {str(path)!r}.")
    try:
        recipe = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{str(path)!r} is not valid TOML: {error}.") from error
    check(recipe)
    return recipe


def check(recipe):
    """Checks a recipe: its tables, arguments, families, networks and classes must exist.

    Raises:
        ValueError: if one does not; says what there is.
    """
    _check_keys(recipe, {"description", "seed"} | _TABLES, "a recipe")
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
    _check_keys(recipe["data"], _arguments(family.data_loader), "[data]")
    _check_keys(recipe["fit"], _FIT, "[fit]")
    _check_keys(recipe.get("linear_decay", {}), _arguments(callbacks.LinearDecay), "[linear_decay]")
    if "evaluate" in recipe:
        table = recipe["evaluate"]
        family.check_scorable()
        if "metric" not in table:
            raise ValueError('[evaluate] needs `metric`, for example metric = "FrechetDistance".')
        arguments = _arguments(find_score(table["metric"]))
        _check_keys(table, {"metric", "split"} | EVALUATE | arguments, "[evaluate]")
    _check_keys(recipe.get("card", {}), _CARD, "[card]")
    for table, name in ((model, "model"), (compile_options, "compile")):
        for key, value in table.items():
            _check_construction(value, f"[{name}.{key}]")
    epochs = recipe["fit"].get("epochs")
    if not is_integer(epochs) or epochs < 1:
        raise ValueError(f"[fit] needs `epochs`, a positive integer. Received: epochs={epochs!r}.")


def _check_construction(value, where):
    if not isinstance(value, dict):
        return
    if "network" in value:
        _check_keys(value, {"network"} | _arguments(find_network(value["network"])), where)
    elif "class_name" in value:
        _check_keys(value, {"class_name"} | _arguments(find_class(value["class_name"])), where)
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

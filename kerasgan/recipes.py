"""Recipes: everything a training needs, in one TOML file.

```toml
description = "DCGAN that draws handwritten digits."
seed = 0

[model]                          # the family and the arguments of its constructor
family = "DCGAN"
width = 64

[data]                           # the arguments of `kerasgan.data.load`
source = "mnist"
batch_size = 64

[compile]                        # the arguments of the family's `compile`
loss = "non_saturating"

[compile.generator_optimizer]    # a class of Keras or kerasgan and its arguments
class_name = "Adam"
learning_rate = 2e-4

[fit]
epochs = 12

[evaluate]                       # if the best epoch is to be published: a score and its arguments
metric = "FrechetDistance"
features = "mnist"
count = 10000                    # generated and real samples; also every, collapse, patience as
split = "train"                  # of `kerasgan.callbacks.Evaluate`, and the split of the real ones

[card]                           # what only the model card needs
dataset = "MNIST"
```

A model that is given its networks names functions of `kerasgan.networks`, as in
`[model.generator]` with `network = "mlp_generator"` and the function's arguments.
"""

import inspect
import pathlib
import shutil
import tomllib

import keras

from kerasgan import callbacks, data, latents, losses, metrics, networks, optimizers, presets
from kerasgan.folders import make_writable, replaced_file
from kerasgan.metrics import protocols
from kerasgan.names import did_you_mean

_TOP = {"description", "seed", "model", "data", "compile", "fit", "evaluate", "card"}
_FIT = {"epochs", "steps_per_epoch"}
_EVALUATE = {"every", "count", "collapse", "patience"}
_CARD = {"dataset", "dataset_version", "data_license", "weights_license", "paper"}
_CLASSES = (keras.optimizers, keras.optimizers.schedules, optimizers, losses, latents)


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
    _check(recipe)
    return recipe


def build(recipe, *, steps_per_execution=None):
    """Makes a recipe's compiled model and its dataset.

    The recipe's seed is that of the model, of its networks and of the data,
    where their tables do not give another.

    Args:
        recipe: a dictionary as `read` returns it.
        steps_per_execution: steps in one call of the graph; changes speed only.

    Returns:
        `(model, dataset)`, ready for `model.fit(dataset)`.
    """
    _check(recipe)
    seed = recipe.get("seed", 0)
    arguments = {"seed": seed} | _construct_all(recipe["model"], seed)
    model = presets.family(arguments.pop("family"))(**arguments)
    options = _construct_all(recipe.get("compile", {}), seed)
    if steps_per_execution is not None:
        options["steps_per_execution"] = steps_per_execution
    model.compile(**options)
    return model, data.load(**({"seed": seed} | recipe["data"]))


def run(path, folder, *, epochs=None, steps_per_execution=None, verbose="auto"):
    """Trains a recipe, and leaves a preset in `folder/preset`.

    Started again on the same folder it continues from the last epoch that was
    finished, and reaches the same weights, bit for bit, as a run that was
    never interrupted. A finished run is continued by asking for more epochs.

    The folder gets `recipe.toml`, `log.csv` (losses and seconds of each epoch),
    `samples/` (a grid after each epoch), `checkpoint.weights.h5` and `preset/`.

    With a table [evaluate] the preset is that of the epoch with the best score
    and says so; the folder then also gets `best.weights.h5` and `best.json`
    (all scores). Without, it is that of the last epoch.

    Args:
        path: a recipe's file.
        folder: the folder of the run; made if it is not there.
        epochs: number of epochs in all; the recipe's unless given.
        steps_per_execution: steps in one call of the graph; changes speed only.
        verbose: as in `fit`.

    Returns:
        The trained model, as it is published.

    Raises:
        ValueError: if the folder holds a run of another recipe, or the recipe
            is wrong.
    """
    path, folder = pathlib.Path(path), pathlib.Path(folder)
    recipe = read(path)
    _claim(folder, path, recipe)
    model, dataset = build(recipe, steps_per_execution=steps_per_execution)
    fit = recipe["fit"] | ({} if epochs is None else {"epochs": epochs})

    checkpoint = callbacks.Checkpoint(folder / "checkpoint.weights.h5")
    initial_epoch = checkpoint.restore(model)
    log = callbacks.EpochLog(folder / "log.csv")
    evaluate = _evaluation(recipe, folder / "best.weights.h5")
    watchers = [*evaluate, log]
    if len(model.image_shape) == 3:
        watchers.append(callbacks.SampleGrid(folder / "samples"))
    collapsed = any(each.collapsed(initial_epoch) for each in evaluate)
    if initial_epoch < fit["epochs"] and not collapsed:
        model.fit(
            dataset,
            initial_epoch=initial_epoch,
            callbacks=[*watchers, checkpoint],
            verbose=verbose,
            **fit,
        )

    chosen = _choose(evaluate, model)
    presets.save(
        model,
        folder / "preset",
        metadata={
            "name": folder.resolve().name,
            "description": recipe.get("description", ""),
            **recipe.get("card", {}),
            "command": _command(path, folder, epochs),
            "seed": recipe.get("seed", 0),
            "epochs": max(initial_epoch, fit["epochs"]),
            **chosen,
            "steps": int(model.optimizer.iterations),
            "seconds": round(log.seconds, 1),
        },
        recipe_path=folder / "recipe.toml",
    )
    return model


def _evaluation(recipe, filepath):
    """The callback that keeps the best epoch, in a list; an empty one without [evaluate]."""
    if "evaluate" not in recipe:
        return []
    source, table = recipe["data"], dict(recipe["evaluate"])
    split = table.pop("split", source.get("split", "train"))
    options = {"count": 10_000} | {key: table.pop(key) for key in _EVALUATE & table.keys()}
    score = _score(table.pop("metric"))(**table)
    real = None
    if score.needs_real:
        as_scored = {"split": split, "count": options["count"]}
        as_scored |= {"shuffle": False, "drop_remainder": False}
        batches = data.load(**({"seed": recipe.get("seed", 0)} | source | as_scored))
        real = metrics.summarize(score, batches, dataset=source["source"], split=split)
    return [callbacks.Evaluate(score, real, filepath=filepath, **options)]


def _choose(evaluate, model):
    """Loads the best epoch into the model, if there is one, and says what the card is to say."""
    best = evaluate[0].best() if evaluate else None
    if best is None:
        return {}
    return {
        "epochs": evaluate[0].restore(model),
        "selected": f"the best epoch by {', '.join(best['scores'])} during training",
        "scores": protocols.for_card(best["scores"]),
    }


def _claim(folder, path, recipe):
    """Copies the recipe into the folder, unless a run of another one is there."""
    make_writable(folder, "A run")
    copy = folder / "recipe.toml"
    if copy.exists() and _decides(read(copy)) != _decides(recipe):
        raise ValueError(
            f"{str(folder)!r} holds a run of another recipe: its recipe.toml differs from "
            f"{str(path)!r} in more than `epochs`, `description` and [card]. "
            "Choose another folder, or continue with the recipe that is there."
        )
    if not copy.exists() or not copy.samefile(path):
        with replaced_file(copy) as unfinished:
            shutil.copyfile(path, unfinished)


def _decides(recipe):
    """The part of a recipe that decides what weights an epoch ends with."""
    tables = {key: recipe.get(key, {}) for key in ("model", "data", "compile", "evaluate")}
    fit = {key: value for key, value in recipe["fit"].items() if key == "steps_per_epoch"}
    return tables | {"fit": fit, "seed": recipe.get("seed", 0)}


def _command(path, folder, epochs):
    more = "" if epochs is None else f" --epochs {epochs}"
    return f"python tools/train.py {_shown(path)} --output {_shown(folder)}{more}"


def _shown(path):
    """A path as a card can show it: from where the command ran, or its name alone."""
    resolved, here = path.resolve(), pathlib.Path.cwd()
    return str(resolved.relative_to(here) if resolved.is_relative_to(here) else path.name)


def _construct_all(table, seed):
    return {key: _construct(value, seed) for key, value in table.items()}


def _construct(value, seed):
    """Turns a table that names a network or a class into that, from the inside out."""
    if not isinstance(value, dict):
        return value
    arguments = _construct_all(value, seed)
    if "network" in value:
        return _network(arguments.pop("network"))(**({"seed": seed} | arguments))
    return _class(arguments.pop("class_name"))(**arguments)


def _network(name):
    return _member(name, (networks,), inspect.isfunction, "network")


def _class(name):
    return _member(name, _CLASSES, inspect.isclass, "class")


def _score(name):
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


def _check(recipe):
    _check_keys(recipe, _TOP, "a recipe")
    for table in ("model", "data", "fit"):
        if not isinstance(recipe.get(table), dict):
            raise ValueError(f"A recipe needs a table [{table}]. Received: {sorted(recipe)}.")
    model, compile_options = recipe["model"], recipe.get("compile", {})
    if "family" not in model:
        raise ValueError('[model] needs `family`, for example family = "DCGAN".')
    if "source" not in recipe["data"]:
        raise ValueError('[data] needs `source`, for example source = "mnist".')
    family = presets.family(model["family"])
    _check_keys(model, {"family"} | _arguments(family), "[model]")
    _check_keys(compile_options, _arguments(family.compile, keras.Model.compile), "[compile]")
    _check_keys(recipe["data"], _arguments(data.load), "[data]")
    _check_keys(recipe["fit"], _FIT, "[fit]")
    if "evaluate" in recipe:
        table = recipe["evaluate"]
        if "metric" not in table:
            raise ValueError('[evaluate] needs `metric`, for example metric = "FrechetDistance".')
        arguments = _arguments(_score(table["metric"]))
        _check_keys(table, {"metric", "split"} | _EVALUATE | arguments, "[evaluate]")
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

"""Reads recipes, builds what they say, runs and resumes them."""

import pathlib
import shutil
import tomllib

from kerasgan import callbacks, data, metrics, presets
from kerasgan.folders import make_writable, replace_file
from kerasgan.metrics.reports import protocols
from kerasgan.models import CycleGAN
from kerasgan.networks.precision import use_dtype_policy
from kerasgan.recipes import curves
from kerasgan.recipes.sides import sides
from kerasgan.recipes.tables import EVALUATE, check, construct_all, loader, score_class

_SHOWN = 4  # images of each side in the pictures of a CycleGAN


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
    check(recipe)
    seed = recipe.get("seed", 0)
    model = _model(recipe["model"], seed)
    options = construct_all(recipe.get("compile", {}), seed)
    if steps_per_execution is not None:
        options["steps_per_execution"] = steps_per_execution
    model.compile(**options)
    return model, loader(recipe)(**({"seed": seed} | recipe["data"]))


def run(path, folder, *, epochs=None, steps_per_execution=None, verbose="auto"):
    """Trains a recipe, and leaves a preset in `folder/preset`.

    A `dtype` in [model] is that of the training; the preset computes in float32, so that it gives
    the same samples everywhere.

    Started again on the same folder it continues from the last epoch that was
    finished, and reaches the same weights, bit for bit, as a run that was
    never interrupted. A finished run is continued by asking for more epochs,
    except with a table [linear_decay]: its rates depend on their number.

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
        The trained model.

    Raises:
        ValueError: if the folder holds a run of another recipe, or the recipe
            is wrong, or `epochs` is given beside [linear_decay].
    """
    path, folder = pathlib.Path(path), pathlib.Path(folder)
    recipe = read(path)
    if epochs is not None and "linear_decay" in recipe:
        raise ValueError(
            "The rates of [linear_decay] depend on the number of epochs, so it cannot be changed "
            f"from outside. Received: epochs={epochs}. Change `epochs` in a copy of the recipe."
        )
    _claim(folder, path, recipe)
    model, dataset = build(recipe, steps_per_execution=steps_per_execution)
    fit = recipe["fit"] | ({} if epochs is None else {"epochs": epochs})

    checkpoint = callbacks.Checkpoint(folder / "checkpoint.weights.h5")
    initial_epoch = checkpoint.restore(model)
    log = callbacks.EpochLog(folder / "log.csv")
    evaluate = _evaluation(recipe, folder / "best.weights.h5")
    watchers = [*evaluate, log]
    shown = _shown_images(model, recipe)
    if shown is not None:
        watchers.append(callbacks.TranslationGrid(folder / "samples", *shown))
    elif len(model.sample_shape) == 3:
        watchers.append(callbacks.SampleGrid(folder / "samples"))
    if "linear_decay" in recipe:
        watchers.append(callbacks.LinearDecay(**recipe["linear_decay"]))
    collapsed = any(each.has_collapsed(initial_epoch) for each in evaluate)
    if initial_epoch < fit["epochs"] and not collapsed:
        model.fit(
            dataset,
            initial_epoch=initial_epoch,
            callbacks=[*watchers, checkpoint],
            verbose=verbose,
            **fit,
        )

    chosen = _choose(evaluate, model)
    published = _published(model, recipe)
    presets.save(
        published,
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
        samples=None if shown is None else published.strips(*shown),
        curves=curves.picture(log.rows, model.log_names),
    )
    return model


def _model(table, seed):
    """The model of a table [model], whose `dtype` is that of all its networks."""
    with use_dtype_policy(table.get("dtype")):
        arguments = {"seed": seed} | construct_all(table, seed)
        return presets.family(arguments.pop("family"))(**arguments)


def _published(model, recipe):
    """The model that the preset holds: it computes in float32, however it was trained."""
    table = {key: value for key, value in recipe["model"].items() if key != "dtype"}
    if table == recipe["model"]:
        return model
    published = _model(table, recipe.get("seed", 0))
    published.compile_from_config(model.get_compile_config())
    for name, network in published.networks.items():
        trained = model.averaged(name) if name in model.inference_networks else model.networks[name]
        network.set_weights(trained.get_weights())
    return published


def _shown_images(model, recipe):
    """The first images of A and of B that a CycleGAN's pictures show; `None` for other models.

    They are of the test split where the source is known to have one.
    """
    if not isinstance(model, CycleGAN):
        return None
    source, split = recipe["data"]["source"], recipe["data"].get("split", "train")
    return sides(recipe, "test" if isinstance(source, str) else split, _SHOWN)


def _evaluation(recipe, filepath):
    """The callback that keeps the best epoch, in a list; an empty one without [evaluate]."""
    if "evaluate" not in recipe:
        return []
    source, table = recipe["data"], dict(recipe["evaluate"])
    split = table.pop("split", source.get("split", "train"))
    options = {"count": 10_000} | {key: table.pop(key) for key in EVALUATE & table.keys()}
    score = score_class(table.pop("metric"))(**table)
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
        with replace_file(copy) as unfinished:
            shutil.copyfile(path, unfinished)


def _decides(recipe):
    """The part of a recipe that decides what weights an epoch ends with."""
    tables = {key: recipe.get(key, {}) for key in ("model", "data", "compile", "evaluate")}
    decay = recipe.get("linear_decay")
    decisive = {"steps_per_epoch"} if decay is None else {"steps_per_epoch", "epochs"}
    fit = {key: value for key, value in recipe["fit"].items() if key in decisive}
    return tables | {"fit": fit, "linear_decay": decay, "seed": recipe.get("seed", 0)}


def _command(path, folder, epochs):
    more = "" if epochs is None else f" --epochs {epochs}"
    return f"python tools/train.py {_shown(path)} --output {_shown(folder)}{more}"


def _shown(path):
    """A path as a card can show it: from where the command ran, or its name alone."""
    resolved, here = path.resolve(), pathlib.Path.cwd()
    return str(resolved.relative_to(here) if resolved.is_relative_to(here) else path.name)

"""Trains a recipe, and goes on where an earlier run of it stopped."""

import pathlib

from kerasgan import callbacks
from kerasgan.recipes import publishing
from kerasgan.recipes.building import data_table, make
from kerasgan.recipes.claiming import claim
from kerasgan.recipes.reading import read
from kerasgan.recipes.scoring import evaluate_by


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
    claim(folder, path, recipe)
    model, dataset = make(recipe, steps_per_execution=steps_per_execution)
    fit = recipe["fit"] | ({} if epochs is None else {"epochs": epochs})

    checkpoint = callbacks.Checkpoint(folder / "checkpoint.weights.h5")
    initial_epoch = checkpoint.restore(model)
    log = callbacks.EpochLog(folder / "log.csv")
    evaluate = evaluate_by(recipe, folder / "best.weights.h5")
    examples = model.load_shown(data_table(recipe))
    watchers = [*evaluate, log]
    if len(model.sample_shape) == 3:
        watchers.append(callbacks.EpochPictures(folder / "samples", examples))
    if "linear_decay" in recipe:
        watchers.append(callbacks.LinearDecay(**recipe["linear_decay"]))
    has_collapsed = any(each.has_collapsed(initial_epoch) for each in evaluate)
    if initial_epoch < fit["epochs"] and not has_collapsed:
        model.fit(
            dataset,
            initial_epoch=initial_epoch,
            callbacks=[*watchers, checkpoint],
            verbose=verbose,
            **fit,
        )
    facts = {
        "name": folder.resolve().name,
        "command": publishing.command(path, folder, epochs),
        "epochs": max(initial_epoch, fit["epochs"]),
        "seconds": round(log.seconds, 1),
    }
    publishing.publish(model, recipe, folder, facts, evaluate=evaluate, examples=examples, log=log)
    return model

"""From a trained recipe to a preset: the best epoch, computing in float32, with its card."""

import pathlib

from kerasgan import presets
from kerasgan.metrics.reports import protocols
from kerasgan.recipes import curves
from kerasgan.recipes.building import build_model


def publish(model, recipe, folder, facts, *, evaluate, examples, log):
    """Writes `folder/preset`.

    Args:
        model: The trained model; it ends with the weights that are published.
        recipe: Dictionary as `kerasgan.recipes.read` returns it; `folder` holds its file.
        folder: The folder of the run, a `pathlib.Path`.
        facts: What the card says of this run, beside what the recipe says.
        evaluate: List of the callback that kept the best epoch, or empty.
        examples: What `model.show` takes.
        log: The run's `kerasgan.callbacks.EpochLog`.
    """
    chosen = _choose(evaluate, model)
    published = _convert(model, recipe)
    presets.save(
        published,
        folder / "preset",
        metadata={
            "description": recipe.get("description", ""),
            **recipe.get("card", {}),
            "seed": recipe.get("seed", 0),
            "steps": int(model.optimizer.iterations),
            **facts,
            **chosen,
        },
        recipe_path=folder / "recipe.toml",
        samples=published.show(examples),
        curves=curves.picture(log.rows, model.log_names),
    )


def command(path, folder, epochs):
    """The command that trains the run again, as a card can show it."""
    more = "" if epochs is None else f" --epochs {epochs}"
    return f"python tools/train.py {_shown(path)} --output {_shown(folder)}{more}"


def _shown(path):
    """A path as a card can show it: from where the command ran, or its name alone."""
    resolved, here = path.resolve(), pathlib.Path.cwd()
    return str(resolved.relative_to(here) if resolved.is_relative_to(here) else path.name)


def _convert(model, recipe):
    """The model that the preset holds: it computes in float32, however it was trained."""
    table = {key: value for key, value in recipe["model"].items() if key != "dtype"}
    if table == recipe["model"]:
        return model
    published = build_model(table, recipe.get("seed", 0))
    published.compile_from_config(model.get_compile_config())
    for name, network in published.networks.items():
        trained = model.averaged(name) if name in model.inference_networks else model.networks[name]
        network.set_weights(trained.get_weights())
    return published


def _choose(evaluate, model):
    """Loads the best epoch into the model, if there is one, and says what the card is to say."""
    best = evaluate[0].best() if evaluate else None
    if best is None:
        return {}
    return {
        "epochs": evaluate[0].restore(model),
        "selected": f"the best epoch by {', '.join(best['scores'])} during training",
        "scores": protocols.list_for_card(best["scores"]),
    }

"""A folder of a run belongs to one recipe."""

import shutil

from kerasgan.folders import make_writable, replace_file
from kerasgan.recipes.reading import read


def claim(folder, path, recipe):
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

"""Every loss of the library under the same conditions: networks, data, optimizers and budget.

`format_recipe(name)` is the recipe of one loss; running all of them and reading what they wrote
gives the comparison of `zoo/losses.md`.
"""

import json
import pathlib

import numpy as np

from kerasgan import images, losses, presets
from kerasgan.charts import label_rows
from kerasgan.recipes.running import run

_WASSERSTEIN = ("wgan_clip", "wgan_gp")

_RECIPE = """\
description = "Comparison of losses: {name}."
seed = 0

[model]
{model}
dtype = "mixed_bfloat16"

[model.generator]
network = "dcgan_generator"
image_shape = [28, 28, 1]
width = {width}

[model.{critic}]
network = "dcgan_discriminator"
image_shape = [28, 28, 1]
width = {width}
normalization = "layer"
depth = 3

[data]
source = "{data}"
split = "train"
batch_size = 64

[compile]
{compile}

[compile.generator_optimizer]
{generator_optimizer}

[compile.discriminator_optimizer]
{discriminator_optimizer}

[fit]
epochs = {epochs}

[evaluate]
metric = "FrechetDistance"
features = "{data}"
count = 10_000
every = 1
"""
_ADAM = 'class_name = "Adam"\nlearning_rate = 5e-4\nbeta_1 = 0.5\nglobal_clipnorm = 1.0'
_RMSPROP = 'class_name = "RMSprop"\nlearning_rate = 2e-4\nrho = 0.99'
_R1 = 'penalty = { class_name = "R1", weight = 1.0 }'
_GRADIENT_PENALTY = 'penalty = { class_name = "GradientPenalty", weight = 10.0 }'


def list_methods():
    """Names of what is compared: the plain losses, the f-divergences, both kinds of WGAN."""
    plain = [name for name in losses.names() if name != "wasserstein"]
    return [*plain, *losses.divergences(), *_WASSERSTEIN]


def format_recipe(name, data="mnist", width=32, epochs=5):
    """The recipe of one of `list_methods()`, as text of a TOML file.

    Those of two losses differ in nothing but what belongs to the loss. All but the WGANs have an
    R1 penalty of weight 1 and one update of the discriminator for each of the generator;
    divergences are trained by the paper's practical loss of the generator. The WGANs have two
    critic updates a step, which see as many images as the others' one.
    """
    known = list_methods()
    if name not in known:
        raise ValueError(f"There is nothing to compare called {name!r}. There is: {known}.")
    parts = {"critic": "critic", "generator_optimizer": _ADAM, "discriminator_optimizer": _ADAM}
    if name == "wgan_clip":
        parts |= {"model": 'family = "WGAN"'}
        parts |= {"compile": "weight_clip = 0.01\ndiscriminator_steps = 2"}
        parts |= {"generator_optimizer": _RMSPROP, "discriminator_optimizer": _RMSPROP}
    elif name == "wgan_gp":
        parts |= {"model": 'family = "WGAN"'}
        parts |= {"compile": f"{_GRADIENT_PENALTY}\ndiscriminator_steps = 2"}
    elif name in losses.divergences():
        divergence = f'{{ class_name = "FDivergence", name = "{name}", generator = "practical" }}'
        parts |= {"model": f'family = "FGAN"\ndivergence = {divergence}', "compile": _R1}
    else:
        parts |= {"model": 'family = "GAN"', "compile": f'loss = "{name}"\n{_R1}'}
        parts |= {"critic": "discriminator"}
    return _RECIPE.format(name=name, data=data, width=width, epochs=epochs, **parts)


def train(name, folder, **options):
    """Trains one loss, or goes on where an earlier call was interrupted.

    The folder is that of all trainings, each in a folder of its name; options are those of
    `format_recipe`.
    """
    path = pathlib.Path(folder) / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(format_recipe(name, **options), encoding="utf-8")
    run(path, path.parent / name, steps_per_execution=10)


def read_distances(folder):
    """The Fréchet distance of every epoch of the trainings in a folder that are finished.

    By name, in the order of `list_methods()`; NaN where the score was no number.
    """
    folder = pathlib.Path(folder)
    found = {}
    for name in list_methods():
        if (folder / name / "preset" / "config.json").exists():
            rows = json.loads((folder / name / "best.json").read_text(encoding="utf-8"))
            found[name] = [np.nan if row["cost"] is None else row["cost"] for row in rows]
    return found


def tabulate(distances):
    """The best and the last distance of each training as a Markdown table, the best first.

    Example:
        >>> print(tabulate({"hinge": [9.0, 5.0, 6.0]}))
        | loss | best | at epoch | last |
        | --- | --- | --- | --- |
        | `hinge` | 5.00 | 2 | 6.00 |
    """
    lines = ["| loss | best | at epoch | last |", "| --- | --- | --- | --- |"]
    for name, values in sorted(distances.items(), key=lambda item: np.nanmin(item[1])):
        best = int(np.nanargmin(values))
        lines.append(f"| `{name}` | {values[best]:.2f} | {best + 1} | {values[-1]:.2f} |")
    return "\n".join(lines)


def draw_samples(folder, count=12):
    """Samples of each finished training's best generator, a row each, in `tabulate`'s order."""
    found = read_distances(folder)
    names = sorted(found, key=lambda name: np.nanmin(found[name]))
    rows = [
        presets.load(pathlib.Path(folder) / name / "preset", generator_only=True).generate(
            count, seed=0
        )
        for name in names
    ]
    return label_rows(images.grid(np.concatenate(rows), columns=count), names)

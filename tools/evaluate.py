"""Scores a preset: a table, JSON and pictures, and with --update its metadata and card.

    python tools/evaluate.py dcgan_mnist --output runs/scores

Real samples are those of the test split of the data that the preset's recipe names. Beside every
score stands what training data get in place of generated samples. Of a CycleGAN both directions are
scored.
"""

import json
import pathlib

import numpy as np
from absl import app, flags

from kerasgan import AdversarialModel, CycleGAN, data, images, presets, recipes
from kerasgan.metrics import extractors
from kerasgan.metrics.reports import samples, translations
from kerasgan.presets.finding import open_folder

_OUTPUT = flags.DEFINE_string("output", "runs/scores", "Folder of scores.json and the pictures.")
_SOURCE = flags.DEFINE_string("source", None, "Data set; that of the preset's recipe by default.")
_SPLIT = flags.DEFINE_string("split", "test", "Split of the real samples.")
_FEATURES = flags.DEFINE_string(
    "features", None, "Feature extractor; by default that of the data set's name."
)
_COUNT = flags.DEFINE_integer(
    "count",
    10_000,
    "Samples of each kind; of a CycleGAN images of each side, by default the whole split.",
    lower_bound=16,
)
_SEED = flags.DEFINE_integer("seed", 0, "Seed of the generated samples.")
_UPDATE = flags.DEFINE_bool("update", False, "Write the scores into metadata and card.")


def data_of(folder):
    """The arguments of the loader for the data that the preset is about."""
    path = folder / "recipe.toml"
    recipe = recipes.read(path) if path.exists() else {}
    table = {"seed": recipe.get("seed", 0)} | recipe.get("data", {})
    if _SOURCE.value is not None:
        table["source"] = _SOURCE.value
    if "source" not in table:
        raise app.UsageError(f"{folder} has no recipe.toml that names its data: give --source.")
    return table | {"shuffle": False, "drop_remainder": False}


def read(table, split, count=None):
    """Samples of a split as one array."""
    batches = data.load(**(table | {"split": split} | ({"count": count} if count else {})))
    return np.concatenate(list(batches.as_numpy_iterator()))


def features_for(source):
    """The extractor that is asked for, or else the one that is made for a data set."""
    return extractors.choose_name(source) if _FEATURES.value is None else _FEATURES.value


def report_of_samples(model, table):
    """Scores of samples from latents."""
    source = table["source"]
    return samples.measure(
        model,
        read(table, _SPLIT.value, _COUNT.value),
        read(table, table.get("split", "train")),
        features=features_for(source),
        seed=_SEED.value,
        dataset=source,
        split=_SPLIT.value,
    )


def report_of_translations(model, table):
    """Scores of both directions of a CycleGAN, against the truth too where the set has one."""
    source, seed, split = table["source"], table["seed"], _SPLIT.value
    size, count = model.image_shape[:2], _COUNT.value if _COUNT.present else None
    real = data.read_sides(source, split, size, count=count, seed=seed)
    truth = None
    if source == data.plain2striped.NAME:
        truth = data.plain2striped.truth(split, count, seed, size[0])
    sets = () if _FEATURES.value is not None else extractors.UNPAIRED_SETS
    place = 2 * sets.index(source) if source in sets else None
    return translations.measure(
        model.translate,
        real,
        data.read_sides(source, "train", size, seed=seed),
        features=features_for(source),
        truth=truth,
        classes=None if place is None else (place, place + 1),
        dataset=source,
        split=split,
    )


def main(argv):
    if len(argv) != 2:
        raise app.UsageError("Give one preset: a built-in name, as dcgan_mnist, or a folder.")
    with open_folder(argv[1]) as folder:
        model = AdversarialModel.from_preset(folder, generator_only=True)
        table = data_of(folder)
        measure = report_of_translations if isinstance(model, CycleGAN) else report_of_samples
        found = measure(model, table)
        output = pathlib.Path(_OUTPUT.value)
        output.mkdir(parents=True, exist_ok=True)
        scores = output / "scores.json"
        scores.write_text(json.dumps(found.to_dict(), indent=2) + "\n", encoding="utf-8")
        print(found.table())
        print(scores)
        for name, picture in found.pictures.items():
            print(images.save_png(output / f"{name}.png", picture))
        if _UPDATE.value:
            presets.annotate(folder, scores=found.list_for_card())
            print(f"The scores are in {folder / 'metadata.json'} and on the card.")


if __name__ == "__main__":
    app.run(main)

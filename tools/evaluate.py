"""Scores a preset: a table, JSON and pictures, and with --update its metadata and card.

    python tools/evaluate.py dcgan_mnist --output runs/scores

Real samples are those of the test split of the data that the preset's recipe names. Beside every
score stands what training data get in place of generated samples. Of translators each direction
is scored.
"""

import json
import pathlib

from absl import app, flags

from kerasgan import AdversarialModel, images, presets, recipes
from kerasgan.presets.finding import open_folder

_OUTPUT = flags.DEFINE_string("output", "runs/scores", "Folder of scores.json and the pictures.")
_SOURCE = flags.DEFINE_string("source", None, "Data set; that of the preset's recipe by default.")
_SPLIT = flags.DEFINE_string("split", "test", "Split of the real samples.")
_FEATURES = flags.DEFINE_string(
    "features", None, "Feature extractor; by default that of the data set's name."
)
_COUNT = flags.DEFINE_integer(
    "count",
    None,
    "Samples of each kind, 10 000 by default; of translators images of each side, by default all.",
    lower_bound=16,
)
_SEED = flags.DEFINE_integer("seed", 0, "Seed of the generated samples.")
_UPDATE = flags.DEFINE_bool("update", False, "Write the scores into metadata and card.")


def main(argv):
    if len(argv) != 2:
        raise app.UsageError("Give one preset: a built-in name, as dcgan_mnist, or a folder.")
    with open_folder(argv[1]) as folder:
        model = AdversarialModel.from_preset(folder, generator_only=True)
        try:
            found = recipes.measure(
                model,
                folder,
                source=_SOURCE.value,
                split=_SPLIT.value,
                count=_COUNT.value,
                features=_FEATURES.value,
                seed=_SEED.value,
            )
        except ValueError as error:
            raise app.UsageError(f"{error} Or give --source.") from error
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

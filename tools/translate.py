"""Translates pictures by a preset of CycleGAN, and shows before, after and the way back.

    python tools/translate.py cyclegan_horse2zebra_64 --images photos --direction a2b --output out

Translations keep the names of their originals and become PNG. `strips.png` shows the first images,
a row each: before, after, reconstruction. Without --images: those of the test split of the data
that the preset's recipe names.
"""

import pathlib

from absl import app, flags

from kerasgan import CycleGAN, images, recipes
from kerasgan.models import picture_files
from kerasgan.presets.finding import open_folder
from kerasgan.recipes.sides import sides

_IMAGES = flags.DEFINE_string("images", None, "A picture, or a folder of pictures.")
_DIRECTION = flags.DEFINE_enum("direction", None, ["a2b", "b2a"], "Which way.", required=True)
_OUTPUT = flags.DEFINE_string("output", None, "Folder of the translations.", required=True)
_SIZE = flags.DEFINE_enum(
    "size",
    "resize",
    ["resize", "tile"],
    "Resize pictures to the networks' size, or translate overlapping parts and keep theirs.",
)
_STRIPS = flags.DEFINE_integer("strips", 8, "Rows of strips.png; 0 for none.", lower_bound=0)


def translate_pictures(model, source, output):
    """Translates files; returns what was written and the first originals."""
    written = model.translate(source, _DIRECTION.value, output=output, size=_SIZE.value)
    shape = model.image_shapes["ab".index(_DIRECTION.value[0])]
    return written, picture_files.read(source, shape, size=_SIZE.value, count=_STRIPS.value)


def translate_test_split(model, folder, output):
    """Translates the test split of a preset's data; returns as `translate_pictures`."""
    recipe = folder / "recipe.toml"
    if not recipe.exists():
        raise app.UsageError(f"{folder} has no recipe.toml that names its data: give --images.")
    originals = sides(recipes.read(recipe))["ab".index(_DIRECTION.value[0])]
    translated = model.translate(originals, _DIRECTION.value, size=_SIZE.value)
    written = [
        images.save_png(output / f"{number:04d}.png", image)
        for number, image in enumerate(translated)
    ]
    return written, originals[: _STRIPS.value]


def main(argv):
    if len(argv) != 2:
        raise app.UsageError("Give one preset: a name, as cyclegan_horse2zebra_64, or a folder.")
    output = pathlib.Path(_OUTPUT.value)
    with open_folder(argv[1]) as folder:
        model = CycleGAN.from_preset(folder, generator_only=True)
        if _IMAGES.value is None:
            written, originals = translate_test_split(model, folder, output)
        else:
            written, originals = translate_pictures(model, _IMAGES.value, output)
    print(f"{len(written)} translations are in {output}.")
    if not _STRIPS.value:
        return
    path = output / "strips.png"
    if path in written:
        raise app.UsageError(f"{path} is a translation: rename its original, or give --strips=0.")
    side = _DIRECTION.value[0]
    print(images.save_png(path, model.strips(**{side: originals}, size=_SIZE.value)))


if __name__ == "__main__":
    app.run(main)

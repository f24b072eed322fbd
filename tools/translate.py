"""Translates pictures by a preset of CycleGAN, and shows before, after and the way back.

    python tools/translate.py cyclegan_horse2zebra_64 --images photos --direction a2b --output out

Translations keep the names of their originals and become PNG. `strips.png` shows the first images,
a row each: before, after, reconstruction. Without --images: those of the test split of the data
that the preset's recipe names.
"""

import pathlib

from absl import app, flags

from kerasgan import ImageToImageModel, images, recipes
from kerasgan.directions import Direction
from kerasgan.models import picture_files
from kerasgan.presets.finding import open_folder

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


def main(argv):
    if len(argv) != 2:
        raise app.UsageError("Give one preset: a name, as cyclegan_horse2zebra_64, or a folder.")
    output, direction = pathlib.Path(_OUTPUT.value), Direction(_DIRECTION.value)
    with open_folder(argv[1]) as folder:
        model = ImageToImageModel.from_preset(folder, generator_only=True)
        source = _IMAGES.value
        if source is None:
            source = direction.of_source(model.load_examples(_table(folder)))
    size, rows = _SIZE.value, _STRIPS.value
    written = model.translate(source, direction, output=output, size=size)
    print(f"{len(written)} translations are in {output}.")
    if not rows:
        return
    path = output / "strips.png"
    if path in written:
        raise app.UsageError(f"{path} is a translation: rename its original, or give --strips=0.")
    shape = direction.of_source(model.image_shapes)
    originals = picture_files.read(source, shape, size=size, count=rows)
    print(images.save_png(path, model.strips(**{direction.source: originals}, size=size)))


def _table(folder):
    try:
        return recipes.data_of(folder)
    except ValueError as error:
        raise app.UsageError(f"{error} Or give --images.") from error


if __name__ == "__main__":
    app.run(main)

"""Shows what a preset draws: samples, interpolations, arithmetic, and a walk as a GIF.

python tools/generate.py dcgan_mnist --output pictures
"""

import pathlib

from absl import app, flags

from kerasgan import LatentModel, images
from kerasgan.models import latent_pictures

_OUTPUT = flags.DEFINE_string("output", None, "Folder of the pictures.", required=True)
_SEED = flags.DEFINE_integer("seed", 0, "Seed of the samples, interpolations and walk.")
_SIZE = flags.DEFINE_integer("size", 8, "Rows and columns of the samples.", lower_bound=1)
_STEPS = flags.DEFINE_integer("steps", 10, "Images from code to code.", lower_bound=2)
_A = flags.DEFINE_list("a", ["1", "2", "3"], "Seeds whose mean code is a in a - b + c.")
_B = flags.DEFINE_list("b", ["4", "5", "6"], "Seeds whose mean code is b; as many as of a.")
_C = flags.DEFINE_list("c", ["7", "8", "9"], "Seeds whose mean code is c; as many as of a.")


def main(argv):
    if len(argv) != 2:
        raise app.UsageError("Give one preset: a built-in name, as dcgan_mnist, or a folder.")
    if not len(_A.value) == len(_B.value) == len(_C.value):
        raise app.UsageError("Give as many seeds to --a as to --b and --c.")
    model = LatentModel.from_preset(argv[1], generator_only=True)
    folder, size, steps, seed = pathlib.Path(_OUTPUT.value), _SIZE.value, _STEPS.value, _SEED.value
    sets = [[int(each) for each in flag.value] for flag in (_A, _B, _C)]
    for name, picture in {
        "samples": model.show(rows=size, columns=size, seed=seed),
        "interpolations": latent_pictures.draw_interpolations(model, size, steps, seed),
        "arithmetic": latent_pictures.draw_arithmetic(model, *sets, seed=seed),
    }.items():
        print(images.save_png(folder / f"{name}.png", picture))
    print(images.save_gif(folder / "walk.gif", latent_pictures.draw_walk(model, steps, seed)))


if __name__ == "__main__":
    app.run(main)

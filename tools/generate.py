"""Shows what a preset draws: samples, interpolations, arithmetic, and a walk as a GIF.

python tools/generate.py dcgan_mnist --output pictures
"""

import pathlib

import numpy as np
from absl import app, flags

from kerasgan import AdversarialModel, images, latents

_OUTPUT = flags.DEFINE_string("output", None, "Folder of the pictures.", required=True)
_SEED = flags.DEFINE_integer("seed", 0, "Seed of the samples, interpolations and walk.")
_SIZE = flags.DEFINE_integer("size", 8, "Rows and columns of the samples.", lower_bound=1)
_STEPS = flags.DEFINE_integer("steps", 10, "Images from code to code.", lower_bound=2)
_A = flags.DEFINE_list("a", ["1", "2", "3"], "Seeds whose mean code is a in a - b + c.")
_B = flags.DEFINE_list("b", ["4", "5", "6"], "Seeds whose mean code is b; as many as of a.")
_C = flags.DEFINE_list("c", ["7", "8", "9"], "Seeds whose mean code is c; as many as of a.")


def samples(model):
    return images.grid(model.generate(_SIZE.value**2, seed=_SEED.value), columns=_SIZE.value)


def interpolations(model):
    """Each row goes from one code to another."""
    rows = range(_SEED.value, _SEED.value + _SIZE.value)
    return images.strip([model.interpolate(2 * row, 2 * row + 1, _STEPS.value) for row in rows])


def arithmetic(model):
    """Rows a, b and c end in the image of their mean code; the last row in a - b + c.

    The others in the last row are neighbours of a - b + c, as in the DCGAN paper (section 6.3.2).
    """
    sets = [[int(seed) for seed in flag.value] for flag in (_A, _B, _C)]
    codes = [np.concatenate([_codes(model, seed) for seed in seeds]) for seeds in sets]
    means = [latents.mean_code(code) for code in codes]
    result = latents.analogy(*means)
    noise = np.random.default_rng(_SEED.value).uniform(-0.25, 0.25, codes[0].shape)
    rows = [*zip(codes, means, strict=True), (result + noise, result)]
    return images.strip([model.generate(latents=np.vstack([*row])) for row in rows])


def walk(model):
    """Frames of a walk of 16 images at once, through four codes each and back to the first."""
    method = latents.method_for(model.prior)
    stops = latents.sample(16 * 4, model.latent_dim, model.prior, seed=_SEED.value)
    paths = [
        latents.path(codes, _STEPS.value, method, closed=True)
        for codes in stops.reshape(16, 4, model.latent_dim)
    ]
    return [
        images.grid(model.generate(latents=np.stack(codes))) for codes in zip(*paths, strict=True)
    ]


def _codes(model, seed):
    return latents.sample(1, model.latent_dim, model.prior, seed=seed)


def main(argv):
    if len(argv) != 2:
        raise app.UsageError("Give one preset: a built-in name, as dcgan_mnist, or a folder.")
    if not len(_A.value) == len(_B.value) == len(_C.value):
        raise app.UsageError("Give as many seeds to --a as to --b and --c.")
    model = AdversarialModel.from_preset(argv[1], generator_only=True)
    folder = pathlib.Path(_OUTPUT.value)
    for picture in (samples, interpolations, arithmetic):
        print(images.save_png(folder / f"{picture.__name__}.png", picture(model)))
    print(images.save_gif(folder / "walk.gif", walk(model)))


if __name__ == "__main__":
    app.run(main)

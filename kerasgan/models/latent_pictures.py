"""Pictures of what lies between and around the latents of a model that draws."""

import numpy as np

from kerasgan import images, latents


def draw_interpolations(model, rows=8, steps=10, seed=0):
    """Rows of images, each on the way from one latent to another; a uint8 picture."""
    starts = range(seed, seed + rows)
    return images.strip([model.interpolate(2 * row, 2 * row + 1, steps) for row in starts])


def draw_arithmetic(model, a, b, c, seed=0):
    """Draws a - b + c, where each is the mean latent of the images of some seeds.

    Rows a, b and c end in the image of their mean; the last row ends in a - b + c, and the others
    in it are neighbours of that, as in the DCGAN paper (section 6.3.2).

    Args:
        model: A `LatentModel`.
        a: List of seeds.
        b: Likewise, as many.
        c: Likewise, as many.
        seed: Integer that fixes the neighbours.

    Returns:
        uint8 array `[height, width, channels]`.
    """
    codes = [
        np.concatenate([latents.sample(1, model.latent_dim, model.prior, seed=s) for s in seeds])
        for seeds in (a, b, c)
    ]
    means = [latents.mean_code(code) for code in codes]
    result = latents.analogy(*means)
    noise = np.random.default_rng(seed).uniform(-0.25, 0.25, codes[0].shape)
    rows = [*zip(codes, means, strict=True), (result + noise, result)]
    return images.strip([model.generate(latents=np.vstack([*row])) for row in rows])


def draw_walk(model, steps=10, seed=0):
    """Frames of a walk of 16 images at once, through four latents each and back to the first."""
    method = latents.method_for(model.prior)
    stops = latents.sample(16 * 4, model.latent_dim, model.prior, seed=seed)
    paths = [
        latents.path(codes, steps, method, closed=True)
        for codes in stops.reshape(16, 4, model.latent_dim)
    ]
    return [
        images.grid(model.generate(latents=np.stack(codes))) for codes in zip(*paths, strict=True)
    ]

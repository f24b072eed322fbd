"""Built-in sets whose modes are known: mixtures of Gaussians in the plane, and stacked MNIST.

What a generator leaves out cannot be seen in its losses; of these sets it can be counted. Sample n
is a function of (seed, n): it is made of block n of the counter-based generator Philox, so any
number of samples can be drawn and more of them never change the first.

Reference:
    Srivastava et al., "VEEGAN: Reducing Mode Collapse in GANs using Implicit Variational
    Learning", 2017 (arXiv:1705.07761), and Lin et al., "PacGAN: The Power of Two Samples in
    Generative Adversarial Networks", 2018 (arXiv:1712.04086): the ring and the grid.
    Metz et al., "Unrolled Generative Adversarial Networks", 2017 (arXiv:1611.02163):
    stacked MNIST.
"""

from typing import NamedTuple

import numpy as np

from kerasgan.data.sets.splits import number_samples
from kerasgan.data.sources import tfds
from kerasgan.names import did_you_mean

_COUNTS = {"train": 100_000, "test": 10_000}


class Mixture(NamedTuple):
    """Gaussians in the plane, all equally likely and equally wide."""

    centers: np.ndarray  # float64 [K, 2]; the label of a sample is its row here
    sigma: float  # standard deviation in each direction


_ANGLES, _SIDE = 2 * np.pi * np.arange(8) / 8, np.arange(-4.0, 4.1, 2.0)
_RING = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
_GRID = np.stack(np.meshgrid(_SIDE, _SIDE, indexing="ij"), axis=-1).reshape(-1, 2)
MIXTURES = {"ring": Mixture(_RING, 0.01), "grid": Mixture(_GRID, 0.05)}


def read(name, split="train", count=None, seed=0, size=None, channels=None):
    """Returns `(points, labels)` of a split of a mixture; see `sample`.

    `size` and `channels` are what only images have, and must be `None`.
    """
    if size is not None or channels is not None:
        raise ValueError(
            f"{name} has points in the plane, which have neither size nor channels. Received: "
            f"image_size={size}, channels={channels}. Leave them out."
        )
    numbers = number_samples(name, split, count, _COUNTS)
    return sample(name, len(numbers), seed, first=numbers.start)


def sample(name, count, seed=0, first=0):
    """Draws points of the endless set that a mixture and `seed` name, from number `first` on.

    The mixture is `"ring"`, eight Gaussians of standard deviation 0.01 on the unit circle, or
    `"grid"`, 5 x 5 of standard deviation 0.05 at -4, -2, 0, 2, 4 in both directions. Returns
    `(points, labels)`: float32 `[count, 2]` and int64 `[count]`, the Gaussian of each.
    """
    if name not in MIXTURES:
        raise ValueError(f"There is no mixture {name!r}.{did_you_mean(name, MIXTURES)}")
    centers, sigma = MIXTURES[name]
    which, radius, angle, _ = _draw_uniforms(count, seed, first).T
    labels = (which * len(centers)).astype(np.int64)
    # Box and Muller's transform; 1 - u is never 0.
    radius = sigma * np.sqrt(-2 * np.log1p(-radius))
    angle = 2 * np.pi * angle
    steps = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return (centers[labels] + steps).astype(np.float32), labels


def read_stacked_mnist(split="train", count=None, seed=0, data_dir=None):
    """Stacks digits of a split of MNIST, by default as many images as it has; see `stack`."""
    digits, classes = tfds.read("mnist", split, labels=True, data_dir=data_dir)
    return stack(digits, classes, count or len(digits), seed)


def stack(digits, classes, count, seed=0):
    """Stacks grey images, drawn independently and with replacement, as colour channels.

    Takes uint8 `[N, H, W, 1]` and their digits `[N]`, and returns `(images, labels)`: uint8
    `[count, H, W, 3]` and int64 `[count]`, which are `100 a + 10 b + c` for the digits a, b and c
    in the channels. Image n is a function of (seed, n).
    """
    chosen = (_draw_uniforms(count, seed)[:, :3] * len(digits)).astype(np.int64)
    images = np.empty((count, *digits.shape[1:3], 3), digits.dtype)
    for channel in range(3):
        images[..., channel] = digits[chosen[:, channel], ..., 0]
    return images, np.asarray(classes, np.int64)[chosen] @ np.array([100, 10, 1])


def _draw_uniforms(count, seed, first=0):
    """Four numbers in [0, 1) for each sample `[count, 4]`: a block of Philox 4x64 each."""
    blocks = np.random.Philox(key=seed % 2**64)
    blocks.advance(first)
    return (blocks.random_raw(4 * count).reshape(count, 4) >> np.uint64(11)) * 2.0**-53

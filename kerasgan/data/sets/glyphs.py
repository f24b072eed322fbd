"""The built-in set of digits: 28x28 grey images warped from an atlas of typefaces.

Image n is a function of (seed, n), so any number of images can be drawn, in any order, and no
download is needed. The atlas holds signed distance fields (Green 2007), which stay sharp when they
are warped and turn into thicker or thinner strokes by adding a number.

Reference:
    Green, Improved Alpha-Tested Magnification for Vector Textures and Special Effects, SIGGRAPH
    2007 courses. Simard, Steinkraus, Platt, Best Practices for Convolutional Neural Networks,
    ICDAR 2003 (elastic distortions).
"""

import functools
import importlib.resources

import numpy as np
from PIL import Image

from kerasgan.data.sets.splits import number_samples
from kerasgan.data.sets.uniforms import draw_uniforms, stretch

SIZE = 28  # pixels of an image
CELL, INK = 40, 28  # pixels of the atlas: side of a cell, longer side of the digit in it
RANGE = 6.0  # distances in the atlas end here, in pixels of the atlas

_COUNTS = {"train": 10000, "test": 2000}
_WAVES = 4  # of the elastic distortion, in each direction
_CHUNK = 100  # images warped at once: their arrays then fit into the cache


def read(split="train", count=None, seed=0):
    """Returns `(images, labels)` of a split; see `render`."""
    return render(number_samples("glyphs", split, count, _COUNTS), seed)


def render(indices, seed=0):
    """Draws images of the endless set that `seed` names, those with the numbers `indices`.

    Returns `(images, labels)`: uint8 `[N, 28, 28, 1]`, white on black, and int64 `[N]`, the digits.
    """
    indices = np.asarray(indices, np.uint64)
    chunks = np.array_split(indices, max(1, -(-len(indices) // _CHUNK)))
    images, labels = zip(*(_render_chunk(chunk, seed) for chunk in chunks), strict=True)
    return np.concatenate(images), np.concatenate(labels)


def _render_chunk(indices, seed):
    uniform = draw_uniforms(indices, seed, 9 + 2 * _WAVES**2)
    style, waves = uniform[:, :9], uniform[:, 9:].reshape(-1, 2, _WAVES, _WAVES)
    label, face, height, aspect, angle, shear, x, y, weight = style.T

    atlas = _load_atlas()
    label, face = (label * 10).astype(np.int64), (face * len(atlas)).astype(np.int64)
    height = stretch(17.5, 21.5, height)
    positions = _place_pixels(stretch(-1.5, 1.5, x), stretch(-1.5, 1.5, y)) + _distort(waves)
    matrix = _invert_affine(
        angle=stretch(-0.2, 0.2, angle),
        shear=stretch(-0.25, 0.35, shear),
        width=height * stretch(0.85, 1.15, aspect),
        height=height,
    )
    points = np.einsum("nij,njp->nip", matrix, positions)
    # From pixels of the atlas to those of the image, in which the ink's edge is one pixel wide.
    distance = _sample(atlas[face, label], points) * (height / INK)[:, None]
    ink = np.clip(distance + _thicken(atlas, face, label, height, weight)[:, None] + 0.5, 0, 1)
    images = np.rint(255 * ink).astype(np.uint8)
    return images.reshape(-1, SIZE, SIZE, 1), label


@functools.cache
def _load_atlas():
    """Distances `[faces, 10, CELL, CELL]`, positive inside the ink, in pixels of the atlas."""
    path = importlib.resources.files("kerasgan.data.sets") / "glyphs_atlas.png"
    with path.open("rb") as file:
        cells = np.asarray(Image.open(file), np.float64)
    cells = cells.reshape(-1, CELL, 10, CELL).transpose(0, 2, 1, 3)
    return (cells / 127.5 - 1) * RANGE


def _place_pixels(x, y):
    """Coordinates (x, y) of all pixels `[N, 2, P]` relative to where the digit's centre lies."""
    axis = np.arange(SIZE) + 0.5 - SIZE / 2
    grid = np.stack(np.meshgrid(axis, axis)).reshape(1, 2, -1)
    return grid - np.stack([x, y], 1)[:, :, None]


def _distort(waves):
    """A smooth displacement of every pixel `[N, 2, P]`: a sum of the longest cosine waves."""
    frequency = np.arange(_WAVES)
    basis = np.cos(np.pi * frequency * (np.arange(SIZE)[:, None] + 0.5) / SIZE)
    amplitude = 2.6 / (1 + np.add.outer(frequency**2, frequency**2))
    amplitude[0, 0] = 0  # That would be a translation.
    field = np.einsum("yk,nckl,xl->ncyx", basis, (2 * waves - 1) * amplitude, basis, optimize=True)
    return field.reshape(len(waves), 2, -1)


def _invert_affine(angle, shear, width, height):
    """Matrices `[N, 2, 2]` from pixels of the image to those of the atlas."""
    zero = np.zeros_like(angle)
    scale = np.stack([width / INK, zero, zero, height / INK], 1)
    slant = np.stack([zero + 1, -shear, zero, zero + 1], 1)
    turn = np.stack([np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)], 1)
    turn, slant, scale = (matrix.reshape(-1, 2, 2) for matrix in (turn, slant, scale))
    return np.linalg.inv(turn @ slant @ scale)


def _sample(cells, points):
    """Bilinear interpolation of `[N, CELL, CELL]` at (x, y) `[N, 2, P]` around the centre."""
    position = np.clip(points + (CELL - 1) / 2, 0, CELL - 1.001)
    corner = position.astype(np.int64)
    fx, fy = np.moveaxis(position - corner, 1, 0)
    flat = cells.ravel()
    first = np.arange(len(cells))[:, None] * CELL**2 + corner[:, 1] * CELL + corner[:, 0]
    top = flat[first] * (1 - fx) + flat[first + 1] * fx
    bottom = flat[first + CELL] * (1 - fx) + flat[first + CELL + 1] * fx
    return top * (1 - fy) + bottom * fy


def _thicken(atlas, face, label, height, weight):
    """By how many pixels of the image to move the outline, for a stroke of natural width."""
    half_stroke = atlas.max((2, 3))[face, label] * height / INK
    wanted = stretch(0.95, 1.8, weight)
    return 0.75 * (wanted - half_stroke)

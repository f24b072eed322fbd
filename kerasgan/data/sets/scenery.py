"""Meadows under a sky, as textured backgrounds for built-in sets."""

import numpy as np

from kerasgan.data.sets.uniforms import stretch

_SKIES = np.array([[[96, 152, 214], [200, 224, 240]], [[128, 148, 196], [244, 208, 172]]], float)
_GROUNDS = np.array([[[104, 146, 66], [60, 106, 48]], [[196, 172, 92], [136, 118, 60]]], float)
_HILLS = np.array([[86, 116, 116], [118, 112, 128]], float)
_CLOUDS, _RIDGE, _GRASS = (5, 4), 6, (10, 26)  # random numbers of each texture
COLUMNS = 4 + np.prod(_CLOUDS) + _RIDGE + np.prod(_GRASS)


def draw_meadow(uniform, x, y, pixel):
    """Draws backgrounds, float32 `[N, 3, H, W]` in [0, 255], of numbers in [0, 1) `[N, COLUMNS]`.

    `x` and `y` are the coordinates of columns `[W]` and rows `[H]` of pixels, in [-1, 1] with 1 at
    the top, and `pixel` the side of a pixel in these.
    """
    style, clouds, ridge, grass = np.split(uniform, np.cumsum([4, np.prod(_CLOUDS), _RIDGE]), 1)
    horizon, season, weather, light = style.T[:, :, None, None].astype(np.float32)
    horizon = stretch(-0.15, 0.3, horizon)
    clouds = _draw_noise(clouds.reshape(-1, *_CLOUDS), y, x)
    ridge = _draw_noise(ridge.reshape(-1, 1, _RIDGE), np.zeros(1), x)
    grass = _draw_noise(grass.reshape(-1, *_GRASS), y, x)

    height = y.astype(np.float32)[:, None] + 0 * x.astype(np.float32)
    above = np.clip((height - horizon) / (1 - horizon), 0, 1)
    sky = _blend(_mix(_SKIES, weather), 1 - above)
    sky = paint(sky, 250, 0.55 * np.clip(2.2 * clouds - 1, 0, 1) * above)
    hills = measure_cover(horizon + 0.05 + 0.28 * ridge - height, pixel)
    picture = paint(sky, _mix(_HILLS, weather), hills)
    below = np.clip((horizon - height) / (1 + horizon), 0, 1)
    ground = _blend(_mix(_GROUNDS, season), 0.15 + 0.5 * below + 0.7 * (grass - 0.5))
    picture = paint(picture, ground, measure_cover(horizon - height, pixel))
    return picture * stretch(0.88, 1.04, light)[:, None]


def _draw_noise(values, y, x):
    """Smooth functions `[N, H, W]` that take random values at a lattice over [-1, 1]^2."""
    down, across = (
        _weigh_points(positions, n) for positions, n in zip((y, x), values.shape[1:], strict=True)
    )
    return np.einsum("yk,nkl,xl->nyx", down, values, across, optimize=True).astype(np.float32)


def _weigh_points(positions, n):
    """Weights `[P, n]` of n equidistant points at positions in [-1, 1]; they sum to 1."""
    distance = (positions[:, None] + 1) / 2 * (n - 1) - np.arange(n)
    return np.cos(np.pi / 2 * np.clip(distance, -1, 1)) ** 2


def _mix(ends, share):
    """Blends two colours, `[N, 3, 1, 1]`, or two pairs of them, into a pair of such."""
    first, last = ends.astype(np.float32)[..., None, None]
    if first.ndim == 4:
        return [_mix(np.stack(pair), share) for pair in zip(*ends, strict=True)]
    return first + (last - first) * share[:, None]


def _blend(colours, share):
    first, last = colours
    return first + (last - first) * np.clip(share, 0, 1)[:, None]


def paint(picture, colour, coverage):
    """Paints a colour over pictures `[N, 3, ...]`, as far as it covers each pixel, `[N, ...]`."""
    return picture + (colour - picture) * coverage[:, None]


def measure_cover(distance, pixel):
    """How much of a pixel lies inside an outline, whose centre lies at this distance inside."""
    return np.clip(distance / pixel + 0.5, 0, 1)

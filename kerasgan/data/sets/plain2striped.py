"""The built-in unpaired set, whose true translation is known: plain animals and striped ones.

Every scene, an animal on a meadow, can be drawn with either coat. Side A holds scenes with the
plain coat and side B other scenes with the striped one, so that a model sees no pair; but since
both are drawn from the same scene by exact rules, what a translation should look like is known.
The rules use nothing that the picture does not show: stripes lie at fixed places of the body, and
between them the coat keeps its colour. They commute with shifting, scaling and mirroring, so that
jitter and flips leave the truth as it is.

Scene n is a function of (seed, n); shapes are drawn from distances, at any size.
"""

import numpy as np

from kerasgan.data.sets import scenery
from kerasgan.data.sets.scenery import measure_cover, paint
from kerasgan.data.sets.splits import APART, number_samples
from kerasgan.data.sets.uniforms import draw_uniforms, stretch
from kerasgan.images import from_uint8

NAME = "plain2striped"
SIZE = 64  # pixels, the natural size
SIDES = ("a", "b")

_COUNTS = {"train": 1000, "test": 200}
_STYLE = 18  # random numbers of an animal
_CHUNK = 32  # scenes drawn at once: their arrays then fit into the cache

_COATS = np.array(
    [[244, 226, 190], [228, 184, 116], [204, 122, 70], [214, 150, 142], [190, 192, 204]], float
)
_PERIOD = 0.36  # from stripe to stripe, in half body lengths
_DARK = 0.22  # of the coat's brightness, in stripes
_HAIR = 0.42  # of the coat's brightness, in mane and tail


def read(side, split="train", count=None, seed=0, size=SIZE):
    """Returns the images of one side, "a" or "b", uint8 `[count, size, size, 3]`; see `pairs`."""
    return render(_number_scenes(side, split, count), seed, size)[SIDES.index(side)]


def pairs(count=None, split="test", seed=0, side="a", size=SIZE):
    """Draws scenes with both coats: images and their true translations.

    Args:
        count: Integer, how many scenes. Defaults to 1000, and 200 of the test split.
        split: `"train"` or `"test"`.
        seed: Integer.
        side: `"a"` for the scenes of which `load_unpaired` shows the plain coat, in its order
            without shuffling; `"b"` for those of which it shows the striped one.
        size: Integer, height and width.

    Returns:
        `(a, b)`, each uint8 `[N, size, size, 3]`: `b[i]` is the true translation of `a[i]`, and
        `a[i]` that of `b[i]`.

    Raises:
        ValueError: For an unknown side or split.

    Example:
        >>> plain, striped = kerasgan.data.plain2striped.pairs(8)
        >>> plain.shape, striped.shape
        ((8, 64, 64, 3), (8, 64, 64, 3))
    """
    return render(_number_scenes(side, split, count), seed, size)[:2]


def truth(split="test", count=None, seed=0, size=SIZE):
    """What right translations of `kerasgan.data.read_sides("plain2striped", split)` look like.

    Args:
        split: `"train"` or `"test"`.
        count: Integer, how many of each side. Defaults to 1000, and 200 of the test split.
        seed: Integer.
        size: Integer, height and width.

    Returns:
        `(b, a)`: float32 arrays `[count, size, size, 3]` in [-1, 1], the true translations of the
        images of A, and those of the images of B.

    Raises:
        ValueError: For an unknown split.

    Example:
        >>> striped, plain = kerasgan.data.plain2striped.truth(count=2)
        >>> striped.shape, plain.dtype
        ((2, 64, 64, 3), dtype('float32'))
    """
    striped = pairs(count, split, seed, "a", size)[1]
    plain = pairs(count, split, seed, "b", size)[0]
    return from_uint8(striped), from_uint8(plain)


def render(scenes, seed=0, size=SIZE):
    """Draws scenes, by their numbers, of the endless set that `seed` names.

    Returns `(plain, striped, silhouette)`: uint8 `[N, size, size, 3]` twice, and float32
    `[N, size, size]`, how much of each pixel the animal covers.
    """
    scenes = np.asarray(scenes, np.uint64)
    chunks = np.array_split(scenes, max(1, -(-len(scenes) // _CHUNK)))
    columns = _STYLE + scenery.COLUMNS
    scenes = (_draw(draw_uniforms(chunk, seed, columns), size) for chunk in chunks)
    return tuple(np.concatenate(part) for part in zip(*scenes, strict=True))


def _number_scenes(side, split, count):
    if side not in SIDES:
        raise ValueError(f"{NAME} has the sides {list(SIDES)}. Received: side={side!r}.")
    half = APART // 2  # The sides share the numbers of a split, so that they never meet either.
    return np.array(number_samples(NAME, split, count, _COUNTS)) + half * SIDES.index(side)


def _draw(uniform, size):
    style, background = np.split(uniform, [_STYLE], 1)
    axis = (np.arange(size) + 0.5) * 2 / size - 1
    plain = scenery.draw_meadow(background, axis, -axis, 2 / size).reshape(len(uniform), 3, -1)
    striped = plain
    *style, hue, brightness = style.T[:, :, None].astype(np.float32)
    coat = _mix_coat(hue) * stretch(0.86, 1.04, brightness)[:, None]
    u, v, pixel = _locate(style[:5], axis, size)
    hidden = 1.0
    for distance, shade, dark in _draw_parts(style[5:], u, v, pixel):
        cover = measure_cover(distance, pixel)
        plain = paint(plain, coat * shade[:, None], cover)
        striped = paint(striped, coat * (shade * (1 - (1 - _DARK) * dark))[:, None], cover)
        hidden = hidden * (1 - cover)
    plain, striped = (_round(image, size) for image in (plain, striped))
    return plain, striped, (1 - hidden).reshape(-1, size, size)


def _locate(style, axis, size):
    """Coordinates `[N, P]` in the animal's frame, forwards and upwards, and a pixel's side there.

    The unit is half the length of the torso, whose centre is the origin.
    """
    facing, length, right, up, tilt = style
    facing = np.where(facing < 0.5, -1, 1)
    length = stretch(0.48, 0.6, length)
    x, y = np.meshgrid(axis, -axis)
    x = x.reshape(1, -1).astype(np.float32) * facing + 0.13 * length
    x = x - stretch(-1, 1, right) * (1.02 - 1.42 * length)
    y = y.reshape(1, -1).astype(np.float32) - stretch(-0.8, 0.8, up) * (1 - 1.3 * length) - 0.02
    tilt = stretch(-0.1, 0.1, tilt)
    u, v = x * np.cos(tilt) + y * np.sin(tilt), y * np.cos(tilt) - x * np.sin(tilt)
    return u / length, v / length, 2 / size / length


def _draw_parts(style, u, v, pixel):
    """Yields the parts of an animal from back to front.

    Each is `(distance, shade, dark)`, `[N, P]` or `[N, 1]`: the distance inside its outline, its
    brightness relative to the coat's, and how much of a pixel lies in a dark stripe.
    """
    build, neck, head, reach, tail, *swings, legs = style
    plump = stretch(0.86, 1.12, build)
    light = 0.92 + 0.2 * np.clip(v, -1, 1)

    neck = stretch(0.45, 1.15, neck)
    reach = stretch(0.5, 0.72, reach)
    nape = 0.74 + reach * np.cos(neck), 0.12 + reach * np.sin(neck)
    head = neck - stretch(1.1, 1.5, head)
    muzzle = nape[0] + 0.42 * np.cos(head), nape[1] + 0.42 * np.sin(head)
    leg = stretch(0.78, 0.95, legs)
    hips = ((-0.66, 0), (0.64, 1), (-0.6, 2), (0.58, 3))  # two far legs, then two near ones
    swings = [stretch(-0.38, 0.38, swing) for swing in swings]

    def measure(start, end, radii):
        return _measure_limb(u, v, start, end, radii)

    def stripe(along, width=0.5):
        return measure_cover(_PERIOD * (width / 2 - np.abs((along / _PERIOD) % 1 - 0.5)), pixel)

    def measure_legs(which):
        for hip, number in which:
            foot = hip + leg * np.sin(swings[number]), -0.2 - leg * np.cos(swings[number])
            yield measure((hip, -0.2), foot, (0.19 * plump, 0.085)), foot

    tip = -1.0 - 0.5 * np.sin(stretch(0.1, 0.9, tail)), 0.22 - 0.6 * np.cos(stretch(0.1, 0.9, tail))
    distance, _ = measure((-0.95, 0.22), tip, (0.05, 0.1))
    yield distance, _HAIR * light, 0

    for (distance, along), _ in measure_legs(hips[:2]):
        shade = np.where(along > leg * 0.9, _HAIR, 1) * light * 0.72
        yield distance, shade, stripe(along)

    best, along = measure((-0.62, 0.0), (0.62, 0.02), (0.42 * plump, 0.4 * plump))
    dark = stripe(along + 0.5 * _PERIOD + 0.1 * v, 0.5 + 0.35 * v)
    shade = light
    for (distance, along), _ in measure_legs(hips[2:]):
        dark = np.where(distance > best, stripe(along), dark)
        shade = np.where((distance > best) & (along > leg * 0.9), _HAIR * light, shade)
        best = np.maximum(best, distance)
    for start, end, radii in (
        ((0.66, 0.06), nape, (0.3 * plump, 0.17)),
        (nape, muzzle, (0.18, 0.1)),
    ):
        distance, along = measure(start, end, radii)
        dark = np.where(distance > best, stripe(along + 0.1), dark)
        best = np.maximum(best, distance)
    yield best, shade, dark

    across = -0.17 * np.sin(neck), 0.17 * np.cos(neck)
    distance, _ = measure(
        (0.62 + 1.6 * across[0], 0.12 + 1.6 * across[1]),
        (nape[0] + across[0], nape[1] + across[1]),
        (0.05, 0.08),
    )
    yield distance, _HAIR * light, 0
    ear = nape[0] + 0.0, nape[1] + 0.12
    distance, _ = measure(ear, (ear[0] + 0.02, ear[1] + 0.2), (0.08, 0.03))
    yield distance, light, 0
    eye = nape[0] + 0.1 * np.cos(head), nape[1] + 0.1 * np.sin(head) + 0.05
    distance, _ = measure(eye, (eye[0] + 0.01, eye[1]), (0.05, 0.05))
    yield distance, 0.12 * np.ones_like(v), 0


def _measure_limb(u, v, start, end, radii):
    """Distance inside the outline of a capsule that tapers, and distance along its axis."""
    du, dv = end[0] - start[0], end[1] - start[1]
    length = np.sqrt(du * du + dv * dv)
    du, dv = du / length, dv / length
    u, v = u - start[0], v - start[1]
    along = u * du + v * dv
    inside = np.clip(along, 0, length)
    radius = radii[0] + (radii[1] - radii[0]) * inside / length
    return radius - np.sqrt((u - inside * du) ** 2 + (v - inside * dv) ** 2), along


def _mix_coat(hue):
    """Colours `[N, 3, 1]` on the way from one of the coats to the next."""
    place = hue * (len(_COATS) - 1)
    weights = np.clip(1 - np.abs(place - np.arange(len(_COATS))), 0, 1)
    return (weights @ _COATS)[:, :, None].astype(np.float32)


def _round(image, size):
    image = np.rint(np.clip(image, 0, 255)).astype(np.uint8)
    return image.reshape(-1, 3, size, size).transpose(0, 2, 3, 1)

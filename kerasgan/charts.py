"""Charts of curves and points, and labels beside pictures, drawn with Pillow."""

from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

BLUE, ORANGE, GREEN, GREY = (31, 119, 180), (230, 110, 20), (44, 140, 60), (150, 150, 150)

_SCALE = 2  # Drawn larger and reduced, so that lines are smooth.
_LEFT, _TOP, _RIGHT, _BOTTOM = 52, 34, 14, 28  # margins around the axes, in pixels


class Curve(NamedTuple):
    """A line through points, or the points alone."""

    x: np.ndarray  # [N]
    y: np.ndarray  # [N]; values that are not finite leave a gap
    color: tuple  # red, green and blue in 0 ... 255
    label: str = ""  # in the legend
    dots: float = 0.0  # radius of dots in pixels, instead of a line


def draw_chart(curves, title, x_range, y_range, size=(400, 300)):
    """Draws `Curve`s, the first one lowest, over one pair of axes, as uint8 `[H, W, 3]`.

    `x_range` and `y_range` are the values at the ends of the axes, `size` their width and height
    in pixels.
    """
    width, height = size
    canvas = Image.new(
        "RGB", (_SCALE * (_LEFT + width + _RIGHT), _SCALE * (_TOP + height + _BOTTOM)), "white"
    )
    axes = ImageDraw.Draw(canvas)
    font = ImageFont.load_default(_SCALE * 12)
    _draw_frame(axes, font, title, x_range, y_range, size)

    # Curves are drawn on their own, so that they end where the axes do.
    inside = Image.new("RGBA", (_SCALE * width, _SCALE * height), (255, 255, 255, 0))
    lines = ImageDraw.Draw(inside)
    for curve in curves:
        _draw_curve(lines, curve, _locate(curve, x_range, y_range, size))
    for place, curve in enumerate(curve for curve in curves if curve.label):
        position = (_SCALE * 8, _SCALE * (4 + 15 * place))
        lines.text(position, curve.label, fill=curve.color, font=font)
    canvas.paste(inside, (_SCALE * _LEFT, _SCALE * _TOP), inside)
    return np.asarray(canvas.reduce(_SCALE))


def join_charts(charts):
    """Joins charts of one height to a row, uint8 `[H, W, 3]`."""
    return np.concatenate(charts, axis=1)


def label_rows(rows, labels):
    """Writes a label to the left of each row of a picture of rows of equal height, from the top.

    The picture is uint8 `[H, W]`, `[H, W, 1]` or `[H, W, 3]`, and becomes `[H, larger W, 3]`.
    """
    picture = Image.fromarray(np.squeeze(rows)).convert("RGB")
    font = ImageFont.load_default(12)
    margin = int(max(font.getlength(label) for label in labels)) + 12
    canvas = Image.new("RGB", (margin + picture.width, picture.height), "white")
    canvas.paste(picture, (margin, 0))
    draw = ImageDraw.Draw(canvas)
    for place, label in enumerate(labels):
        y = (place + 0.5) * picture.height / len(labels)
        draw.text((margin - 6, y), label, fill="black", font=font, anchor="rm")
    return np.asarray(canvas)


def _locate(curve, x_range, y_range, size):
    """Where the points of a curve lie within the axes `[N, 2]`, from the top left corner."""
    x = (np.asarray(curve.x, "float64") - x_range[0]) / (x_range[1] - x_range[0])
    y = (y_range[1] - np.asarray(curve.y, "float64")) / (y_range[1] - y_range[0])
    return _SCALE * np.stack([x, y], axis=1) * size


def _draw_curve(draw, curve, pixels):
    finite = np.isfinite(pixels).all(axis=1)
    if curve.dots:
        radius = _SCALE * curve.dots
        for x, y in pixels[finite]:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=curve.color)
        return
    for piece in np.split(np.arange(len(pixels)), np.flatnonzero(~finite)):
        piece = piece[finite[piece]]
        draw.line([tuple(point) for point in pixels[piece]], curve.color, 2 * _SCALE)


def _draw_frame(draw, font, title, x_range, y_range, size):
    """Box, title and a number at either end and in the middle of each axis."""
    width, height = size
    box = (_LEFT, _TOP, _LEFT + width, _TOP + height)
    draw.rectangle([_SCALE * side for side in box], outline=GREY, width=_SCALE)
    draw.text((_SCALE * _LEFT, _SCALE * 10), title, fill="black", font=font)
    for part in (0.0, 0.5, 1.0):
        x, y = (low + part * (high - low) for low, high in (x_range, y_range))
        place = (_SCALE * (_LEFT + part * width), _SCALE * (_TOP + height + 6))
        draw.text(place, f"{x:g}", fill="black", font=font, anchor="mt")
        place = (_SCALE * (_LEFT - 6), _SCALE * (_TOP + (1 - part) * height))
        draw.text(place, f"{y:.3g}", fill="black", font=font, anchor="rm")

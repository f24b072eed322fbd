"""Images, their translations and the ways back, side by side."""

import numpy as np

from kerasgan import images
from kerasgan.directions import Direction
from kerasgan.models import tiles


def draw(model, a=None, b=None, *, size=None):
    """Draws A → B → A and B → A → B; see `kerasgan.models.ImageToImageModel.strips`.

    Args:
        model: An `ImageToImageModel`.
        a: Images of A: array `[N, H, W, C]` of floats in [-1, 1], or a list of `[H, W, C]`.
        b: Images of B. Either side may be left out.
        size: As of `translate`.

    Returns:
        uint8 array `[height, width, 3]`.
    """
    columns = []
    for direction in map(Direction, model.translators):
        side = direction.of_source((a, b))
        if side is not None and len(side):
            batches = [side] if hasattr(side, "shape") else [image[None] for image in side]
            parts = [there_and_back(model, batch, direction, size) for batch in batches]
            columns += zip(*parts, strict=True)
    if not columns:
        raise ValueError("Strips show images of A, of B or of both. Received: none of either.")
    shape = model.image_shape[:2]
    columns = [
        np.concatenate([tiles.resize(image, shape) for image in column]) for column in columns
    ]
    return _side_by_side([images.grid(column, columns=1) for column in columns])


def there_and_back(model, batch, direction, size=None):
    """Images and their translations, and the translations of those if the model knows the way."""
    direction = Direction(direction)
    there = model.translate(batch, direction, size=size)
    if direction.reverse not in model.translators:
        return batch, there
    return batch, there, model.translate(there, direction.reverse, size=size)


def _side_by_side(columns):
    """Pictures beside one another, in colour, on white where one is shorter than the highest."""
    height = max(map(len, columns))
    canvases = [np.full((height, column.shape[1], 3), 255, "uint8") for column in columns]
    for canvas, column in zip(canvases, columns, strict=True):
        canvas[: len(column)] = column
    return np.concatenate(canvases, axis=1)

"""Images to look at: bytes, grids, strips, PNG and GIF files."""

import math
from pathlib import Path

import numpy as np
import tensorflow as tf
from PIL import Image

from kerasgan import pixels
from kerasgan.arguments import check_non_negative_integers, check_positive_integers

# How far beyond [-1, 1] values are clipped; beyond that they are not on that scale at all.
LARGEST = 2.0


def to_uint8(images):
    """Images from [-1, 1] to 0 ... 255.

    -1 becomes 0, 1 becomes 255, and 0, half-way, is rounded up to 128. Values a little outside
    [-1, 1], such as those of a generator without tanh, are clipped.

    Args:
        images: Floating array of any shape, values in [-1, 1].

    Returns:
        A NumPy uint8 array of the same shape.

    Raises:
        ValueError: If the array is not floating, has values that are not finite, or values beyond
            2 in absolute value, which are surely on another scale.

    Example:
        >>> kerasgan.images.to_uint8([-1.0, 0.0, 1.0])
        array([  0, 128, 255], dtype=uint8)
    """
    images = np.asarray(images)
    if images.dtype.name not in ("bfloat16", "float16", "float32", "float64"):
        raise ValueError(
            f"Images must be floating with values in [-1, 1]. Received: dtype={images.dtype}."
        )
    images = images.astype("float32")
    if not np.isfinite(images).all():
        raise ValueError("Images must have values in [-1, 1]. Received: NaN or infinite values.")
    if images.size and np.abs(images).max() > LARGEST:
        raise ValueError(
            "Images must have values in [-1, 1]: scale [0, 255] with `images / 127.5 - 1`. "
            f"Received: values in [{images.min():g}, {images.max():g}]."
        )
    with tf.device("CPU"):  # where arrays are
        return pixels.round_to_bytes(images).numpy()


def from_uint8(images):
    """Images from 0 ... 255 to [-1, 1]; `to_uint8` gives the same bytes again.

    Args:
        images: uint8 array of any shape.

    Returns:
        A NumPy float32 array of the same shape.

    Raises:
        ValueError: If the array is of another type.

    Example:
        >>> kerasgan.images.from_uint8(np.uint8([0, 255]))
        array([-1.,  1.], dtype=float32)
    """
    images = np.asarray(images)
    if images.dtype != np.uint8:
        raise ValueError(
            f"Bytes to scale to [-1, 1] must be uint8. Received: dtype={images.dtype}."
        )
    with tf.device("CPU"):  # where arrays are
        return pixels.scale_bytes(images).numpy()


def grid(images, columns=None, padding=2):
    """Tiles a batch of images, row by row, on a white background.

    One channel is shown in grey and three in colour; of any other number each channel is shown in
    grey, side by side within its tile.

    Args:
        images: Floating array of shape `[N, height, width, channels]` with values in [-1, 1], or
            uint8; N >= 1.
        columns: Tiles in a row; by default the grid is as square as possible.
        padding: Width of the lines around the tiles, in pixels.

    Returns:
        A NumPy uint8 array of shape `[grid height, grid width, 1 or 3]`.

    Raises:
        ValueError: If the array has another shape, no images or other values.

    Example:
        >>> kerasgan.images.grid(np.zeros([4, 28, 28, 1], "float32")).shape
        (62, 62, 1)
    """
    images = _make_displayable(images)
    if columns is None:
        columns = math.ceil(math.sqrt(len(images)))
    check_positive_integers(columns=columns)
    check_non_negative_integers(padding=padding)
    rows = math.ceil(len(images) / columns)
    height, width, channels = images.shape[1:]
    step_y, step_x = height + padding, width + padding
    canvas = np.full((rows * step_y + padding, columns * step_x + padding, channels), 255, "uint8")
    for index, image in enumerate(images):
        top = padding + index // columns * step_y
        left = padding + index % columns * step_x
        canvas[top : top + height, left : left + width] = image
    return canvas


def strip(rows, padding=2):
    """Tiles rows of images, such as one interpolation a row.

    Args:
        rows: Sequence of R arrays of the same shape `[N, height, width, channels]`.
        padding: Width of the lines around the tiles, in pixels.

    Returns:
        A NumPy uint8 array: a grid of R rows and N columns.

    Raises:
        ValueError: If there are no rows, or their shapes differ.

    Example:
        >>> kerasgan.images.strip([np.zeros([8, 28, 28, 1], "float32")] * 2).shape
        (62, 242, 1)
    """
    rows = _stack("A strip needs rows", rows)
    return grid(rows.reshape(-1, *rows.shape[2:]), columns=rows.shape[1], padding=padding)


def save_png(path, image):
    """Writes one image as a PNG file, and the folders it needs.

    Args:
        path: Path of the file.
        image: Array of shape `[height, width, channels]`, uint8 (such as a `grid`) or floating
            with values in [-1, 1].

    Returns:
        The path, a `pathlib.Path`.

    Raises:
        ValueError: If the array is not an image.
        OSError: If the file cannot be written.

    Example:
        >>> grid = kerasgan.images.grid(np.zeros([64, 28, 28, 1], "float32"))
        >>> path = kerasgan.images.save_png("samples.png", grid)
    """
    (frame,) = _convert_to_pillow(np.asarray(image)[np.newaxis])
    return _write(path, frame, "PNG")


def save_gif(path, frames, milliseconds=100):
    """Writes an endlessly repeated animation as a GIF file, and the folders it needs.

    Args:
        path: Path of the file.
        frames: Sequence of arrays of one shape `[height, width, channels]`, uint8 or floating
            with values in [-1, 1].
        milliseconds: Duration of a frame, a positive multiple of 10, the unit of GIF files.

    Returns:
        The path, a `pathlib.Path`.

    Raises:
        ValueError: If there are no frames, their shapes differ or they are not images.
        OSError: If the file cannot be written.

    Example:
        >>> frames = np.zeros([20, 28, 28, 1], "float32")  # of `model.generate(latents=path)`, say
        >>> path = kerasgan.images.save_gif("walk.gif", frames)
    """
    frames = _stack("An animation needs frames", frames)
    if milliseconds < 10 or milliseconds % 10:
        raise ValueError(
            "`milliseconds` must be a positive multiple of 10. "
            f"Received: milliseconds={milliseconds!r}."
        )
    first, *others = _convert_to_pillow(frames)
    options = {"append_images": others, "duration": milliseconds, "loop": 0}
    return _write(path, first, "GIF", save_all=True, **options)


def _stack(what, arrays):
    arrays = [np.asarray(array) for array in arrays]
    shapes = {array.shape for array in arrays}
    if len(shapes) != 1:
        raise ValueError(f"{what} of one shape. Received: shapes {sorted(shapes)}.")
    return np.stack(arrays)


def _make_displayable(images):
    """Images as uint8 with one channel or three."""
    images = np.asarray(images)
    if images.ndim != 4 or 0 in images.shape:
        raise ValueError(
            "Images must have shape [N, height, width, channels] with N >= 1. "
            f"Received: shape {list(images.shape)}."
        )
    if images.dtype != np.uint8:
        images = to_uint8(images)
    count, height, width, channels = images.shape
    if channels in (1, 3):
        return images
    return images.transpose(0, 1, 3, 2).reshape(count, height, channels * width, 1)


def _convert_to_pillow(images):
    return [
        Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image)
        for image in _make_displayable(images)
    ]


def _write(path, image, file_format, **options):
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path, file_format, **options)
    except OSError as error:
        raise OSError(
            f"Cannot write {path}: {error.strerror or error}. Choose another folder."
        ) from error
    return path

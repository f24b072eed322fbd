"""Images to look at: 8-bit conversion, grids, strips, PNG and GIF files."""

import math
from pathlib import Path

import numpy as np
from PIL import Image

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
        raise ValueError(f"Images must be floating with values in [-1, 1], not {images.dtype}.")
    images = images.astype("float32")
    if not np.isfinite(images).all():
        raise ValueError("Images must have values in [-1, 1]; these have NaN or infinite values.")
    if images.size and np.abs(images).max() > LARGEST:
        raise ValueError(
            f"Images must have values in [-1, 1]; these lie in [{images.min():g}, "
            f"{images.max():g}]. Scale [0, 255] with `images / 127.5 - 1`."
        )
    return np.floor(np.clip((images + 1.0) * 127.5, 0.0, 255.0) + 0.5).astype("uint8")


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
        raise ValueError(f"Bytes to scale to [-1, 1] must be uint8, not {images.dtype}.")
    return images / np.float32(127.5) - 1


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
    images = _displayable(images)
    if columns is None:
        columns = math.ceil(math.sqrt(len(images)))
    if columns < 1 or padding < 0:
        raise ValueError(f"A grid needs columns >= 1 and padding >= 0, not {columns}, {padding}.")
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
    rows = [np.asarray(row) for row in rows]
    shapes = {row.shape for row in rows}
    if len(shapes) != 1:
        raise ValueError(f"A strip needs rows of one shape, not {sorted(shapes)}.")
    return grid(np.concatenate(rows), columns=len(rows[0]), padding=padding)


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
        >>> grid = kerasgan.images.grid(model.generate(64))
        >>> path = kerasgan.images.save_png("samples.png", grid)
    """
    (frame,) = _pillow_images([image])
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
        >>> latents = kerasgan.latents.path(codes, steps=20, closed=True)
        >>> path = kerasgan.images.save_gif("walk.gif", model.generate(latents=latents))
    """
    shapes = {np.shape(frame) for frame in frames}
    if len(shapes) != 1:
        raise ValueError(f"An animation needs frames of one shape, not {sorted(shapes)}.")
    if milliseconds < 10 or milliseconds % 10:
        raise ValueError(f"`milliseconds` must be a multiple of 10, not {milliseconds}.")
    first, *others = _pillow_images(frames)
    return _write(
        path, first, "GIF", save_all=True, append_images=others, duration=milliseconds, loop=0
    )


def _displayable(images):
    """Images as uint8 with one channel or three."""
    images = np.asarray(images)
    if images.ndim != 4 or 0 in images.shape:
        raise ValueError(
            "Images must have shape [N, height, width, channels] with N >= 1, "
            f"not {list(images.shape)}."
        )
    if images.dtype != np.uint8:
        images = to_uint8(images)
    count, height, width, channels = images.shape
    if channels in (1, 3):
        return images
    return images.transpose(0, 1, 3, 2).reshape(count, height, channels * width, 1)


def _pillow_images(images):
    arrays = _displayable(np.stack([np.asarray(image) for image in images]))
    return [Image.fromarray(array[..., 0] if array.shape[-1] == 1 else array) for array in arrays]


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

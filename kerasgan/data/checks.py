"""Refuses data that a generator whose images lie in [-1, 1] cannot learn."""

import warnings

import numpy as np
import tensorflow as tf

_TOLERANCE = 1e-3


def check_images(images, image_shape=None, where="the data"):
    """Checks images, or vectors, that a model is to be trained on.

    Vectors may have any range. Images must be floats in [-1, 1]; where none of them is negative,
    which hints at [0, 1], a warning is given.

    Args:
        images: Array or tensor `[N, H, W, C]` or `[N, D]`.
        image_shape: Tuple, the shape of one sample that the model expects; entries may be `None`.
            `None`: any image or vector.
        where: String, what messages call the data, as in "Received: the data of shape ...".

    Raises:
        ValueError: For wrong type, rank, size, channels or range, and for NaN or infinity.

    Example:
        >>> kerasgan.data.check_images(np.full([8, 28, 28, 1], -1.0), (28, 28, 1))
    """
    shape = tuple(images.shape)
    _check_dtype(tf.as_dtype(images.dtype), where)
    _check_shape(shape, image_shape, where)
    values = np.asarray(images)
    low, high = float(values.min()), float(values.max())  # NaN and infinity show in one of them.
    if not np.isfinite([low, high]).all():
        raise ValueError(
            f"Data must be finite. Received: {where} with NaN or infinity. Remove those samples."
        )
    if len(shape) > 2:
        _check_range(low, high, where)


def _check_dtype(dtype, where):
    if dtype == tf.uint8:
        raise ValueError(
            f"Images must be floats in [-1, 1]. Received: {where} of type uint8. "
            "kerasgan.data.load(...) scales images and arrays of uint8, as does "
            "lambda x: tf.cast(x, tf.float32) / 127.5 - 1 in a map."
        )
    if not dtype.is_floating:
        raise ValueError(
            f"Data must be floats. Received: {where} of type {dtype.name}. Cast to float32."
        )


def _check_shape(shape, expected, where):
    if len(shape) not in (2, 4) if expected is None else len(shape) != len(expected) + 1:
        kinds = "[N, H, W, C] images or [N, D] vectors" if expected is None else "samples of shape "
        raise ValueError(
            f"Data must be batches of {kinds}{expected or ''}. Received: {where} of shape {shape}. "
            "Add axes that are missing, as images[..., np.newaxis] for grey images without "
            "channels."
        )
    if 0 in shape:
        raise ValueError(f"Data must not be empty. Received: {where} of shape {shape}.")
    sizes = zip(shape[1:], expected or (), strict=False)
    if any(want is not None and size != want for size, want in sizes):
        how = "Resize them, or build the networks for this shape"
        if len(expected) == 3 and shape[1:3] == tuple(expected[:2]):
            how = f"kerasgan.data.load(..., channels={expected[2]}) converts between grey and RGB"
        elif len(expected) == 3 and shape[2:] + shape[1:2] == tuple(expected):
            how = "The channels come last here: np.moveaxis(images, 1, -1)"
        elif len(expected) == 3:
            how = f"kerasgan.data.load(..., image_size={tuple(expected[:2])}) resizes and crops"
        raise ValueError(
            f"The model takes samples of shape {tuple(expected)}. Received: {where} with samples "
            f"of shape {shape[1:]}. {how}."
        )


def _check_range(low, high, where):
    received = f"Received: {where} with values from {low:g} to {high:g}."
    if low < -1 - _TOLERANCE or high > 1 + _TOLERANCE:
        how = "Use x / 127.5 - 1" if low >= 0 and 1 < high <= 255 else "Scale them linearly"
        raise ValueError(f"Images must lie in [-1, 1]. {received} {how}.")
    if low >= 0:
        warnings.warn(
            f"Images have no negative value, but are expected in [-1, 1]. {received} "
            "If they are in [0, 1], use 2 * x - 1.",
            stacklevel=3,
        )


def check_enough(batches, k=1):
    """Refuses fewer batches than the `k` of one training step; a negative number is unknown."""
    batches = int(batches)
    if 0 <= batches < k:
        raise ValueError(
            f"A step takes {k} {'batch' if k == 1 else 'batches'} of data. Received: {batches}. "
            "Give more data, a smaller `batch_size`, or fewer `discriminator_steps`."
        )

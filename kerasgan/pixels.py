"""Pixels: bytes 0 … 255 to and from values in [-1, 1]."""

import tensorflow as tf


def scale_bytes(pixels):
    """Values in [-1, 1] of bytes: 0 becomes -1, 255 becomes 1.

    Args:
        pixels: Tensor or array of any shape, whole numbers from 0 to 255 of any type.

    Returns:
        A float32 tensor of the same shape; `round_to_bytes` gives the same bytes again.
    """
    return tf.cast(pixels, tf.float32) / 127.5 - 1.0


def round_to_bytes(values):
    """Bytes of values in [-1, 1]: -1 becomes 0, 1 becomes 255, and 0 is rounded up to 128.

    Args:
        values: Floating tensor or array of any shape. What lies outside [-1, 1] is clipped.

    Returns:
        A uint8 tensor of the same shape.
    """
    clipped = tf.clip_by_value((values + 1.0) * 127.5, 0.0, 255.0)
    return tf.cast(tf.floor(clipped + 0.5), tf.uint8)

"""Pixels: bytes 0 … 255 to and from values in [-1, 1]."""

import tensorflow as tf


def scale_bytes(pixels):
    """float32 values in [-1, 1] of bytes: 0 becomes -1, 255 becomes 1.

    The bytes are whole numbers of any type and shape. `round_to_bytes` gives the same ones again.
    """
    return tf.cast(pixels, tf.float32) / 127.5 - 1.0


def round_to_bytes(values):
    """uint8 bytes of values in [-1, 1]: -1 becomes 0, 1 becomes 255, and 0 is rounded up to 128.

    The values are floating, of any shape; what lies outside [-1, 1] is clipped.
    """
    clipped = tf.clip_by_value((values + 1.0) * 127.5, 0.0, 255.0)
    return tf.cast(tf.floor(clipped + 0.5), tf.uint8)

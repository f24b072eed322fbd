"""Random crops of slightly enlarged images, and flips, as translators are trained with.

What is random is drawn apart from what is done with it, so that a data pipeline can draw for a
whole epoch at once, from a seed, and stay a pure function of it.
"""

import numpy as np
import tensorflow as tf

_CHUNK = 64  # images enlarged at once: as floats they take four times the memory


def enlarge(size):
    """Returns the `(height, width)` of images of which crops of `size` are taken: 286 for 256."""
    return tuple(-(-side * 286 // 256) for side in size)


def resize(images, size):
    """Resizes images `[N, H, W, C]`, uint8 or floats in [-1, 1], without leaving their range.

    The interpolation is bicubic. Images of this size are returned as they are.
    """
    if images.shape[1:3] == tuple(size):
        return images
    is_bytes = images.dtype == np.uint8
    low, high = (0, 255) if is_bytes else (-1, 1)
    result = np.empty((len(images), *size, images.shape[3]), images.dtype)
    for start in range(0, len(images), _CHUNK):
        with tf.device("CPU:0"):
            part = tf.image.resize(images[start : start + _CHUNK], size, "bicubic").numpy()
        part = np.clip(part, low, high)
        result[start : start + _CHUNK] = np.rint(part) if is_bytes else part
    return result


def draw(n, slack, flip, seed):
    """Draws where to crop `n` images, and which of them to mirror: half of them, or none.

    The images exceed the crops by `slack` pixels, `(vertical, horizontal)`. The seed, two integers,
    gives the same numbers on any device: `(tops, lefts, flips)`, int32 `[n]` twice, each offset
    equally likely, and bool `[n]`.
    """
    uniform = tf.random.stateless_uniform([3, n], seed, alg="philox")
    tops, lefts = (
        tf.cast(uniform[axis] * (pixels + 1), tf.int32) for axis, pixels in enumerate(slack)
    )
    return tops, lefts, uniform[2] < (0.5 if flip else 0.0)


def crop_and_flip(images, tops, lefts, flips, size):
    """Cuts a piece out of each image, `[N, H, W, C]`, and mirrors some of them left to right.

    `tops`, `lefts` and `flips` are those of `draw`, `size` the `(height, width)` of the pieces.
    """
    height, width = size
    across = tf.range(width)
    across = tf.where(flips[:, tf.newaxis], across[::-1], across)
    rows = tops[:, tf.newaxis] + tf.range(height)
    pieces = tf.gather(images, rows, axis=1, batch_dims=1)
    return tf.gather(pieces, lefts[:, tf.newaxis] + across, axis=2, batch_dims=1)

"""Uniform numbers that are the same in eager mode, in a graph and under XLA."""

import tensorflow as tf


def draw_symmetric_uniform(shape, seed):
    """Uniform numbers in the open interval (-1, 1), symmetric around 0.

    TensorFlow and XLA turn the same random bits into different floating-point numbers, even with
    the same algorithm; so the integers are drawn and the numbers made of them here, by steps that
    are exact in float32. They are float32 odd multiples of 2**-23, all equally likely.
    """
    bits = tf.random.stateless_uniform(
        shape, seed, minval=None, maxval=None, dtype=tf.int32, alg="philox"
    )
    steps = tf.cast(tf.bitwise.right_shift(bits, 9), tf.float32)
    return (2.0 * steps + 1.0) * 2.0**-23

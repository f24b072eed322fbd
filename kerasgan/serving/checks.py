"""Demands on what a client sends, checked in the graph, with messages for the client."""

import tensorflow as tf

# How far beyond [-1, 1] rounding may bring an image.
_TOLERANCE = 1e-3


def require(tensor, holds, said):
    """The tensor that a client sent, to be had only once the scalar `holds` is true.

    `said` is the message where it is not: a list of strings and tensors.
    """
    # The order of operations without a state is free in a graph, but for what is said here.
    with tf.control_dependencies([tf.debugging.Assert(holds, said, summarize=8)]):
        return tf.identity(tensor)


def require_shape(tensor, spec, max_batch_size):
    """Refuses another shape than that of the `tf.TensorSpec`, no rows, and too many.

    A server hands on whatever shape it receives. It is compared as text, because optimizers of
    graphs take the shape in the signature for granted.
    """
    sample = [str(size) for size in spec.shape[1:]]
    expected = (
        f"`{spec.name}` must have shape [{', '.join(['N', *sample])}] with N from 1 to "
        f"{max_batch_size}. Received shape:"
    )
    shape = tf.shape(tensor)
    written = tf.strings.reduce_join(tf.strings.as_string(shape), separator=",")
    matches = tf.strings.regex_full_match(written, ",".join(["[1-9][0-9]*", *sample]))
    tensor = require(tensor, matches, [expected, shape])
    return require(tensor, tf.shape(tensor)[0] <= max_batch_size, [expected, shape])


def require_equal_rows(tensors, names):
    """Refuses inputs of one request, by their names, that differ in the number of rows."""
    first, *others = tensors
    for i, name in enumerate(names[1:]):
        rows, expected = tf.shape(others[i])[0], tf.shape(first)[0]
        said = [f"`{name}` must have as many rows as `{names[0]}`. Received:", rows, expected]
        others[i] = require(others[i], rows == expected, said)
    return [first, *others]


def require_finite(tensor, name):
    """Refuses NaN and infinity."""
    holds = tf.reduce_all(tf.math.is_finite(tensor))
    return require(tensor, holds, [f"`{name}` must be finite. Received NaN or infinity."])


def require_range(images, name):
    """Refuses images with values outside [-1, 1], and NaN."""
    holds = tf.reduce_all(tf.abs(images) <= 1 + _TOLERANCE)
    said = [
        f"`{name}` must be finite and lie in [-1, 1], for images of 0 to 255: x / 127.5 - 1. "
        "Received values from",
        tf.reduce_min(images),
        "to",
        tf.reduce_max(images),
    ]
    return require(images, holds, said)

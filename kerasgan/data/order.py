"""Batches whose order is a pure function of (seed, epoch).

Every epoch has a fresh permutation, drawn statelessly from the seed and from the epoch that the
clock of `kerasgan.data.clock` shows when an iterator is made.
"""

import tensorflow as tf

from kerasgan.arguments import check_positive_integers
from kerasgan.data.clock import epoch_clock
from kerasgan.data.sources import arrays

_MARK = "kerasgan"


def draw_order(n, seed, epoch):
    """Draws the order of one epoch: an integer tensor `[n]` that holds each of 0 ... n-1 once.

    The same for the same (n, seed, epoch), in eager and graph mode and on any device.
    """
    keys = tf.random.stateless_uniform(
        [n], seed=[seed, epoch], minval=None, maxval=None, dtype=tf.int64, alg="philox"
    )
    return tf.argsort(keys, stable=True)


def order_batches(samples, labels=None, batch_size=64, seed=0, shuffle=True, drop_remainder=True):
    """Makes a dataset of batches of arrays, ordered by (seed, epoch).

    Args:
        samples: uint8 or float32 array `[N, ...]`, copied once, to host memory. Bytes are scaled to
            [-1, 1], batch by batch.
        labels: Array `[N]` of what stays beside the samples, or `None`.
        batch_size: Integer, samples in a batch.
        seed: Integer. With the epoch it determines the order.
        shuffle: Whether each epoch has its own random order. `False`: the order of the arrays.
        drop_remainder: Whether a last, smaller batch is left out.

    Returns:
        A `tf.data.Dataset` of known cardinality that `is_ordered` recognises, of batches of samples
        or of tuples `(samples, labels)`.
    """
    check_positive_integers(batch_size=batch_size)
    n = len(samples)
    batches = n // batch_size if drop_remainder else -(-n // batch_size)
    if not batches:
        raise ValueError(
            f"The data must fill one batch. Received: {n} samples and batch_size={batch_size}. "
            "Give more data or a smaller `batch_size` (or drop_remainder=False to a loader)."
        )
    columns = [copy_to_host(column) for column in (samples, labels) if column is not None]

    def draw(epoch):
        order = draw_order(n, seed, epoch) if shuffle else tf.range(n)
        starts = tf.data.Dataset.range(0, batches * batch_size, batch_size)
        return starts.map(lambda start: order[start : start + batch_size])

    def gather(indices):
        if batches * batch_size <= n:
            indices = tf.ensure_shape(indices, [batch_size])
        samples, *labels = (tf.gather(column, indices) for column in columns)
        samples = arrays.scale(samples)
        return (samples, *labels) if labels else samples

    return iterate_epochs(draw, gather, batches)


def iterate_epochs(draw, gather, batches):
    """Makes a dataset that draws each epoch at once, and gathers it batch by batch.

    Args:
        draw: Function of the epoch, an int64 tensor, that returns a dataset of what is in each
            batch. Called once per iterator.
        gather: Function of an element of that dataset that returns the batch.
        batches: Integer, the number of batches in an epoch.

    Returns:
        A `tf.data.Dataset` of known cardinality that `is_ordered` recognises.
    """
    clock = epoch_clock()
    options = tf.data.Options()
    options.framework_type = [_MARK]
    # To rewrite the graph, TensorFlow copies everything it captures, which is all the data. What
    # the rewriting would add, parallel calls and prefetching, is here already.
    options.experimental_optimization.apply_default_optimizations = False
    return (
        tf.data.Dataset.range(1)
        .flat_map(lambda _: draw(clock.read_value()))
        .apply(tf.data.experimental.assert_cardinality(batches))
        .map(gather, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
        .with_options(options)
        .prefetch(tf.data.AUTOTUNE)
    )


def copy_to_host(array):
    """Copies an array to a tensor that graphs refer to instead of copying it."""
    # An eager tensor is captured by reference: as a constant of the graph it would be copied, and
    # could not exceed 2 GB. tf.data runs on the CPU, also where there is a GPU.
    with tf.init_scope(), tf.device("CPU:0"):
        return tf.constant(array)  # A copy, whatever becomes of the array.


def is_ordered(dataset):
    """Whether a dataset comes from kerasgan, also through `map`, `take`, `batch` and the like.

    Its order is then a function of the seed and of the epoch clock.

    Args:
        dataset: Anything, most often a `tf.data.Dataset`.

    Returns:
        A bool.
    """
    return isinstance(dataset, tf.data.Dataset) and _MARK in (
        dataset.options().framework_type or ()
    )

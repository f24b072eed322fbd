"""Batches whose order is a pure function of (seed, epoch).

Every epoch has a fresh permutation, drawn statelessly from the seed and from the epoch that the
clock of `kerasgan.data.clock` shows when an iterator is made.
"""

import tensorflow as tf

from kerasgan.arguments import check_positive_integers
from kerasgan.data.clock import get_epoch_clock
from kerasgan.data.sources import arrays

_MARK = "kerasgan"


def draw_order(n, seed, epoch):
    """Draws the order of one epoch: an integer tensor `[n]` that holds each of 0 ... n-1 once."""
    return draw_permutations([n], [seed, epoch])


def draw_permutations(shape, seed):
    """Draws permutations of the last axis: integers 0 ... n-1, the same in any mode and place."""
    keys = tf.random.stateless_uniform(
        shape, seed, minval=None, maxval=None, dtype=tf.int64, alg="philox"
    )
    return tf.argsort(keys, stable=True)


def order_batches(samples, labels=None, batch_size=64, seed=0, shuffle=True, drop_remainder=True):
    """Makes a dataset of batches of arrays, ordered by (seed, epoch).

    The samples, uint8 or float32 `[N, ...]`, and labels are copied once, to host memory; bytes are
    scaled to [-1, 1], batch by batch. The dataset is as of `iterate_epochs`, of batches of samples
    or of tuples `(samples, labels)`.
    """
    n = len(samples)
    batches = count_batches(n, batch_size, drop_remainder)
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


def count_batches(n, batch_size, drop_remainder):
    """The number of batches of `n` samples, the last one of which may not be full."""
    check_positive_integers(batch_size=batch_size)
    return n // batch_size if drop_remainder else -(-n // batch_size)


def iterate_epochs(draw, gather, batches):
    """Makes a dataset that draws each epoch at once, and gathers it batch by batch.

    `draw` returns, of an epoch as an int64 tensor, a dataset of what is in each batch, once per
    iterator; `gather` makes the batch of an element of that. The cardinality is `batches`, and
    `is_ordered` recognises the dataset.
    """
    clock = get_epoch_clock()
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
    """
    return isinstance(dataset, tf.data.Dataset) and _MARK in (
        dataset.options().framework_type or ()
    )

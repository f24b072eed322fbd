"""Batches whose order is a pure function of (seed, epoch).

`Dataset.shuffle` keeps its state outside the model, so a run that is resumed sees its data in
another order than one that was never interrupted. Here every epoch is a fresh permutation drawn
statelessly from the seed and the number of the epoch, and that number is one variable, the
*epoch clock*, which the dataset reads whenever an iterator is made.
"""

import concurrent.futures
import functools

import tensorflow as tf

_MARK = "kerasgan"


@functools.cache
def epoch_clock():
    """The variable that holds the epoch."""

    def create():
        with tf.device("CPU:0"):
            return tf.Variable(0, dtype=tf.int64, trainable=False, name="epoch")

    # Graphs, devices and distribution strategies belong to a thread. In a new one none is active,
    # so the clock is never mirrored over replicas nor built inside the graph that first needs it.
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        return thread.submit(create).result()


def set_epoch(epoch):
    """Sets the epoch whose order datasets made from now on iterate in.

    `AdversarialModel.fit` calls this; a training loop of your own does it once per epoch. Iterators
    that exist already keep their order.

    Args:
        epoch: int >= 0.

    Example:

    >>> dataset = kerasgan.data.load("glyphs", count=256)
    >>> for epoch in range(3):
    ...     kerasgan.data.set_epoch(epoch)
    ...     for images in dataset:
    ...         ...
    """
    if epoch < 0:
        raise ValueError(f"epoch must be at least 0, received {epoch}")
    epoch_clock().assign(epoch)


def current_epoch():
    """Returns the epoch, an int, whose order new iterators follow."""
    return int(epoch_clock().numpy())


def permutation(n, seed, epoch):
    """Returns the order of one epoch: an int tensor `[n]` that holds each of 0 ... n-1 once.

    The same for the same (n, seed, epoch), in eager and graph mode and on any device.
    """
    keys = tf.random.stateless_uniform(
        [n], seed=[seed, epoch], minval=None, maxval=None, dtype=tf.int64, alg="philox"
    )
    return tf.argsort(keys, stable=True)


def ordered_batches(
    arrays, batch_size=64, seed=0, shuffle=True, drop_remainder=True, transform=None
):
    """Makes a dataset of batches of rows of `arrays`, ordered by (seed, epoch).

    Args:
        arrays: tuple of arrays of the same length `n`. They are copied once, to host memory.
        batch_size: int, rows in a batch.
        seed: int. With the epoch clock (`set_epoch`) it determines the order.
        shuffle: whether each epoch has its own random order. `False`: the order of the arrays.
        drop_remainder: whether a last, smaller batch is left out.
        transform: function of the tuple of batched tensors, applied to each batch. The default
            returns the tuple, or its only member.

    Returns:
        A `tf.data.Dataset` of known cardinality that `is_ordered` recognises.
    """
    n = len(arrays[0])
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, received {batch_size}")
    batches = n // batch_size if drop_remainder else -(-n // batch_size)
    if not batches:
        raise ValueError(
            f"{n} samples do not fill one batch of {batch_size}: give more data, a smaller "
            "batch_size, or drop_remainder=False"
        )
    tensors = tuple(host_tensor(array) for array in arrays)
    clock = epoch_clock()

    def indices_of_epoch(_):
        # Runs once per iterator: this is where the epoch is read.
        order = permutation(n, seed, clock.read_value()) if shuffle else tf.range(n)
        starts = tf.data.Dataset.range(0, batches * batch_size, batch_size)
        return starts.map(lambda start: order[start : start + batch_size])

    def rows(indices):
        if batches * batch_size <= n:
            indices = tf.ensure_shape(indices, [batch_size])
        batch = tuple(tf.gather(tensor, indices) for tensor in tensors)
        if transform is not None:
            return transform(*batch)
        return batch if len(batch) > 1 else batch[0]

    return (
        tf.data.Dataset.range(1)
        .flat_map(indices_of_epoch)
        .apply(tf.data.experimental.assert_cardinality(batches))
        .map(rows, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
        .with_options(ordered_options())
        .prefetch(tf.data.AUTOTUNE)
    )


def host_tensor(array):
    """An array as a tensor that graphs refer to instead of copying it."""
    # An eager tensor is captured by reference: as a constant of the graph it would be copied, and
    # could not exceed 2 GB. tf.data runs on the CPU, also where there is a GPU.
    with tf.init_scope(), tf.device("CPU:0"):
        return tf.constant(array)  # A copy, whatever becomes of the array.


def ordered_options():
    """What marks a dataset as one whose order is a function of (seed, epoch)."""
    options = tf.data.Options()
    options.framework_type = [_MARK]
    # To rewrite the graph, TensorFlow copies everything it captures, which is all the data. What
    # the rewriting would add, parallel calls and prefetching, is here already.
    options.experimental_optimization.apply_default_optimizations = False
    return options


def is_ordered(dataset):
    """Whether `dataset` comes from kerasgan, also through `map`, `take`, `batch` and the like.

    Its order is then a function of the seed and of the epoch clock.

    Args:
        dataset: anything, most often a `tf.data.Dataset`.

    Returns:
        A bool.
    """
    return isinstance(dataset, tf.data.Dataset) and _MARK in (
        dataset.options().framework_type or ()
    )

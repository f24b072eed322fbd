"""The epoch clock: the number of the epoch, which the order of data is a function of.

`Dataset.shuffle` keeps its state outside the model, so a run that is resumed sees its data in
another order than one that was never interrupted. Data of kerasgan read the epoch from one
variable instead, whenever an iterator is made.
"""

import concurrent.futures
import functools

import keras
import tensorflow as tf


@functools.cache
def get_epoch_clock():
    """Returns the variable that holds the epoch."""

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
        epoch: Integer >= 0.

    Raises:
        ValueError: If it is negative.

    Example:
        >>> dataset = kerasgan.data.load("glyphs", count=256)
        >>> for epoch in range(3):
        ...     kerasgan.data.set_epoch(epoch)
        ...     for images in dataset:
        ...         train_step(images)
    """
    if epoch < 0:
        raise ValueError(f"`epoch` must be an integer >= 0. Received: epoch={epoch}.")
    get_epoch_clock().assign(epoch)


def current_epoch():
    """Returns the epoch, an integer, whose order new iterators follow."""
    return int(get_epoch_clock().numpy())


class EpochClock(keras.callbacks.Callback):
    """Sets the clock to the epoch that `fit` is in."""

    def on_epoch_begin(self, epoch, logs=None):
        set_epoch(epoch)


def add_epoch_clock(callbacks):
    """Adds an `EpochClock` to the callbacks given to `fit`."""
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks.callbacks.insert(0, EpochClock())
        return callbacks
    if callbacks is None or isinstance(callbacks, keras.callbacks.Callback):
        callbacks = [callbacks] if callbacks else []
    return [EpochClock(), *callbacks]

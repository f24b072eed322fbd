"""What `fit` does with data before Keras sees them."""

import keras
import numpy as np
import tensorflow as tf

from kerasgan import data
from kerasgan.data.order import ordered_batches


class EpochClock(keras.callbacks.Callback):
    """Tells the data pipeline which epoch it is in: the order of the data is a function of it."""

    def on_epoch_begin(self, epoch, logs=None):
        data.set_epoch(epoch)


def with_epoch_clock(callbacks):
    """Adds the epoch clock to the callbacks given to `fit`."""
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks.append(EpochClock())
        return callbacks
    if callbacks is None or isinstance(callbacks, keras.callbacks.Callback):
        callbacks = [callbacks] if callbacks else []
    return [EpochClock(), *callbacks]


def training_data(x, image_shape, *, batch_size, shuffle, seed, minibatches, steps_per_epoch):
    """Turns what `fit` was given into a dataset whose elements are whole steps.

    Args:
        x: `tf.data.Dataset`, distributed dataset, array, or tuple of arrays that begins with
            the images.
        image_shape: Shape of one sample.
        batch_size: Minibatch size for arrays, or `None` for 64.
        shuffle: Whether to shuffle arrays.
        seed: Integer, the seed of their order.
        minibatches: Number of minibatches that one step needs.
        steps_per_epoch: Number of steps in an epoch, or `None` for all.

    Returns:
        `(dataset, steps_per_epoch)` for `keras.Model.fit`.
    """
    if isinstance(x, tf.distribute.DistributedDataset) and minibatches == 1:
        return x, steps_per_epoch
    if not isinstance(x, tf.data.Dataset):
        x = from_arrays(x, image_shape, batch_size, shuffle, seed)
        data.check_enough(x, minibatches)
    else:
        check_dataset(x, image_shape, batch_size, minibatches)
    return _of_length(data.regroup(x, minibatches), steps_per_epoch)


def pairs(x, image_shapes, *, batch_size, shuffle, seed, steps_per_epoch):
    """Turns what `fit` was given into a dataset of pairs of batches, one pair a step.

    Args:
        x: `tf.data.Dataset` of pairs of batches, as `kerasgan.data.load_unpaired` makes them,
            distributed dataset, or pair of arrays.
        image_shapes: Shapes of one image of A and of one of B.
        batch_size: Minibatch size for arrays, or `None` for 1.
        shuffle: Whether to shuffle arrays.
        seed: Integer, the seed of their order.
        steps_per_epoch: Number of steps in an epoch, or `None` for all.

    Returns:
        `(dataset, steps_per_epoch)` for `keras.Model.fit`.
    """
    if isinstance(x, tf.distribute.DistributedDataset):
        return x, steps_per_epoch
    if isinstance(x, tf.data.Dataset):
        check_pairs(x, image_shapes, batch_size)
        return _of_length(x, steps_per_epoch)
    if not isinstance(x, tuple | list) or len(x) != 2:
        raise TypeError(
            "The data must be a pair: images of A and images of B, as two arrays or as a "
            f"tf.data.Dataset of pairs of batches. Received: {type(x).__name__}. "
            "kerasgan.data.load_unpaired makes one of folders, arrays and data sets' names."
        )
    for images, shape, kind in zip(x, image_shapes, "AB", strict=True):
        data.check_images(images, shape, f"the images of {kind} given to fit")
    dataset = data.load_unpaired(
        tuple(x), batch_size=batch_size or 1, seed=seed, shuffle=shuffle, jitter=False, flip=False
    )
    return _of_length(dataset, steps_per_epoch)


def _of_length(dataset, steps_per_epoch):
    """The dataset cut to an epoch where that is exact, and what is left to say to Keras."""
    enough = steps_per_epoch is not None and dataset.cardinality() >= steps_per_epoch
    if enough and data.is_ordered(dataset):
        # A fresh order every epoch, cut to length, is a function of the epoch. Keras would go
        # on where the last epoch ended, which an interrupted run cannot know.
        return dataset.take(steps_per_epoch), None
    return dataset, steps_per_epoch


def from_arrays(x, image_shape, batch_size, shuffle, seed):
    """Batches an array, or a tuple of arrays that begins with images."""
    images = x[0] if isinstance(x, tuple) else x
    if not hasattr(images, "shape"):
        raise TypeError(
            "The data must be a tf.data.Dataset or an array. "
            f"Received: {type(x).__name__}. For a Python generator use "
            "tf.data.Dataset.from_generator; for a folder or a data set's name kerasgan.data.load."
        )
    data.check_images(images, image_shape, "the array given to fit")
    batch_size = 64 if batch_size is None else batch_size
    if len(images) < batch_size:
        raise ValueError(
            f"One step needs a full minibatch. Received: {len(images)} samples and batch_size="
            f"{batch_size}. Pass more samples or a smaller `batch_size`."
        )
    images = np.asarray(images, "float32")
    return ordered_batches((images,), batch_size=batch_size, seed=seed, shuffle=shuffle)


def check_dataset(dataset, image_shape, batch_size=None, minibatches=1):
    """Checks the first step's batches: images, or tuples that begin with images."""
    _check_batched_already(dataset, batch_size)
    spec = dataset.element_spec
    if not isinstance(spec[0] if isinstance(spec, tuple) else spec, tf.TensorSpec):
        raise TypeError(
            "A dataset's elements must be batches of images, or tuples that begin with them. "
            f"Received: {spec}. Choose the images with `map`, as in "
            'dataset.map(lambda element: element["image"]).'
        )
    data.check_enough(dataset, minibatches)
    batches = list(dataset.take(minibatches))
    if len(batches) < minibatches:
        raise ValueError(
            f"A step takes {minibatches} batches of data. Received: {len(batches)} in the dataset. "
            "Give more data, smaller batches, or fewer `discriminator_steps`."
        )
    for batch in batches:
        images = batch[0] if isinstance(batch, tuple) else batch
        if images.shape == tuple(image_shape):
            raise ValueError(
                f"The dataset is not batched. Received: elements of shape {images.shape}, that of "
                "one sample. Call dataset.batch(64, drop_remainder=True)."
            )
        data.check_images(images, image_shape, "the dataset")


def _check_batched_already(dataset, batch_size):
    if batch_size is not None:
        raise ValueError(
            "`batch_size` is for arrays: a dataset is batched already. Received: batch_size="
            f"{batch_size} beside {dataset}. Leave it out."
        )


def check_pairs(dataset, image_shapes, batch_size=None):
    """Checks the first step's batches of A and of B."""
    _check_batched_already(dataset, batch_size)
    spec = dataset.element_spec
    if not isinstance(spec, tuple) or len(spec) != 2:
        raise TypeError(
            "A dataset for a CycleGAN must have pairs for elements: a batch of images of A and one "
            f"of B. Received: {spec}. tf.data.Dataset.zip((a, b)) makes pairs of two datasets."
        )
    data.check_enough(dataset)
    for batches in dataset.take(1):
        for images, shape, kind in zip(batches, image_shapes, "AB", strict=True):
            data.check_images(images, shape, f"the dataset's images of {kind}")
        if len(batches[0]) != len(batches[1]):
            raise ValueError(
                "A step takes as many images of A as of B. Received: batches of "
                f"{len(batches[0])} and {len(batches[1])}."
            )


def check_evaluated(x, image_shape):
    """Checks what `evaluate` was given, a dataset or an array."""
    if isinstance(x, tf.data.Dataset):
        check_dataset(x, image_shape)
    elif hasattr(x, "shape"):
        data.check_images(x, image_shape, "the array given to evaluate")

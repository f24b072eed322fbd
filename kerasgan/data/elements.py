"""What `fit` was given, as a dataset whose elements are the minibatches of whole steps."""

import numpy as np
import tensorflow as tf

from kerasgan.data.checks import check_enough, check_images
from kerasgan.data.grouping import regroup
from kerasgan.data.order import is_ordered, order_batches
from kerasgan.data.unpaired import load_unpaired


def prepare(x, sample_shape, *, batch_size, shuffle, seed, minibatches, steps_per_epoch):
    """Prepares data of one kind for `keras.Model.fit`: `(dataset, steps_per_epoch)`.

    `x` is a `tf.data.Dataset` of samples or of tuples that begin with them, a distributed dataset,
    an array of samples, or a tuple of arrays that begins with it. Arrays are batched, 64 by
    default, and shuffled in an order of `seed`. Elements hold the minibatches of one step, as of
    `regroup`.
    """
    if isinstance(x, tf.distribute.DistributedDataset) and minibatches == 1:
        return x, steps_per_epoch
    if isinstance(x, tf.data.Dataset):
        _refuse_batch_size(x, batch_size)
        _check_dataset(x, sample_shape, minibatches)
    else:
        x = _batch_array(x, sample_shape, 64 if batch_size is None else batch_size, shuffle, seed)
        check_enough(x.cardinality(), minibatches)
    return _cut(regroup(x, minibatches), steps_per_epoch)


def prepare_unpaired(x, sample_shapes, *, batch_size, shuffle, seed, steps_per_epoch):
    """Prepares images of A and of B for `keras.Model.fit`, a batch of each for a step.

    `x` is a `tf.data.Dataset` of tuples of a batch of A and one of B, as
    `kerasgan.data.load_unpaired` makes them, a distributed dataset, or two arrays, which are
    batched, 1 by default. All else is as of `prepare`.
    """
    if isinstance(x, tf.distribute.DistributedDataset):
        return x, steps_per_epoch
    if isinstance(x, tf.data.Dataset):
        _refuse_batch_size(x, batch_size)
        _check_sides(x, sample_shapes)
        return _cut(x, steps_per_epoch)
    if not isinstance(x, tuple | list) or len(x) != 2:
        raise TypeError(
            "The data must be images of A and images of B: two arrays, or a tf.data.Dataset of "
            f"tuples of a batch of each. Received: {type(x).__name__}. "
            "kerasgan.data.load_unpaired makes one of folders, arrays and data sets' names."
        )
    for images, shape, side in zip(x, sample_shapes, "AB", strict=True):
        check_images(images, shape, f"the images of {side} given to fit")
    dataset = load_unpaired(
        tuple(x), batch_size=batch_size or 1, seed=seed, shuffle=shuffle, jitter=False, flip=False
    )
    return _cut(dataset, steps_per_epoch)


def check_evaluation(x, sample_shape):
    """Checks what `evaluate` was given, a dataset or an array."""
    if isinstance(x, tf.data.Dataset):
        _check_dataset(x, sample_shape)
    elif hasattr(x, "shape"):
        check_images(x, sample_shape, "the array given to evaluate")


def _batch_array(x, sample_shape, batch_size, shuffle, seed):
    samples = x[0] if isinstance(x, tuple) else x
    if not hasattr(samples, "shape"):
        raise TypeError(
            "The data must be a tf.data.Dataset or an array. "
            f"Received: {type(x).__name__}. For a Python generator use "
            "tf.data.Dataset.from_generator; for a folder or a data set's name kerasgan.data.load."
        )
    check_images(samples, sample_shape, "the array given to fit")
    return order_batches(np.asarray(samples, "float32"), None, batch_size, seed, shuffle)


def _cut(dataset, steps_per_epoch):
    """Cuts the dataset to an epoch where that is exact; returns what is left to say to Keras."""
    enough = steps_per_epoch is not None and dataset.cardinality() >= steps_per_epoch
    if enough and is_ordered(dataset):
        # A fresh order every epoch, cut to length, is a function of the epoch. Keras would go
        # on where the last epoch ended, which an interrupted run cannot know.
        return dataset.take(steps_per_epoch), None
    return dataset, steps_per_epoch


def _refuse_batch_size(dataset, batch_size):
    if batch_size is not None:
        raise ValueError(
            "`batch_size` is for arrays: a dataset is batched already. Received: batch_size="
            f"{batch_size} beside {dataset}. Leave it out."
        )


def _check_dataset(dataset, sample_shape, minibatches=1):
    """Checks the samples of the first step."""
    spec = dataset.element_spec
    if not isinstance(_get_samples(spec), tf.TensorSpec):
        raise TypeError(
            "A dataset's elements must be batches of samples, or tuples that begin with them. "
            f"Received: {spec}. Choose the samples with `map`, as in "
            'dataset.map(lambda element: element["image"]).'
        )
    check_enough(dataset.cardinality(), minibatches)
    batches = [_get_samples(element) for element in dataset.take(minibatches)]
    check_enough(len(batches), minibatches)
    for samples in batches:
        if samples.shape == tuple(sample_shape):
            raise ValueError(
                f"The dataset must be batched. Received: elements of shape {samples.shape}, that "
                "of one sample. Call dataset.batch(64, drop_remainder=True)."
            )
        check_images(samples, sample_shape, "the dataset")


def _get_samples(element):
    return element[0] if isinstance(element, tuple) else element


def _check_sides(dataset, sample_shapes):
    """Checks the images of A and of B of the first step."""
    spec = dataset.element_spec
    if not isinstance(spec, tuple) or len(spec) != 2:
        raise TypeError(
            "A dataset's elements must be tuples of a batch of images of A and one of B. "
            f"Received: {spec}. tf.data.Dataset.zip((a, b)) makes them of two datasets."
        )
    check_enough(dataset.cardinality())
    for batches in dataset.take(1):
        for images, shape, side in zip(batches, sample_shapes, "AB", strict=True):
            check_images(images, shape, f"the dataset's images of {side}")
        if len(batches[0]) != len(batches[1]):
            raise ValueError(
                "A step takes as many images of A as of B. Received: batches of "
                f"{len(batches[0])} and {len(batches[1])}."
            )

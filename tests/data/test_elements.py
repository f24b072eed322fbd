"""What `fit` was given, as steps; what it refuses is tested where models are."""

import numpy as np
import pytest
import tensorflow as tf

from kerasgan.data import from_arrays, load_unpaired
from kerasgan.data.elements import prepare, prepare_unpaired

OPTIONS = {"batch_size": None, "shuffle": False, "seed": 0, "steps_per_epoch": None}


def points(n):
    return np.arange(2.0 * n).reshape(n, 2)


def images(n, channels=1):
    return np.linspace(-1, 1, n * 64 * channels, dtype="float32").reshape(n, 8, 8, channels)


@pytest.mark.parametrize("x", [points(26), (points(26), np.arange(26))])
def test_arrays_are_batched_and_grouped_into_steps(x):
    dataset, steps = prepare(x, (2,), minibatches=3, **OPTIONS | {"batch_size": 4})
    assert steps is None
    first, second = dataset.as_numpy_iterator()
    assert first.dtype == np.float32
    for step, samples in ((first, points(26)[:12]), (second, points(26)[12:24])):
        np.testing.assert_array_equal(step, samples.reshape(3, 4, 2).transpose(1, 0, 2))


def test_arrays_have_the_papers_batch_sizes():
    dataset, _ = prepare(points(200), (2,), minibatches=1, **OPTIONS)
    assert dataset.element_spec.shape == (64, 2)
    dataset, _ = prepare_unpaired((images(3), images(2, 3)), [(8, 8, 1), (8, 8, 3)], **OPTIONS)
    assert [spec.shape for spec in dataset.element_spec] == [(1, 8, 8, 1), (1, 8, 8, 3)]


def test_images_of_two_arrays_are_shown_as_they_are():
    shapes = [(8, 8, 1), (8, 8, 3)]
    dataset, _ = prepare_unpaired((images(3), images(2, 3)), shapes, **OPTIONS)
    a, b = (np.concatenate(side) for side in zip(*dataset, strict=True))
    np.testing.assert_array_equal(a, images(3))
    np.testing.assert_array_equal(b, images(2, 3)[[0, 1, 0]])


@pytest.mark.parametrize("ordered", [True, False])
def test_only_ordered_data_are_cut_to_the_epoch(ordered):
    """Keras goes on where the last epoch ended; an order of its own can begin anew."""
    options = OPTIONS | {"steps_per_epoch": 2}
    dataset = from_arrays(points(20), batch_size=4)
    sides = load_unpaired((images(5), images(5)), image_size=8)
    if not ordered:
        dataset = tf.data.Dataset.from_tensor_slices(points(20)).batch(4)
        sides = tf.data.Dataset.zip(*[tf.data.Dataset.from_tensor_slices(images(5)).batch(1)] * 2)
    for prepared, steps in (
        prepare(dataset, (2,), minibatches=1, **options),
        prepare_unpaired(sides, [(8, 8, 1)] * 2, **options),
    ):
        assert (int(prepared.cardinality()), steps) == ((2, None) if ordered else (5, 2))


def test_distributed_datasets_are_taken_as_they_are(mirrored):
    dataset = mirrored.experimental_distribute_dataset(from_arrays(points(8), batch_size=4))
    assert prepare(dataset, (2,), minibatches=1, **OPTIONS) == (dataset, None)
    assert prepare_unpaired(dataset, [(2,)] * 2, **OPTIONS) == (dataset, None)

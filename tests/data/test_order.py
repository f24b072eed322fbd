import warnings

import numpy as np
import pytest
import tensorflow as tf

from kerasgan.data import from_arrays, order, set_epoch
from kerasgan.data.order import is_ordered


def numbers(n):
    """Vectors whose one entry is their index."""
    return np.arange(n, dtype=np.float32)[:, None]


def read(dataset):
    return [batch[:, 0].numpy().astype(int).tolist() for batch in dataset]


def epochs(dataset, count, start=0):
    seen = []
    for epoch in range(start, count):
        set_epoch(epoch)
        seen.append(read(dataset))
    return seen


def test_every_sample_once_and_a_new_order_each_epoch():
    seen = epochs(from_arrays(numbers(60), batch_size=10, seed=3), 4)
    for epoch in seen:
        assert np.sort(np.concatenate(epoch)).tolist() == list(range(60))
    assert len({tuple(np.concatenate(epoch)) for epoch in seen}) == 4


def test_order_is_a_function_of_seed_and_epoch_alone():
    first = epochs(from_arrays(numbers(60), batch_size=10, seed=3), 4)
    assert epochs(from_arrays(numbers(60), batch_size=10, seed=3), 4) == first
    assert epochs(from_arrays(numbers(60), batch_size=10, seed=3), 4, start=3) == first[3:]
    assert epochs(from_arrays(numbers(60), batch_size=10, seed=4), 4) != first


def test_batches_are_slices_of_the_permutation():
    set_epoch(5)
    permutation = order.draw_order(23, seed=2, epoch=5).numpy()
    batches = read(from_arrays(numbers(23), batch_size=5, seed=2, drop_remainder=False))
    assert batches == [permutation[i : i + 5].tolist() for i in range(0, 23, 5)]


def test_permutation_is_the_same_in_every_version_and_mode():
    golden = [5, 8, 2, 3, 6, 9, 1, 0, 7, 4]
    assert order.draw_order(10, 0, 3).numpy().tolist() == golden
    assert tf.function(order.draw_order)(10, 0, tf.constant(3, tf.int64)).numpy().tolist() == (
        golden
    )


def test_permutations_are_uniform():
    # Each sample comes first in a sixth of 1200 epochs, up to 5 standard deviations.
    first = tf.data.Dataset.range(1200).map(lambda epoch: order.draw_order(6, 0, epoch)[0])
    first = list(first.as_numpy_iterator())
    np.testing.assert_allclose(np.bincount(first, minlength=6), 200, atol=5 * np.sqrt(200 * 5 / 6))


def test_two_iterators_of_one_epoch_agree():
    dataset = from_arrays(numbers(20), batch_size=5)
    assert read(dataset) == read(dataset)


def test_an_iterator_keeps_the_order_it_began_with():
    dataset = from_arrays(numbers(20), batch_size=5)
    whole = read(dataset)
    iterator = iter(dataset)
    seen = [next(iterator)]
    set_epoch(1)
    assert read([*seen, *iterator]) == whole


def test_order_and_mark_survive_transformations():
    dataset = from_arrays(numbers(20), batch_size=5, seed=1)
    assert is_ordered(dataset)
    changed = dataset.map(lambda x: x + 0).take(2).prefetch(1)
    assert is_ordered(changed)
    assert is_ordered(dataset.batch(2))
    assert is_ordered(tf.data.Dataset.zip((dataset, tf.data.Dataset.range(4))))
    before, after = epochs(changed, 2)
    assert before != after
    assert [before, after] == [epoch[:2] for epoch in epochs(dataset, 2)]


def test_other_data_have_no_mark():
    assert not is_ordered(tf.data.Dataset.range(3))
    assert not is_ordered(numbers(3))


def test_unshuffled_data_keep_their_order():
    dataset = from_arrays(numbers(7), batch_size=3, shuffle=False, drop_remainder=False)
    assert epochs(dataset, 2) == [[[0, 1, 2], [3, 4, 5], [6]]] * 2


@pytest.mark.parametrize(("n", "full", "all_of_them"), [(20, 4, 4), (21, 4, 5), (5, 1, 1)])
def test_cardinality_and_shapes(n, full, all_of_them):
    dropped = from_arrays(numbers(n), batch_size=5)
    kept = from_arrays(numbers(n), batch_size=5, drop_remainder=False)
    assert int(dropped.cardinality()) == len(list(dropped)) == full
    assert int(kept.cardinality()) == len(list(kept)) == all_of_them
    assert dropped.element_spec.shape == (5, 1)
    assert sum(len(batch) for batch in kept) == n


def test_labels_stay_with_their_images():
    images = np.arange(50, dtype=np.uint8).reshape(50, 1, 1, 1)
    for batch, labels in from_arrays(images, np.arange(50) * 3, batch_size=8):
        shown = np.rint((batch[:, 0, 0, 0] + 1) * 127.5)
        np.testing.assert_array_equal(labels, 3 * shown)
        assert labels.dtype == tf.int64


def test_bytes_are_scaled_exactly():
    values = np.arange(256, dtype=np.uint8)
    (batch,) = from_arrays(values.reshape(256, 1, 1, 1), batch_size=256, shuffle=False)
    expected = values.astype(np.float32) / np.float32(127.5) - np.float32(1)
    np.testing.assert_array_equal(batch.numpy().ravel(), expected)
    assert (batch.numpy().min(), batch.numpy().max()) == (-1, 1)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_later_changes_of_the_arrays_do_not_show(dtype):
    # At such an address TensorFlow would share the memory instead of copying it.
    memory = np.zeros(4096, np.uint8)
    start = -memory.ctypes.data % 64
    images = memory[start : start + 64 * 16].view(dtype).reshape(-1, 2, 2, 1)
    images[:] = 1
    labels = np.ones(len(images), np.int64)
    with warnings.catch_warnings(action="ignore"):
        dataset = from_arrays(images, labels, batch_size=len(images))
    ((before, labels_before),) = dataset
    images[:] = 0
    labels[:] = 0
    ((after, labels_after),) = dataset
    np.testing.assert_array_equal(after, before)
    np.testing.assert_array_equal(labels_after, labels_before)


def test_too_few_samples_for_a_batch():
    with pytest.raises(ValueError, match=r"fill one batch\. Received: 3 samples and batch_size=4"):
        from_arrays(numbers(3), batch_size=4)
    assert read(from_arrays(numbers(3), batch_size=4, shuffle=False, drop_remainder=False)) == [
        [0, 1, 2]
    ]


def test_wrong_numbers_are_refused():
    with pytest.raises(
        ValueError, match=r"`batch_size` must be a positive integer\. Received: batch_size=0"
    ):
        from_arrays(numbers(3), batch_size=0)

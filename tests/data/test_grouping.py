import numpy as np
import pytest
import tensorflow as tf

from kerasgan.data import from_arrays
from kerasgan.data.grouping import regroup
from kerasgan.data.order import is_ordered


def images(n, size=3):
    return np.random.default_rng(0).uniform(-1, 1, (n, size, size, 2)).astype(np.float32)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_groups_are_consecutive_batches(k):
    dataset = tf.data.Dataset.from_tensor_slices(images(44)).batch(4, drop_remainder=True)
    batches = [batch.numpy() for batch in dataset]
    groups = regroup(dataset, k)
    assert int(groups.cardinality()) == len(batches) // k
    assert groups.element_spec.shape == (4, k, 3, 3, 2)
    seen = [group.numpy() for group in groups]
    assert len(seen) == len(batches) // k
    for i, group in enumerate(seen):
        for j in range(k):
            np.testing.assert_array_equal(group[:, j], batches[i * k + j])


def test_structures_are_kept():
    data = (images(12), {"label": np.arange(12), "text": np.array(list("abcdefghijkl"))})
    dataset = tf.data.Dataset.from_tensor_slices(data).batch(2, drop_remainder=True)
    groups = list(regroup(dataset, 3))
    assert len(groups) == 2
    picture, rest = groups[1]
    assert picture.shape == (2, 3, 3, 3, 2)
    assert rest["label"].numpy().tolist() == [[6, 8, 10], [7, 9, 11]]
    assert rest["text"].numpy().tolist() == [[b"g", b"i", b"k"], [b"h", b"j", b"l"]]


def test_tuple_of_one_stays_a_tuple():
    dataset = tf.data.Dataset.from_tensor_slices((np.arange(4.0),))
    for batches in (dataset.batch(1, drop_remainder=True), dataset.batch(1)):
        assert isinstance(regroup(batches, 2).element_spec, tuple)


def test_one_batch_a_group_changes_nothing():
    dataset = tf.data.Dataset.range(4).batch(2)
    assert regroup(dataset, 1) is dataset


def test_a_smaller_last_batch_cuts_its_group():
    data = (np.arange(11), np.arange(11) * 10)
    dataset = tf.data.Dataset.from_tensor_slices(data).batch(3)
    groups = regroup(dataset, 2)
    assert int(groups.cardinality()) == 2
    (a, _), (b, tens) = [(x.numpy(), y.numpy()) for x, y in groups]
    np.testing.assert_array_equal(a, [[0, 3], [1, 4], [2, 5]])
    np.testing.assert_array_equal(b, [[6, 9], [7, 10]])
    np.testing.assert_array_equal(tens, 10 * b)


def test_fewer_batches_than_a_group_give_nothing():
    assert list(regroup(tf.data.Dataset.range(4).batch(2, drop_remainder=True), 3)) == []


def test_unknown_cardinality():
    dataset = tf.data.Dataset.range(100).filter(lambda x: x < 13).batch(2, drop_remainder=True)
    assert [group.numpy().tolist() for group in regroup(dataset, 2)] == [
        [[0, 2], [1, 3]],
        [[4, 6], [5, 7]],
        [[8, 10], [9, 11]],
    ]


def test_mark_is_kept():
    assert is_ordered(regroup(from_arrays(images(12), batch_size=2), 3))


def test_wrong_arguments():
    with pytest.raises(ValueError, match=r"`k` must be a positive integer\. Received: k=0"):
        regroup(tf.data.Dataset.range(4).batch(2), 0)
    with pytest.raises(ValueError, match="must be batches of known rank"):
        regroup(tf.data.Dataset.range(4), 2)

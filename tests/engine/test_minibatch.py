"""One element of data becomes the minibatches of a step."""

import numpy as np
import pytest
import tensorflow as tf

from kerasgan.data.grouping import regroup
from kerasgan.engine import minibatch


@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("labelled", [False, True])
def test_minibatches_are_the_batches_that_were_grouped(steps, labelled):
    samples = np.arange(24.0).reshape(12, 2)
    labels = np.arange(12)
    batches = tf.data.Dataset.from_tensor_slices((samples, labels)).batch(2)
    expected = list(batches.as_numpy_iterator())
    found = []
    for element in regroup(batches, steps):
        found += minibatch.split(element, steps, labelled=labelled)
    assert len(found) == len(expected)
    for each, (own_samples, own_labels) in zip(found, expected, strict=True):
        np.testing.assert_array_equal(each.samples, own_samples)
        assert int(each.size) == 2
        if labelled:
            np.testing.assert_array_equal(each.labels, own_labels)
            assert [part.shape for part in each.inputs] == [(2, 2), (2,)]
        else:
            assert each.labels is None
            assert each.inputs is each.samples


def test_an_element_without_a_tuple_is_samples():
    (only,) = minibatch.split(tf.ones([4, 2]))
    assert only.samples.shape == (4, 2)
    assert only.labels is None


def test_other_samples_keep_the_labels():
    labels = tf.constant([1, 2])
    other = minibatch.Minibatch(tf.zeros([2, 3]), labels).replace(tf.ones([2, 5]))
    assert other.labels is labels
    assert other.samples.shape == (2, 5)

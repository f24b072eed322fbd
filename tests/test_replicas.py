"""Collectives on one replica and on two, against NumPy on the whole batch."""

import numpy as np
import pytest
import tensorflow as tf

from kerasgan import replicas

WHOLE = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
HALVES = np.split(WHOLE, 2)


@pytest.fixture
def on_both(mirrored):
    """Runs a function of its half of some values on each replica, in a graph; both results."""

    def run(function, halves=HALVES):
        values = mirrored.experimental_distribute_values_from_function(
            lambda context: tf.constant(halves[context.replica_id_in_sync_group])
        )
        results = tf.function(lambda x: mirrored.run(function, args=(x,)))(values)
        return [each.numpy() for each in mirrored.experimental_local_results(results)]

    return run


def test_one_replica_outside_of_strategies():
    assert replicas.count() == 1
    assert float(replicas.mean(tf.constant(WHOLE))) == pytest.approx(WHOLE.mean(), abs=1e-7)
    assert replicas.gather(WHOLE) is WHOLE
    assert replicas.share(WHOLE, 2) is WHOLE
    assert replicas.all_finite(tf.constant(WHOLE))
    assert not replicas.all_finite(tf.constant([0.0, np.inf]))


def test_one_replica_outside_of_a_step(mirrored):
    """Where a strategy's model is built, no replica runs yet."""
    with mirrored.scope():
        assert replicas.count() == 1


def test_count(on_both):
    assert on_both(lambda x: tf.constant(replicas.count())) == [2, 2]


def test_mean(on_both):
    for mean in on_both(replicas.mean):
        assert mean.shape == ()
        assert mean == pytest.approx(WHOLE.mean(), abs=1e-7)


def test_gather(on_both):
    for gathered in on_both(replicas.gather):
        np.testing.assert_array_equal(gathered, WHOLE)


def test_share(on_both):
    for size in (3, tf.constant(3)):
        shares = on_both(lambda x, size=size: replicas.share(tf.constant(WHOLE), size))
        np.testing.assert_array_equal(shares, HALVES)


def test_share_undoes_gather(on_both):
    halves = on_both(lambda x: replicas.share(replicas.gather(x), tf.shape(x)[0]))
    np.testing.assert_array_equal(halves, HALVES)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("replica", [0, 1])
def test_one_replica_tells_all_of_what_is_not_finite(on_both, wrong, replica):
    assert on_both(replicas.all_finite) == [True, True]
    halves = [half.copy() for half in HALVES]
    halves[replica][1, 2] = wrong
    assert on_both(replicas.all_finite, halves) == [False, False]

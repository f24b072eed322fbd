import warnings

import numpy as np
import pytest
import scipy.stats

from kerasgan.metrics import SlicedWasserstein


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def sets(n=60, m=60, d=3):
    random = np.random.default_rng(0)
    return random.normal(size=[n, d]), random.exponential(size=[m, d])


def directions(d, count, seed):
    """Uniform on the sphere: normal vectors, normalised."""
    normal = np.random.default_rng(seed).normal(size=[d, count])
    return normal / np.sqrt((normal**2).sum(0))


@pytest.mark.parametrize("m", [60, 45, 1])
def test_against_scipy(m):
    x, y = sets(60, max(m, 2))
    y = y[:m]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # A single image is constant.
        value = SlicedWasserstein(directions=20, seed=3)(x, y, batch_size=13)
    expected = [scipy.stats.wasserstein_distance(x @ u, y @ u) for u in directions(3, 20, 3).T]
    assert value == pytest.approx(np.mean(expected), rel=1e-10)


def test_order_two_pairs_sorted_samples():
    x, y = sets()
    powers = [np.mean((np.sort(x @ u) - np.sort(y @ u)) ** 2) for u in directions(3, 20, 0).T]
    value = SlicedWasserstein(order=2, directions=20)(x, y)
    assert value == pytest.approx(np.sqrt(np.mean(powers)), rel=1e-10)


def test_order_two_of_sets_of_different_size():
    """The same distribution written down with other counts."""
    x, y = sets(20, 30)
    score = SlicedWasserstein(order=2)
    assert score(x, y) == pytest.approx(score(np.repeat(x, 3, 0), np.repeat(y, 2, 0)), rel=1e-10)
    assert score(x, np.repeat(x, 3, 0)) < 1e-12


def test_a_shift_in_closed_form():
    """Order 2: |m| / sqrt(D), over all directions."""
    x, _ = sets(d=8)
    shift = np.arange(8.0)
    value = SlicedWasserstein(order=2, directions=20_000)(x, x + shift)
    assert value == pytest.approx(np.linalg.norm(shift) / np.sqrt(8), rel=0.02)


def test_one_dimension_is_the_distance_itself():
    x, y = sets(d=1)
    expected = scipy.stats.wasserstein_distance(x[:, 0], y[:, 0])
    assert SlicedWasserstein()(x, y) == pytest.approx(expected, rel=1e-10)


def test_symmetry_and_zero():
    x, y = sets(60, 45)
    score = SlicedWasserstein()
    assert score(x, y) == pytest.approx(score(y, x), rel=1e-12)
    assert score(x, x[::-1]) < 1e-12


def test_seeds():
    x, y = sets()
    assert SlicedWasserstein(seed=1)(x, y) == SlicedWasserstein(seed=1)(x, y)
    assert SlicedWasserstein(seed=1)(x, y) != SlicedWasserstein(seed=2)(x, y)


def test_refusals():
    x, y = sets()
    with pytest.raises(ValueError, match="`order` must be at least 1"):
        SlicedWasserstein(order=0)
    with pytest.warns(UserWarning, match="same features"):
        SlicedWasserstein()(x, y[[0, 0, 0]])

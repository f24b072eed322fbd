import warnings

import numpy as np
import pytest
import scipy.linalg

from kerasgan.metrics import FrechetDistance, frechet_distance


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def random_covariance(d, seed, rank=None):
    factor = np.random.default_rng(seed).normal(size=[d, rank or d])
    return factor @ factor.T


def by_scipy(x, y):
    cx, cy = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    root = scipy.linalg.sqrtm(cx @ cy)
    return np.sum((x.mean(0) - y.mean(0)) ** 2) + np.trace(cx + cy - 2 * root.real)


# Closed forms


def test_one_dimension():
    """(m - m')^2 + (s - s')^2"""
    assert frechet_distance([1.0], [[4.0]], [3.0], [[25.0]]) == pytest.approx(4 + 9, rel=1e-12)


def test_covariances_that_commute():
    a, b = np.array([1.0, 4.0, 9.0]), np.array([16.0, 1.0, 0.0])
    turn, _ = np.linalg.qr(np.random.default_rng(0).normal(size=[3, 3]))
    value = frechet_distance(
        np.zeros(3), turn * a @ turn.T, np.array([1.0, 2.0, 2.0]), turn * b @ turn.T
    )
    assert value == pytest.approx(9 + np.sum((np.sqrt(a) - np.sqrt(b)) ** 2), rel=1e-7)


def test_two_by_two():
    """tr (A B)^(1/2) = (tr(A B) + 2 det(A B)^(1/2))^(1/2) for 2 x 2 matrices."""
    a, b = random_covariance(2, 1), random_covariance(2, 2)
    root = np.sqrt(np.trace(a @ b) + 2 * np.sqrt(np.linalg.det(a) * np.linalg.det(b)))
    expected = np.trace(a) + np.trace(b) - 2 * root
    assert frechet_distance([0, 0], a, [0, 0], b) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("rank", [1, 30, 60])
def test_identical_distributions(rank):
    a = random_covariance(60, 3, rank)
    value = frechet_distance(np.ones(60), a, np.ones(60), a)
    assert 0 <= value <= 1e-12 * np.trace(a)


def test_rank_deficient_covariances():
    """Laws on orthogonal subspaces: the cross term vanishes."""
    a, b = np.zeros([40, 40]), np.zeros([40, 40])
    a[:20, :20], b[20:, 20:] = random_covariance(20, 4), random_covariance(20, 5)
    value = frechet_distance(np.zeros(40), a, np.zeros(40), b)
    assert value == pytest.approx(np.trace(a) + np.trace(b), rel=1e-6)


# The score


def sets(n=400, m=300, d=6):
    random = np.random.default_rng(0)
    x = random.normal(size=[n, d]) @ random.normal(size=[d, d])
    y = random.normal(size=[m, d]) @ random.normal(size=[d, d]) + 0.5
    return x, y


def test_against_scipy():
    x, y = sets()
    assert FrechetDistance("pixels")(x, y) == pytest.approx(by_scipy(x, y), rel=1e-6)


def test_against_scipy_with_images_in_batches():
    x, y = (each.reshape(-1, 1, 2, 3).astype("float32") for each in sets())
    expected = by_scipy(x.reshape(len(x), -1).astype(float), y.reshape(len(y), -1).astype(float))
    assert FrechetDistance("pixels")(x, y, batch_size=7) == pytest.approx(expected, rel=1e-6)


def test_symmetry():
    x, y = sets()
    score = FrechetDistance("pixels")
    assert score(x, y) == pytest.approx(score(y, x), rel=1e-10)


def test_zero_on_identical_sets():
    x, _ = sets()
    assert FrechetDistance("pixels")(x, x) <= 1e-12 * x.var() * 6
    assert FrechetDistance("pixels")(x, x[::-1]) <= 1e-12 * x.var() * 6


def test_a_shift():
    x, _ = sets()
    shift = np.arange(6.0)
    assert FrechetDistance("pixels")(x, x + shift) == pytest.approx(55.0, rel=1e-9)


def test_samples_of_known_laws():
    random = np.random.default_rng(1)
    x = random.normal(size=[200_000, 1]) * 2.0 + 1.0
    y = random.normal(size=[200_000, 1]) * 5.0 + 3.0
    assert FrechetDistance("pixels")(x, y) == pytest.approx(13.0, rel=0.02)


# Warnings and errors


def test_too_few_samples():
    x, y = sets()
    with pytest.warns(UserWarning, match="6 generated images are too few for .* dimension 6"):
        FrechetDistance("pixels")(x, y[:6])


def test_constant_features():
    x, _ = sets()
    with pytest.warns(UserWarning, match="All the generated images have the same features"):
        value = FrechetDistance("pixels")(x, np.ones([50, 6]))
    expected = np.sum((x.mean(0) - 1) ** 2) + np.trace(np.cov(x, rowvar=False))
    assert value == pytest.approx(expected, rel=1e-9)


def test_different_dimensions():
    x, y = sets()
    with pytest.warns(UserWarning, match="real images have shape"):
        with pytest.raises(ValueError, match=r"one dimension: .* Received: 6 and 5"):
            FrechetDistance("pixels")(x, y[:, :5])


@pytest.mark.parametrize("bad", [[[1.0, 0.0]], [[1.0]], [[np.nan, 0.0], [0.0, 1.0]]])
def test_bad_matrices(bad):
    with pytest.raises(ValueError, match=r"shapes|finite"):
        frechet_distance([0.0, 0.0], np.eye(2), [0.0, 0.0], bad)

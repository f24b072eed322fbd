import numpy as np
import pytest

from kerasgan.metrics import KernelDistance
from kerasgan.metrics.statistics import distances


def mmd(x, y, degree=3):
    """The U-statistic, pair by pair."""
    d = x.shape[1]

    def mean(pairs):
        return np.mean([(a @ b / d + 1) ** degree for a, b in pairs])

    xx = mean((a, b) for i, a in enumerate(x) for j, b in enumerate(x) if i != j)
    yy = mean((a, b) for i, a in enumerate(y) for j, b in enumerate(y) if i != j)
    return xx + yy - 2 * mean((a, b) for a in x for b in y)


def sets(m=12, n=9, d=4, shift=0.3, seed=0):
    random = np.random.default_rng(seed)
    return random.normal(size=[m, d]), random.normal(size=[n, d]) * 1.2 + shift


@pytest.mark.parametrize("tile", [2048, 5])
@pytest.mark.parametrize("degree", [1, 2, 3])
def test_against_all_pairs(tile, degree, monkeypatch):
    monkeypatch.setattr(distances, "TILE", tile)
    x, y = sets()
    value = KernelDistance("pixels", degree)(x, y).value
    assert value == pytest.approx(mmd(x, y, degree), rel=1e-9)


def test_degree_one_in_closed_form():
    """The linear kernel compares means: E value = |m - m'|^2 / D."""
    values = [KernelDistance("pixels", 1)(*sets(40, 40, 2, 1.0, seed)).value for seed in range(200)]
    error = np.std(values) / np.sqrt(200)
    assert abs(np.mean(values) - 1.0) < 4 * error


def test_the_jackknife():
    x, y = sets()
    without_x = np.array([mmd(np.delete(x, i, 0), y) for i in range(len(x))])
    without_y = np.array([mmd(x, np.delete(y, i, 0)) for i in range(len(y))])
    variance = sum(
        (len(v) - 1) / len(v) * np.sum((v - v.mean()) ** 2) for v in (without_x, without_y)
    )
    result = KernelDistance("pixels")(x, y)
    assert result.standard_error == pytest.approx(np.sqrt(variance), rel=1e-9)


@pytest.mark.parametrize(("shift", "low", "high"), [(1.0, 0.8, 1.25), (0.0, 0.9, 1.8)])
def test_the_standard_error_is_that_of_repetitions(shift, low, high):
    """Where the laws agree, the jackknife is known to exceed it, by a factor of up to root 2."""
    results = []
    for seed in range(300):
        random = np.random.default_rng(seed)
        x, y = random.normal(size=[100, 3]), random.normal(size=[80, 3]) + shift
        results.append(KernelDistance("pixels")(x, y))
    values, errors = np.array(results).T
    assert low < np.sqrt(np.mean(errors**2)) / values.std() < high


def test_unbiased():
    values = [KernelDistance("pixels")(*same_law(seed)).value for seed in range(300)]
    assert abs(np.mean(values)) < 4 * np.std(values) / np.sqrt(300)
    assert 0.2 < np.mean(np.array(values) < 0) < 0.9


def same_law(seed):
    random = np.random.default_rng(seed)
    return random.normal(size=[30, 3]), random.normal(size=[50, 3])


def test_symmetry():
    x, y = sets()
    score = KernelDistance("pixels")
    assert score(x, y) == pytest.approx(score(y, x), rel=1e-9)


def test_identical_sets():
    """The pairs of an image with itself count only across: 2 (sum / (m (m-1)) - all / m^2)."""
    x, _ = sets()
    kernel = (x @ x.T / 4 + 1) ** 3
    m = len(x)
    expected = 2 * ((kernel.sum() - np.trace(kernel)) / (m * (m - 1)) - kernel.sum() / m**2)
    assert KernelDistance("pixels")(x, x).value == pytest.approx(expected, rel=1e-9)


def test_refusals():
    x, y = sets()
    with pytest.raises(ValueError, match=r"at least 3 images\. Received: 12 and 2"):
        KernelDistance("pixels")(x, y[:2])
    with pytest.raises(ValueError, match=r"positive integer\. Received: degree=0\.5"):
        KernelDistance("pixels", 0.5)

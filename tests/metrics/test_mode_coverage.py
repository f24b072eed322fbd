import math
import warnings

import numpy as np
import pytest

from kerasgan.data.sets import mixtures
from kerasgan.metrics import ModeCoverage
from kerasgan.metrics.statistics import MixtureModes, StackedDigits


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def stacked(triples):
    """Images whose channels have the digit as their only value, which `digits` reads."""
    values = np.asarray(triples, "float32")[:, None, None, :] / 10
    return np.broadcast_to(values, [len(values), 4, 4, 3])


def digits(images):
    return np.eye(10)[np.rint(images[:, 0, 0, 0] * 10).astype(int)]


@pytest.mark.parametrize(("name", "modes"), [("ring", 8), ("grid", 25)])
def test_the_distribution_itself(name, modes):
    """A fraction 1 - exp(-9/2) lies within three standard deviations of a centre."""
    points, _ = mixtures.sample(name, 2500, seed=3)
    result = ModeCoverage(name)(None, points)
    assert (result.modes, result.total) == (modes, modes)
    expected = 1 - math.exp(-4.5)
    assert abs(result.high_quality - expected) < 4 * math.sqrt(expected * (1 - expected) / 2500)
    assert 0 < result.divergence < 0.02


@pytest.mark.parametrize(("name", "modes"), [("ring", 8), ("grid", 25)])
def test_assignment_is_that_of_the_data(name, modes):
    points, labels = mixtures.sample(name, 500, seed=4)
    found = MixtureModes(*mixtures.MIXTURES[name]).assign(points)
    hit = found >= 0
    assert hit.mean() > 0.95
    np.testing.assert_array_equal(found[hit], labels[hit])


def test_three_standard_deviations():
    for factor, hits in ((2.99, 1.0), (3.01, 0.0)):
        points = np.tile([1.0, factor * 0.01], [2500, 1])
        assert ModeCoverage("ring")(None, points).high_quality == hits


def test_dropped_modes_in_closed_form():
    """3 of 8 modes in equal parts, half of the samples nowhere."""
    centers = mixtures.MIXTURES["ring"].centers
    points = np.concatenate([np.repeat(centers[[0, 3, 5]], 400, axis=0), np.zeros([1200, 2])])
    score = ModeCoverage(MixtureModes(centers, 0.01, samples=2400))
    result = score(None, points, batch_size=7)
    assert result == pytest.approx((3, 8, 0.5, math.log(8 / 3)))


def test_no_mode_at_all():
    result = ModeCoverage("grid")(None, np.full([2500, 2], 0.9))
    assert (result.modes, result.high_quality) == (0, 0.0)
    assert result.divergence == pytest.approx(math.log(25))


def test_modes_come_before_quality():
    score = ModeCoverage(MixtureModes(np.eye(2), 0.1, samples=4))
    one = score(None, np.eye(2)[[0, 0, 0, 0]])
    both = score(None, np.concatenate([np.eye(2), np.full([2, 2], 9.0)]))
    best = score(None, np.eye(2)[[0, 0, 1, 1]])
    assert score.value(best) > score.value(both) > score.value(one)


def test_stacked_digits():
    triples = [(a, b, c) for a in range(10) for b in range(10) for c in (0, 7)]
    result = ModeCoverage(StackedDigits(digits, samples=400))(None, stacked(triples * 2))
    assert result == pytest.approx((200, 1000, 1.0, math.log(5)))


def test_stacked_digits_are_numbered_as_in_the_data():
    images, labels = mixtures.stack(
        np.broadcast_to(25 * np.arange(10, dtype="uint8")[:, None, None, None], [10, 4, 4, 1]),
        np.arange(10),
        count=50,
    )
    modes = StackedDigits(digits)
    outputs = modes.extractor(images / 250.0)
    np.testing.assert_array_equal(modes.assign(outputs), labels)


def test_another_count_than_that_of_the_protocol():
    with pytest.warns(UserWarning, match="asks for 2500 samples: .* Received: 100"):
        ModeCoverage("ring")(None, np.ones([100, 2]))
    with pytest.warns(UserWarning, match="asks for 26000 samples: .* Received: 2"):
        ModeCoverage(StackedDigits(digits))(None, stacked([(1, 2, 3), (1, 2, 4)]))


def test_refusals():
    with pytest.raises(ValueError, match=r"no modes 'rign'\. Did you mean 'ring'"):
        ModeCoverage("rign")
    with pytest.raises(ValueError, match=r"dimension 2\. Received: shape"):
        ModeCoverage("ring")(None, np.zeros([5, 3]))
    with pytest.raises(ValueError, match=r"3 channels and a .* 10 classes\. Received: 2"):
        ModeCoverage(StackedDigits(digits))(None, stacked([(1, 2, 3)])[..., :2])
    with pytest.raises(ValueError, match="sigma"):
        MixtureModes(np.eye(2), 0.0)

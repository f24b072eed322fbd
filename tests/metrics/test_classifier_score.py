import warnings

import numpy as np
import pytest

from kerasgan.metrics import ClassifierScore


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def given(images):
    return images


def probabilities(n=60, classes=4, seed=0):
    return np.random.default_rng(seed).dirichlet(np.full(classes, 0.3), size=n)


def by_hand(p):
    """exp of the mean over images of sum_y p(y|x) log(p(y|x) / p(y))."""
    mean = p.mean(0)
    return np.exp(np.mean([np.sum(row * np.log(row / mean)) for row in p]))


def test_by_hand():
    p = probabilities()
    assert ClassifierScore(given, splits=1)(None, p).value == pytest.approx(by_hand(p), rel=1e-12)


@pytest.mark.parametrize("batch_size", [1, 7, 60])
def test_parts_are_interleaved_whatever_the_batches(batch_size):
    p = probabilities()
    parts = [by_hand(p[i::3]) for i in range(3)]
    result = ClassifierScore(given, splits=3)(None, p, batch_size=batch_size)
    assert result.value == pytest.approx(np.mean(parts), rel=1e-10)
    assert result.standard_deviation == pytest.approx(np.std(parts), rel=1e-8)


def test_logits():
    logits = np.random.default_rng(0).normal(size=[60, 4]) * 5 + 1000
    p = np.exp(logits - 1000)
    p /= p.sum(1, keepdims=True)
    score = ClassifierScore(given, splits=1, from_logits=True)
    assert score(None, logits).value == pytest.approx(by_hand(p), rel=1e-9)


def test_bounds():
    """The number of classes where each image is of one class and all are equally frequent; 1 where
    all images look the same."""
    score = ClassifierScore(given, splits=2)
    assert score(None, np.eye(5)[np.arange(50) // 2 % 5]).value == pytest.approx(5.0)
    assert score(None, np.tile([0.7, 0.2, 0.1], [30, 1])) == pytest.approx((1.0, 0.0))


def test_higher_is_better():
    score = ClassifierScore(given, splits=2)
    good = score(None, np.eye(5)[np.arange(50) // 2 % 5])
    bad = score(None, np.tile([0.7, 0.2, 0.1], [30, 1]))
    assert score.value(good) > score.value(bad)
    assert not score.lower_is_better


def test_rows_that_are_no_probabilities():
    score = ClassifierScore(given, splits=1)
    for bad in (probabilities() * 2, probabilities() - 0.1):
        with pytest.raises(ValueError, match="from_logits=True"):
            score(None, bad)


def test_too_few_images():
    score = ClassifierScore(given, splits=10)
    with pytest.raises(ValueError, match=r"at least 10 images: .* Received: 9"):
        score(None, probabilities(9))
    with pytest.warns(UserWarning, match="Parts of 3 images are too few for 4 classes"):
        score(None, probabilities(30))
    with pytest.raises(ValueError, match="splits"):
        ClassifierScore(given, splits=0)

import numpy as np
import pytest
import scipy.stats

from kerasgan.metrics import ClassHistogram


def given(images):
    return images


def histogram(classes, k=10, **options):
    return ClassHistogram(given)(None, np.eye(k)[classes], **options)


@pytest.mark.parametrize("batch_size", [1, 30, 1000])
def test_against_scipy(batch_size):
    classes = np.random.default_rng(0).choice(10, size=500, p=np.arange(10) / 45)
    result = histogram(classes, batch_size=batch_size)
    counts = np.bincount(classes, minlength=10)
    assert result.entropy == pytest.approx(scipy.stats.entropy(counts, base=10), rel=1e-12)
    assert result.fractions == pytest.approx(counts / 500)
    assert result.missing == (0,)


def test_extremes():
    assert histogram(np.arange(200) % 10).entropy == pytest.approx(1.0)
    collapsed = histogram(np.full(200, 3))
    assert collapsed.entropy == 0.0
    assert collapsed.missing == (0, 1, 2, 4, 5, 6, 7, 8, 9)


def test_logits_do_as_well():
    logits = np.random.default_rng(0).normal(size=[300, 5])
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    score = ClassHistogram(given)
    assert score(None, logits) == score(None, p)


def test_the_even_one_is_better():
    score = ClassHistogram(given)
    even, uneven = (score.value(histogram(np.arange(200) % classes)) for classes in (10, 9))
    assert even > uneven
    assert not score.lower_is_better


def test_few_images():
    with pytest.warns(UserWarning, match="99 images are few for 10 classes"):
        histogram(np.arange(99) % 10)


def test_one_class_is_none():
    with pytest.raises(ValueError, match="at least 2 classes"):
        histogram(np.zeros(50, int), k=1)

"""Precision and recall, density and coverage, and the nearest-neighbour test, by brute force."""

import math
import tracemalloc
import warnings

import numpy as np
import pytest

from kerasgan.metrics import DensityCoverage, NearestNeighbourAccuracy, PrecisionRecall
from kerasgan.metrics.statistics import distances


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.fixture(params=[2048, 7])
def tile(request, monkeypatch):
    monkeypatch.setattr(distances, "TILE", request.param)


def sets(n=40, m=40, d=3, seed=0):
    random = np.random.default_rng(seed)
    return random.normal(size=[n, d]), random.normal(size=[m, d]) * 0.7 + 0.5


def distance(a, b):
    return math.sqrt(sum((p - q) ** 2 for p, q in zip(a, b, strict=True)))


def radius(points, i, k):
    return sorted(distance(points[i], p) for j, p in enumerate(points) if j != i)[k - 1]


def on_manifold(point, points, radii):
    return any(distance(point, p) <= r for p, r in zip(points, radii, strict=True))


# Memory


def test_memory_stays_with_the_tile(monkeypatch):
    """All pairs at once would take 11.5 MB for a single matrix."""
    monkeypatch.setattr(distances, "TILE", 128)
    x, y = sets(1200, 1200, 8)
    scores = [PrecisionRecall("pixels"), DensityCoverage("pixels")]
    tracemalloc.start()
    for score in [*scores, NearestNeighbourAccuracy("pixels")]:
        score(x, y)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 128**2 * 8 < peak < 2.5e6


def test_the_bound_that_is_promised():
    """10 000 x 10 000 x 512: tiles with their temporaries, and both sets in float32."""
    tiles, sets = 6 * distances.TILE**2 * 8, 2 * 10_000 * 512 * 4
    converted = 4 * 10_000 * 512 * 8
    assert tiles + sets + converted < 2**29


# Precision and recall


@pytest.mark.parametrize("k", [1, 3])
def test_precision_and_recall(tile, k):
    x, y = sets()
    radii_x = [radius(x, i, k) for i in range(len(x))]
    radii_y = [radius(y, i, k) for i in range(len(y))]
    precision = np.mean([on_manifold(p, x, radii_x) for p in y])
    recall = np.mean([on_manifold(p, y, radii_y) for p in x])
    assert 0 < recall < precision < 1
    assert PrecisionRecall("pixels", k)(x, y) == pytest.approx((precision, recall), abs=1e-12)


def test_precision_and_recall_change_places(tile):
    x, y = sets()
    precision, recall = PrecisionRecall("pixels")(x, y)
    assert PrecisionRecall("pixels")(y, x) == (recall, precision)


def test_precision_of_identical_and_of_distant_sets(tile):
    x, _ = sets()
    assert PrecisionRecall("pixels")(x, x) == (1.0, 1.0)
    assert PrecisionRecall("pixels")(x, x + 100) == (0.0, 0.0)


def test_points_on_the_edge_of_a_ball_belong_to_the_manifold(tile):
    real = np.array([[0.0], [1.0], [5.0], [7.0]])
    generated = np.array([[-1.0], [2.0], [3.0], [9.0 + 1e-4]])
    assert PrecisionRecall("pixels", k=1)(real, generated).precision == 0.75


def test_a_collapsed_generator_has_no_recall():
    x, _ = sets()
    with pytest.warns(UserWarning, match="All the generated images have the same features"):
        result = PrecisionRecall("pixels")(x, np.repeat(x[:1], 40, axis=0))
    assert result == (1.0, 1 / 40)
    score = PrecisionRecall("pixels")
    assert score.value(result) < score.value(score(x, x))
    assert score.value(score(x, x + 100)) == 0.0


# Density and coverage


@pytest.mark.parametrize("k", [1, 5])
def test_density_and_coverage(tile, k):
    x, y = sets()
    radii = [radius(x, i, k) for i in range(len(x))]
    hits = np.array([[distance(a, b) < r for b in y] for a, r in zip(x, radii, strict=True)])
    expected = (hits.sum() / (k * len(y)), hits.any(1).mean())
    assert 0 < expected[1] < 1
    assert DensityCoverage("pixels", k)(x, y) == pytest.approx(expected, abs=1e-12)


def test_density_of_identical_sets(tile):
    x, _ = sets()
    assert DensityCoverage("pixels")(x, x) == (1.0, 1.0)
    assert DensityCoverage("pixels")(x, x + 100) == (0.0, 0.0)


def test_density_and_coverage_of_one_law():
    """Lemma 2: E coverage = 1 - (N-1)...(N-k) / ((2N-1)...(2N-k)); E density = 1."""
    n, k = 60, 5
    random = np.random.default_rng(0)
    results = [
        DensityCoverage("pixels", k)(random.normal(size=[n, 2]), random.normal(size=[n, 2]))
        for _ in range(300)
    ]
    expected = 1 - math.prod((n - i) / (2 * n - i) for i in range(1, k + 1))
    density, coverage = np.mean(results, axis=0)
    errors = np.std(results, axis=0) / np.sqrt(300)
    assert abs(density - 1) < 4 * errors[0]
    assert abs(coverage - expected) < 4 * errors[1]


def test_an_outlier_does_not_raise_coverage():
    """Against which recall, whose balls lie around generated images, is helpless."""
    x, y = sets(seed=1)
    y = y + 50
    y[0] = x.mean(0)  # one good image, whose ball is huge
    assert PrecisionRecall("pixels")(x, y).recall == 1.0
    assert DensityCoverage("pixels")(x, y).coverage < 0.8


# Nearest neighbours as a classifier


def test_accuracy(tile):
    x, y = sets()
    union, kinds = np.concatenate([x, y]), np.repeat([0, 1], 40)
    right = []
    for i, point in enumerate(union):
        others = [
            (distance(point, p), kind)
            for j, (p, kind) in enumerate(zip(union, kinds, strict=True))
            if j != i
        ]
        right.append(min(others)[1] == kinds[i])
    result = NearestNeighbourAccuracy("pixels")(x, y)
    assert result == pytest.approx((np.mean(right), np.mean(right[:40]), np.mean(right[40:])))


def test_accuracy_of_apart_copied_and_collapsed_sets(tile):
    x, _ = sets()
    score = NearestNeighbourAccuracy("pixels")
    assert score(x, x + 100) == (1.0, 1.0, 1.0)
    assert score(x, x) == (0.0, 0.0, 0.0)
    # In 100 dimensions, images are sqrt(200) from each other, and sqrt(100) from their centre.
    with pytest.warns(UserWarning, match="same features"):
        collapsed = score(np.random.default_rng(0).normal(size=[40, 100]), np.zeros([40, 100]))
    assert collapsed == (0.5, 0.0, 1.0)


def test_accuracy_of_one_law():
    random = np.random.default_rng(0)
    values = [
        NearestNeighbourAccuracy("pixels")(*random.normal(size=[2, 50, 2])).accuracy
        for _ in range(200)
    ]
    # Left out, an image leaves 49 of its own kind and 50 of the other.
    assert abs(np.mean(values) - 49 / 99) < 4 * np.std(values) / np.sqrt(200)


def test_ties_count_half(tile):
    x, y = np.array([[0.0], [1.0]]), np.array([[0.5], [-1.0]])
    assert NearestNeighbourAccuracy("pixels")(x, x[::-1]).accuracy == 0.0
    duplicates = np.zeros([4, 1])
    with pytest.warns(UserWarning, match="same features"):
        assert NearestNeighbourAccuracy("pixels")(duplicates, duplicates).accuracy == 0.5
    assert NearestNeighbourAccuracy("pixels")(x, y).accuracy == 0.0


def test_the_best_accuracy_is_one_half():
    score = NearestNeighbourAccuracy("pixels")
    x, y = sets()
    assert score.value(score(x, x)) == score.value(score(x, x + 100)) == 0.5
    assert 0 < score.value(score(x, y)) < 0.5


# Refusals


@pytest.mark.parametrize("score", [PrecisionRecall, DensityCoverage])
def test_too_few_images(score):
    x, y = sets()
    with pytest.raises(ValueError, match="nearest neighbours among the real images"):
        score("pixels", k=4)(x[:4], y[:4])
    for k in (0, 2.5):
        with pytest.raises(ValueError, match="`k` must be a positive integer"):
            score("pixels", k)


@pytest.mark.parametrize("score", [PrecisionRecall, DensityCoverage])
def test_unequal_counts_are_a_warning(score):
    x, y = sets()
    with pytest.warns(UserWarning, match="40 real and 30 generated images"):
        score("pixels")(x, y[:30])


def test_unequal_counts_are_an_error_where_they_move_the_best_value():
    x, y = sets()
    with pytest.raises(ValueError, match=r"as many real images as generated .* Received: 40 and"):
        NearestNeighbourAccuracy("pixels")(x, y[:30])

"""Comparisons tile by tile, against all pairs by brute force."""

import math

import numpy as np
import pytest

from kerasgan.metrics.statistics import distances


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


def test_squared_distances(tile):
    x, y = sets(23, 31)
    found = np.full([23, 31], np.nan)
    for rows, columns, squared in distances.measure_distances(x, y):
        found[rows, columns] = squared
    expected = [[distance(a, b) ** 2 for b in y] for a in x]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_far_from_the_origin(tile):
    x, y = sets(23, 31)
    for rows, columns, squared in distances.measure_distances(x + 1e6, y + 1e6):
        expected = [[distance(a, b) ** 2 for b in y[columns]] for a in x[rows]]
        np.testing.assert_allclose(squared, expected, rtol=1e-5)


def test_copies_are_at_distance_zero(tile):
    x = np.random.default_rng(0).normal(size=[30, 512]).astype("float32") * 100
    for rows, columns, squared in distances.measure_distances(x, x.copy()):
        same = np.equal.outer(np.arange(30)[rows], np.arange(30)[columns])
        assert (squared[same] == 0).all()
        assert (squared[~same] > 1).all()


@pytest.mark.parametrize("k", [1, 4])
def test_kth_neighbour(tile, k):
    x, _ = sets()
    expected = [radius(x, i, k) ** 2 for i in range(len(x))]
    np.testing.assert_allclose(distances.find_kth_neighbour(x, k), expected, rtol=1e-9)


def test_neighbours_of_duplicates(tile):
    x = np.repeat(np.arange(5.0)[:, None], 3, axis=0)
    np.testing.assert_array_equal(distances.find_kth_neighbour(x, 2), 0.0)
    np.testing.assert_allclose(distances.find_kth_neighbour(x, 3), 1.0)

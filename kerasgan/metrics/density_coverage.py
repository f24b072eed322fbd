"""Density and coverage of generated images, by nearest neighbours."""

from typing import NamedTuple

import numpy as np

from kerasgan.arguments import check_positive_integers
from kerasgan.metrics.score import Score, check_features, warn_of_counts
from kerasgan.metrics.statistics import distances
from kerasgan.metrics.statistics.samples import Samples


class DensityCoverage(Score):
    """How dense generated images are where real ones are, and how many of these they cover.

    The neighbourhood of a real image is the open ball up to its k-th nearest other real image.
    For two sets of N images of one law the density is 1 on average, and the coverage
    `1 - (N-1)...(N-k) / ((2N-1)...(2N-k))`, near `1 - 2^-k`. Unlike precision and recall, both
    only rest on neighbourhoods of real images, so single outliers among the generated do no harm.
    Higher is better; density may exceed 1.

    Args:
        features: A name, a `keras.Model` or a callable, as of `kerasgan.metrics.extractors.get`.
        k: Which nearest neighbour sets the radius.

    Example:
        >>> score = kerasgan.metrics.DensityCoverage("pixels")
        >>> real = np.random.default_rng(0).normal(size=[500, 2])
        >>> score(real, real)
        DensityCoverage.Result(density=1.0, coverage=1.0)

    Reference:
        Naeem et al., "Reliable Fidelity and Diversity Metrics for Generative Models", 2020,
        equations 5 and 6, lemma 2 (arXiv:2002.09797).
    """

    name = "density_coverage"
    lower_is_better = False

    class Result(NamedTuple):
        """What `DensityCoverage` returns.

        Args:
            density: How many real neighbourhoods a generated image lies in, on average, over k.
            coverage: Fraction of real images with a generated one in their neighbourhood.
        """

        density: float
        coverage: float

    def __init__(self, features, k=5):
        super().__init__(features)
        check_positive_integers(k=k)
        self.k = int(k)

    def statistics(self):
        return Samples()

    def settings(self):
        return {"k": self.k}

    def compare(self, real, generated):
        check_features(real, generated)
        distances.check_neighbours(self.k, real=real.array)
        warn_of_counts(real.count, generated.count, "coverage grows with the generated images.")
        radius = distances.find_kth_neighbour(real.array, self.k)
        hits, covered = 0, np.zeros(real.count, bool)
        for rows, _, squared in distances.measure_distances(real.array, generated.array):
            hit = distances.is_inside(squared, radius[rows, None])
            hits += int(hit.sum())
            covered[rows] |= hit.any(axis=1)
        density = hits / (self.k * generated.count)
        return self.Result(float(density), float(covered.mean()))

    def value(self, result):
        """The coverage, which a collapsed generator lacks."""
        return result.coverage

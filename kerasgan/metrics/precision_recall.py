"""Precision and recall of generated images, by nearest neighbours."""

from typing import NamedTuple

import numpy as np

from kerasgan.metrics.score import Score, check_features, warn_of_counts
from kerasgan.metrics.statistics.distances import (
    check_k,
    check_neighbours,
    kth_neighbour,
    squared_distances,
    within,
)
from kerasgan.metrics.statistics.samples import Samples


class PrecisionRecallResult(NamedTuple):
    """What `PrecisionRecall` returns.

    Args:
        precision: Fraction of generated images that lie on the manifold of the real ones.
        recall: Fraction of real images that lie on the manifold of the generated ones.
    """

    precision: float
    recall: float


class PrecisionRecall(Score):
    """How many generated images look real, and how much of the real set is generated.

    The manifold of a set is the union of the balls around its images, each as large as the
    distance to its k-th nearest other image. 1 and 1 for identical sets; higher is better. Sets
    of one law reach less than 1; compare only scores of equal counts and equal k.

    Args:
        features: What `kerasgan.metrics.extractors.get` takes: a name, a `keras.Model` or another
            callable.
        k: Which nearest neighbour sets the radius.

    Returns:
        When called, a `PrecisionRecallResult` of `precision` and `recall`.

    Example:
        >>> score = kerasgan.metrics.PrecisionRecall("pixels")
        >>> real = np.random.default_rng(0).normal(size=[500, 2])
        >>> score(real, real[:, :1] * [1.0, 0.0]).recall < 0.1  # one of two directions is lost
        True

    Reference:
        Kynkäänniemi et al., "Improved Precision and Recall Metric for Assessing Generative
        Models", 2019, equations 1 and 2 (arXiv:1904.06991).
    """

    name = "precision_recall"

    def __init__(self, features, k=3):
        super().__init__(features)
        self.k = check_k(k)

    def statistics(self):
        return Samples()

    def settings(self):
        return {"k": self.k}

    def compare(self, real, generated):
        check_features(real, generated)
        check_neighbours(self.k, real=real.array, generated=generated.array)
        warn_of_counts(real.count, generated.count, "manifolds of larger sets have smaller balls.")
        real_radius = kth_neighbour(real.array, self.k)
        generated_radius = kth_neighbour(generated.array, self.k)
        precise, recalled = np.zeros(generated.count, bool), np.zeros(real.count, bool)
        for rows, columns, squared in squared_distances(real.array, generated.array):
            precise[columns] |= within(squared, real_radius[rows, None]).any(axis=0)
            recalled[rows] |= within(squared, generated_radius[None, columns]).any(axis=1)
        return PrecisionRecallResult(float(precise.mean()), float(recalled.mean()))

    def cost(self, result):
        """The negative harmonic mean: precision alone is best for a collapsed generator."""
        total = result.precision + result.recall
        return -2 * result.precision * result.recall / total if total else 0.0

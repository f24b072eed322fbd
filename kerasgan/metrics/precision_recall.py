"""Precision and recall of generated images, by nearest neighbours."""

from typing import NamedTuple

import numpy as np

from kerasgan.arguments import check_positive_integers
from kerasgan.metrics.score import Score, check_features, warn_of_counts
from kerasgan.metrics.statistics import distances
from kerasgan.metrics.statistics.samples import Samples


class PrecisionRecall(Score):
    """How many generated images look real, and how much of the real set is generated.

    The manifold of a set is the union of the balls around its images, each as large as the
    distance to its k-th nearest other image. 1 and 1 for identical sets; higher is better. Sets
    of one law reach less than 1; compare only scores of equal counts and equal k.

    Args:
        features: A name, a `keras.Model` or a callable, as of `kerasgan.metrics.extractors.get`.
        k: Which nearest neighbour sets the radius.

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
    lower_is_better = False

    class Result(NamedTuple):
        """What `PrecisionRecall` returns.

        Args:
            precision: Fraction of generated images that lie on the manifold of the real ones.
            recall: Fraction of real images that lie on the manifold of the generated ones.
        """

        precision: float
        recall: float

    def __init__(self, features, k=3):
        super().__init__(features)
        check_positive_integers(k=k)
        self.k = int(k)

    def statistics(self):
        return Samples()

    def settings(self):
        return {"k": self.k}

    def compare(self, real, generated):
        check_features(real, generated)
        distances.check_neighbours(self.k, real=real.array, generated=generated.array)
        warn_of_counts(real.count, generated.count, "manifolds of larger sets have smaller balls.")
        real_radius = distances.find_kth_neighbour(real.array, self.k)
        generated_radius = distances.find_kth_neighbour(generated.array, self.k)
        precise, recalled = np.zeros(generated.count, bool), np.zeros(real.count, bool)
        for rows, columns, squared in distances.measure_distances(real.array, generated.array):
            near_real = distances.is_within(squared, real_radius[rows, None])
            near_generated = distances.is_within(squared, generated_radius[None, columns])
            precise[columns] |= near_real.any(axis=0)
            recalled[rows] |= near_generated.any(axis=1)
        return self.Result(float(precise.mean()), float(recalled.mean()))

    def value(self, result):
        """The harmonic mean: precision alone is best for a collapsed generator."""
        total = result.precision + result.recall
        return 2 * result.precision * result.recall / total if total else 0.0

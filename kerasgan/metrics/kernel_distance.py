"""The kernel distance between features, known as KID with Inception's features."""

from typing import NamedTuple

import numpy as np

from kerasgan.arguments import check_positive_integers
from kerasgan.metrics.score import Score, check_features
from kerasgan.metrics.statistics.distances import multiply_rows
from kerasgan.metrics.statistics.samples import Samples


class KernelDistance(Score):
    """The squared maximum mean discrepancy, with kernel `(x y / D + 1)^3`.

    The estimate is the U-statistic of Gretton et al., over all pairs of images: unbiased at any
    counts, 0 on average for samples of one law, then negative about as often as positive. On one
    set compared with itself it is a little negative. Lower is better. It has the same expected
    value as the published average over random subsets, and less variance, and draws nothing at
    random.

    The standard error is the jackknife's, leaving out real and generated images one at a time.
    Where the two laws agree, and nearly so, it is too large, by a factor of up to about 1.4.

    Args:
        features: A name, a `keras.Model` or a callable, as of `kerasgan.metrics.extractors.get`.
        degree: Degree of the polynomial kernel.

    Example:
        >>> score = kerasgan.metrics.KernelDistance("pixels")
        >>> real = np.random.default_rng(0).normal(size=[500, 2])
        >>> result = score(real, real + 3.0)
        >>> result.value > 10 * result.standard_error
        True

    Reference:
        Bińkowski et al., "Demystifying MMD GANs", 2018, section 4 (arXiv:1801.01401); Gretton et
        al., "A Kernel Two-Sample Test", 2012, equation 3; Arvesen, "Jackknifing U-Statistics",
        1969.
    """

    name = "kernel_distance"

    class Result(NamedTuple):
        """What `KernelDistance` returns.

        Args:
            value: Estimate of the squared MMD, which may be negative.
            standard_error: Its standard error.
        """

        value: float
        standard_error: float

    def __init__(self, features, degree=3):
        super().__init__(features)
        check_positive_integers(degree=degree)
        self.degree = int(degree)

    def statistics(self):
        return Samples()

    def settings(self):
        return {"degree": self.degree}

    def compare(self, real, generated):
        check_features(real, generated)
        x, y = real.array, generated.array
        m, n = len(x), len(y)
        if min(m, n) < 3:
            raise ValueError(f"A kernel distance needs at least 3 images. Received: {m} and {n}.")
        within_x, _ = self._sums(x, x)
        within_y, _ = self._sums(y, y)
        from_x, from_y = self._sums(x, y)

        def distance(xx, yy, xy, m, n):
            return xx / (m * (m - 1)) + yy / (n * (n - 1)) - 2.0 * xy / (m * n)

        xx, yy, xy = within_x.sum(), within_y.sum(), from_x.sum()
        without_x = distance(xx - 2.0 * within_x, yy, xy - from_x, m - 1, n)
        without_y = distance(xx, yy - 2.0 * within_y, xy - from_y, m, n - 1)
        variance = _jackknife(without_x) + _jackknife(without_y)
        return self.Result(float(distance(xx, yy, xy, m, n)), float(np.sqrt(variance)))

    def _sums(self, x, y):
        """Sums of the kernel over y for each x, and over x for each y; without pairs of self."""
        by_row, by_column = np.zeros(len(x)), np.zeros(len(y))
        for rows, columns, tile in multiply_rows(x, y):
            tile /= x.shape[1]
            tile += 1.0
            kernel = tile.copy()
            for _ in range(self.degree - 1):
                kernel *= tile
            if x is y and rows == columns:
                np.fill_diagonal(kernel, 0.0)
            by_row[rows] += kernel.sum(axis=1)
            by_column[columns] += kernel.sum(axis=0)
        return by_row, by_column


def _jackknife(without):
    """Variance of an estimate from its values with one sample left out."""
    n = len(without)
    return (n - 1) / n * np.sum((without - without.mean()) ** 2)

"""Mean and covariance of a stream of features, in memory that does not grow with it."""

import numpy as np

from kerasgan.metrics.statistics.base import Statistics, check_matrix


class Moments(Statistics):
    """Count, mean and sum of squared deviations of feature vectors, accumulated in float64.

    Batches are merged by the pairwise formula of Chan, Golub and LeVeque, which loses no digits
    where sums of squares would. Memory is O(D^2).

    Example:
        >>> moments = kerasgan.metrics.statistics.Moments()
        >>> moments.update(np.array([[0.0], [2.0], [4.0]]))
        >>> moments.mean, moments.covariance
        (array([2.]), array([[4.]]))

    Reference:
        Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample
        Variances", 1979, equation 2.1.
    """

    key = ("moments",)
    fields = ("count", "mean", "scatter")

    def __init__(self):
        self.count = 0
        self.mean = None
        self.scatter = None

    def update(self, features):
        """Adds a batch `[N, D]`."""
        features = check_matrix(features).astype("float64")
        batch = Moments()
        batch.count = len(features)
        batch.mean = features.mean(axis=0)
        centred = features - batch.mean
        batch.scatter = centred.T @ centred
        self.merge(batch)

    def merge(self, other):
        """Adds what another one, of the same dimension, has seen."""
        if not self.count:
            self.count, self.mean, self.scatter = other.count, other.mean, other.scatter
            return
        count = self.count + other.count
        delta = other.mean - self.mean
        between = np.outer(delta, delta * (self.count * other.count / count))
        self.scatter = self.scatter + other.scatter + between
        self.mean = self.mean + delta * (other.count / count)
        self.count = count

    @property
    def dimension(self):
        """The length D of a feature vector."""
        return len(self.mean)

    @property
    def covariance(self):
        """The unbiased covariance `[D, D]`, of at least two samples."""
        if self.count < 2:
            raise ValueError(f"A covariance needs at least 2 samples. Received: {self.count}.")
        return self.scatter / (self.count - 1)

    @property
    def is_constant(self):
        """Whether all the feature vectors were the same, up to the rounding of float32."""
        return bool((np.diag(self.scatter) <= 1e-12 * self.count * self.mean**2).all())

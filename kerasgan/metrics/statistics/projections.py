"""Features of a stream of images along random directions."""

import numpy as np

from kerasgan.metrics.statistics.base import Statistics, check_matrix


class Projections(Statistics):
    """Feature vectors along random directions, the same ones for every set.

    Args:
        directions: How many.
        seed: Seed of the directions.
    """

    fields = ("array", "dimension", "is_constant")

    def __init__(self, directions, seed):
        self.key = ("projections", directions, seed)
        self._count, self._seed = directions, seed
        self._directions = None
        self._parts = []
        self.dimension = None
        self._first, self.is_constant = None, True

    def update(self, features):
        """Adds a batch `[N, D]`."""
        features = check_matrix(features).astype("float64")
        if self._directions is None:
            self.dimension = features.shape[1]
            normal = np.random.default_rng(self._seed).normal(size=[self.dimension, self._count])
            self._directions = normal / np.linalg.norm(normal, axis=0)
            self._first = features[0]
        self.is_constant = self.is_constant and bool((features == self._first).all())
        self._parts.append(features @ self._directions)

    @property
    def array(self):
        """The features along each direction, `[N, directions]`."""
        return np.concatenate(self._parts)

    @array.setter
    def array(self, array):
        self._parts = [array]

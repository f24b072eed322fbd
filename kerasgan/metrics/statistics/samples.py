"""All feature vectors of a set, for scores that compare sample with sample."""

import numpy as np

from kerasgan.metrics.statistics.base import Statistics, check_matrix


class Samples(Statistics):
    """Feature vectors in their order, float32, or float64 where they come so."""

    key = ("samples",)
    fields = ("array",)

    def __init__(self):
        self._parts = []

    def update(self, features):
        """Adds a batch `[N, D]`."""
        features = check_matrix(features)
        self._parts.append(features if features.dtype == "float64" else features.astype("float32"))

    @property
    def array(self):
        """The feature vectors `[N, D]`."""
        if len(self._parts) > 1:
            self._parts = [np.concatenate(self._parts)]
        return self._parts[0]

    @array.setter
    def array(self, array):
        self._parts = [array]

    @property
    def count(self):
        """The number N of vectors."""
        return len(self.array)

    @property
    def dimension(self):
        """The length D of a vector."""
        return self.array.shape[1]

    @property
    def is_constant(self):
        """Whether all the vectors are the same."""
        return bool((self.array == self.array[0]).all())

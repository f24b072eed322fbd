"""A fair sample of a stream, in memory that does not grow with it."""

import numpy as np

from kerasgan.metrics.statistics.base import Statistics


class Reservoir(Statistics):
    """Up to `size` members of a stream, every set of that size equally likely.

    What is kept depends on the seed and the order of the stream, and not on its batches.

    Args:
        size: How many to keep.
        seed: Seed of the choice.

    Reference:
        Vitter, "Random Sampling with a Reservoir", 1985, algorithm R.
    """

    fields = ("array",)

    def __init__(self, size, seed):
        self.key = ("reservoir", size, seed)
        self._size = size
        self._random = np.random.default_rng(seed)
        self._seen, self._kept = 0, []

    def update(self, samples):
        """Adds a batch `[N, ...]`."""
        for sample in samples:
            sample = np.array(sample)  # a copy, which does not keep its batch in memory
            self._seen += 1
            place = int(self._random.integers(self._seen))
            if len(self._kept) < self._size:
                # In a random place, so that neighbours in the stream are not neighbours here.
                self._kept.append(sample)
                self._kept[place], self._kept[-1] = self._kept[-1], self._kept[place]
            elif place < self._size:
                self._kept[place] = sample

    @property
    def array(self):
        """The members that were kept, `[up to size, ...]`, in random order."""
        return np.stack(self._kept)

    @array.setter
    def array(self, array):
        self._kept = list(array)

"""What all statistics of a set of images are, and what they take."""

import numpy as np


class Statistics:
    """Base class of what is accumulated over one set of images.

    Attributes:
        key: A tuple that is the same for statistics that two scores can share.
        fields: Names of the attributes that are its state: numbers, tuples and arrays.

    Example:
        >>> class Largest(kerasgan.metrics.statistics.Statistics):
        ...     key, fields = ("largest",), ("value",)
        ...     value = -np.inf
        ...     def update(self, features):
        ...         self.value = max(self.value, features.max())
    """

    key = None
    fields = ()

    def update(self, features):
        """Adds a batch: a NumPy array `[N, …]` of what an extractor makes of N images."""
        raise NotImplementedError(f"{type(self).__name__} does not implement `update`.")

    def state(self):
        """All of it as a dictionary of arrays."""
        return {name: np.asarray(getattr(self, name)) for name in self.fields}

    def restore(self, state):
        """Puts back what `state` returned."""
        for name in self.fields:
            setattr(self, name, state[name] if state[name].ndim else state[name].item())


def check_matrix(features):
    """Checks that features are `[N, D]` with D >= 1."""
    features = np.asarray(features)
    if features.ndim != 2 or not features.shape[1]:
        raise ValueError(
            "Features must have shape [N, D]: pool or flatten them in the extractor; "
            f'features="pixels" takes the samples themselves. Received: {list(features.shape)}.'
        )
    return features

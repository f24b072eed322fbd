"""What a set of samples looks like from outside: how many, of what shape, in what range."""

import warnings

import numpy as np

from kerasgan.metrics.statistics.base import Statistics

_TOLERANCE = 1e-3


class Extent(Statistics):
    """Number, shape and range of samples."""

    key = ("extent",)
    fields = ("count", "shape", "low", "high")

    def __init__(self):
        self.count = 0
        self.shape = None
        self.low, self.high = np.inf, -np.inf

    def update(self, samples):
        """Adds a batch `[N, ...]`, of the shape of those before."""
        if self.shape not in (None, samples.shape[1:]):
            raise ValueError(
                "Samples of one set must have one shape: resize them. Received: "
                f"{self.shape}, then {samples.shape[1:]}."
            )
        self.shape = samples.shape[1:]
        self.count += len(samples)
        self.low = min(self.low, float(samples.min()))
        self.high = max(self.high, float(samples.max()))

    def restore(self, state):
        super().restore(state)
        self.shape = tuple(self.shape.tolist())

    @property
    def _exceeds(self):
        return self.low < -1 - _TOLERANCE or self.high > 1 + _TOLERANCE


def warn_of_mismatch(real, generated):
    """Warns where the extents of two sets are visibly not on the same footing."""
    if real.shape != generated.shape:
        _warn(f"have shape {real.shape}", f"{generated.shape}")
    if len(real.shape) != 3 or len(generated.shape) != 3:
        return  # Vectors have any range.
    if real._exceeds != generated._exceeds or (real.low >= 0) != (generated.low >= 0):
        _warn(
            f"lie in [{real.low:g}, {real.high:g}]", f"in [{generated.low:g}, {generated.high:g}]"
        )


def _warn(real, generated):
    warnings.warn(
        f"The real images {real}, the generated ones {generated}: they are compared as given. "
        "Bring them to one shape and range where that is not meant.",
        stacklevel=4,
    )

"""Which classes a generator draws, and which it has dropped."""

import warnings
from typing import NamedTuple

import numpy as np

from kerasgan.metrics.score import Score
from kerasgan.metrics.statistics.class_counts import ClassCounts


class ClassHistogram(Score):
    """How evenly generated images are spread over classes, by the most probable one of each.

    For data whose classes are equally frequent an entropy near 1 is best; a generator that has
    lost a class shows it here first. Real images are not looked at.

    Args:
        classifier: As of `kerasgan.metrics.extractors.get`, a name, a `keras.Model` or another
            callable: here from images to probabilities or logits of K classes, `[N, K]`.

    Example:
        >>> score = kerasgan.metrics.ClassHistogram(lambda images: images)
        >>> score(None, np.eye(4)[[0, 1] * 10]).entropy
        0.5
    """

    name = "class_histogram"
    output = "probabilities"
    needs_real = False
    lower_is_better = False

    class Result(NamedTuple):
        """What `ClassHistogram` returns.

        Args:
            entropy: Entropy of the classes relative to log K: 1 if all are equally frequent, 0 if
                there is only one.
            missing: The classes of which there is no image, a tuple of integers.
            fractions: How frequent each class is, a tuple of K floats.
        """

        entropy: float
        missing: tuple
        fractions: tuple

    def __init__(self, classifier):
        super().__init__(classifier)

    def statistics(self):
        return ClassCounts()

    def compare(self, real, generated):
        counts = generated.counts
        if counts.sum() < 10 * len(counts):
            warnings.warn(
                f"{counts.sum()} images are few for {len(counts)} classes: some may be missing by "
                f"chance. Use at least {10 * len(counts)}.",
                stacklevel=3,
            )
        fractions = counts / counts.sum()
        present = fractions[fractions > 0]
        entropy = -np.sum(present * np.log(present)) / np.log(len(counts))
        return self.Result(
            abs(float(entropy)),  # no -0.0 for a single class
            tuple(np.flatnonzero(counts == 0).tolist()),
            tuple(fractions.tolist()),
        )

"""Which classes a generator draws, and which it has dropped."""

import warnings
from typing import NamedTuple

import numpy as np

from kerasgan.metrics.score import Score
from kerasgan.metrics.statistics.matrices import as_matrix


class ClassHistogramResult(NamedTuple):
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


class ClassCounts:
    """How many images a classifier put into each class."""

    key = ("class_counts",)

    def __init__(self):
        self.counts = 0

    def update(self, outputs):
        """Adds a batch `[N, K]` of probabilities or logits."""
        outputs = as_matrix(outputs)
        if outputs.shape[1] < 2:
            raise ValueError("A classifier must have at least 2 classes, this one has 1.")
        self.counts = self.counts + np.bincount(outputs.argmax(1), minlength=outputs.shape[1])

    def state(self):
        return {"counts": self.counts}

    def restore(self, state):
        self.counts = state["counts"]


class ClassHistogram(Score):
    """How evenly generated images are spread over classes, by the most probable one of each.

    For data whose classes are equally frequent an entropy near 1 is best; a generator that has
    lost a class shows it here first. Real images are not looked at.

    Args:
        classifier: What `kerasgan.metrics.extractors.get` takes, a name, a `keras.Model` or
            another callable: here from images to probabilities or logits of K classes, `[N, K]`.

    Returns:
        When called, a `ClassHistogramResult` of `entropy`, `missing` and `fractions`.

    Example:
        >>> score = kerasgan.metrics.ClassHistogram(lambda images: images)
        >>> score(None, np.eye(4)[[0, 1] * 10]).entropy
        0.5
    """

    name = "class_histogram"
    needs_real = False

    def __init__(self, classifier):
        super().__init__(classifier, "probabilities")

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
        return ClassHistogramResult(
            abs(float(entropy)),  # no -0.0 for a single class
            tuple(np.flatnonzero(counts == 0).tolist()),
            tuple(fractions.tolist()),
        )

    def cost(self, result):
        return -result.entropy

"""How many images a classifier put into each class."""

import numpy as np

from kerasgan.metrics.statistics.base import Statistics, check_matrix


class ClassCounts(Statistics):
    """Counts of the most probable classes."""

    key = ("class_counts",)
    fields = ("counts",)

    def __init__(self):
        self.counts = 0

    def update(self, outputs):
        """Adds a batch `[N, K]` of probabilities or logits."""
        outputs = check_matrix(outputs)
        if outputs.shape[1] < 2:
            raise ValueError(
                f"A classifier must have at least 2 classes. Received: {outputs.shape[1]}."
            )
        self.counts = self.counts + np.bincount(outputs.argmax(1), minlength=outputs.shape[1])

"""What a classifier said of a stream of images, in memory that does not grow with it."""

import numpy as np

from kerasgan.metrics.statistics.base import Statistics, check_matrix


class ClassProbabilities(Statistics):
    """Sums over `splits` interleaved parts: image i belongs to part i modulo `splits`.

    Args:
        splits: Number of parts.
        from_logits: Whether the classifier returns logits instead of probabilities.
    """

    fields = ("counts", "sums", "negative_entropies")

    def __init__(self, splits=1, from_logits=False):
        self.key = ("class_probabilities", splits, from_logits)
        self._splits, self._from_logits = splits, from_logits
        self.counts = np.zeros(splits, "int64")
        self.sums = 0.0  # of the probabilities, [splits, K]
        self.negative_entropies = np.zeros(splits)  # sums of the negative entropies

    def update(self, outputs):
        """Adds a batch `[N, K]`."""
        outputs = check_matrix(outputs).astype("float64")
        p = _softmax(outputs) if self._from_logits else _normalize(outputs)
        part = (np.arange(len(p)) + self.counts.sum()) % self._splits
        member = (part == np.arange(self._splits)[:, None]).astype("float64")
        self.counts += member.sum(axis=1).astype("int64")
        self.sums = self.sums + member @ p
        self.negative_entropies += member @ np.sum(p * _log(p), axis=1)

    @property
    def information(self):
        """Mean KL divergence of the predictions from their mean, of each part, `[splits]`."""
        mean = self.sums / self.counts[:, None]
        return self.negative_entropies / self.counts - np.sum(mean * _log(mean), axis=1)


def _normalize(p):
    if p.min() < -1e-3 or np.abs(p.sum(axis=1) - 1).max() > 1e-3:
        raise ValueError(
            "A classifier must return probabilities, rows >= 0 that sum to 1: use from_logits=True "
            f"if they are logits. Received: values in [{p.min():g}, {p.max():g}] with sums in "
            f"[{p.sum(1).min():g}, {p.sum(1).max():g}]."
        )
    p = np.maximum(p, 0.0)
    return p / p.sum(axis=1, keepdims=True)


def _softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _log(p):
    """log p, and 0 where p is 0, for p log p."""
    return np.log(np.where(p > 0, p, 1.0))

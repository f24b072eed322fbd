"""The sliced Wasserstein distance: optimal transport along random directions."""

import numpy as np

from kerasgan.arguments import check_positive_integers
from kerasgan.metrics.score import Score, check_features
from kerasgan.metrics.statistics.projections import Projections


class SlicedWasserstein(Score):
    """The Wasserstein distance between projections onto lines, averaged over directions.

    `(mean over directions of W_p^p)^(1/p)`, exact on each line, also for sets of different size.
    0 for identical sets; lower is better. A shift by a vector m costs about `|m| / sqrt(D)`.

    Args:
        features: A name, a `keras.Model` or a callable, as of `kerasgan.metrics.extractors.get`.
            `"pixels"` compares the images themselves.
        order: The order p >= 1 of the Wasserstein distance.
        directions: How many random directions.
        seed: Seed of the directions.

    Returns:
        When called, a float >= 0.

    Example:
        >>> score = kerasgan.metrics.SlicedWasserstein()
        >>> real = np.random.default_rng(0).normal(size=[500, 1])
        >>> round(score(real, real + 3.0), 6)
        3.0

    Reference:
        Rabin et al., "Wasserstein Barycenter and Its Application to Texture Mixing", 2011;
        Bonneel et al., "Sliced and Radon Wasserstein Barycenters of Measures", 2015, definition 6.
    """

    name = "sliced_wasserstein"

    def __init__(self, features="pixels", order=1, directions=128, seed=0):
        super().__init__(features)
        check_positive_integers(directions=directions)
        if order < 1:
            raise ValueError(f"`order` must be at least 1. Received: order={order!r}.")
        self.order, self.directions, self.seed = order, directions, seed

    def statistics(self):
        return Projections(self.directions, self.seed)

    def settings(self):
        return {"order": self.order, "directions": self.directions, "seed": self.seed}

    def compare(self, real, generated):
        check_features(real, generated)
        x, y = np.sort(real.array, axis=0), np.sort(generated.array, axis=0)
        rows, columns, masses = _match_quantiles(len(x), len(y))
        powers = np.abs(x[rows] - y[columns]) ** self.order
        return float((masses @ powers).mean() ** (1 / self.order))


def _match_quantiles(m, n):
    """How sorted samples are moved into each other: which, into which, and how much of it."""
    ends = np.union1d(np.arange(1, m + 1) * n, np.arange(1, n + 1) * m)  # in units of 1 / (m n)
    starts = np.concatenate([[0], ends[:-1]])
    return starts // n, starts // m, (ends - starts) / (m * n)

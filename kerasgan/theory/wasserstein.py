"""The Wasserstein-1 distance on the line, where it needs no optimisation."""

import numpy as np

from kerasgan.theory.checks import check_totals, read_finite, read_pair


def wasserstein_1d(p, q, positions=None):
    """The least work that moves one heap of masses on the line into another.

    `W = integral |F_p(x) - F_q(x)| dx`, with F the cumulative masses. The masses count as they
    are given: for probabilities W is the Wasserstein-1 or earth mover's distance, otherwise that
    times the total mass.

    Args:
        p: Masses >= 0, `[N]`.
        q: Masses >= 0 at the same positions, `[N]`, with the same total.
        positions: Positions of the masses, `[N]`, in any order; 0, 1, ..., N - 1 by default.

    Returns:
        A float >= 0.

    Raises:
        ValueError: If the shapes are not `[N]`, a mass is negative or not finite, a position not
            finite, or the totals differ by more than a relative 1e-6.

    Example:
        >>> kerasgan.theory.wasserstein_1d([3, 2, 1, 4], [1, 2, 4, 3])
        5.0
        >>> kerasgan.theory.wasserstein_1d([1.0, 0.0], [0.0, 1.0], positions=[-2.0, 0.5])
        2.5

    Reference:
        Vallender, "Calculation of the Wasserstein Distance between Probability Distributions on
        the Line", 1974; Peyré and Cuturi, "Computational Optimal Transport", 2019, section 2.6
        (arXiv:1803.00567).
    """
    p, q = read_pair(p, q)
    positions = np.arange(p.size) if positions is None else positions
    positions = read_finite(positions, "positions")
    if p.ndim != 1 or positions.shape != p.shape:
        raise ValueError(
            "`p`, `q` and `positions` must have the same shape [N]. Received: shapes "
            f"{p.shape}, {q.shape} and {positions.shape}."
        )
    check_totals(p, q)
    order = np.argsort(positions, kind="stable")
    surplus = np.cumsum((p - q)[order])[:-1]
    return float(np.abs(surplus) @ np.diff(positions[order]))


def wasserstein_samples(x, y):
    """The Wasserstein-1 distance between two sets of real numbers.

    Each set is the distribution that gives all its members the same probability. Sets of one
    size are paired in their order: the distance is the mean of `|x_(i) - y_(i)|` once both are
    sorted.

    Args:
        x: Samples, `[N]`, N >= 1.
        y: Samples, `[M]`, M >= 1, not necessarily N.

    Returns:
        A float >= 0.

    Raises:
        ValueError: If the shapes are not `[N]` and `[M]`, or a sample is not finite.

    Example:
        >>> kerasgan.theory.wasserstein_samples([0.0, 1.0], [3.0, 2.0])
        2.0

    Reference:
        Peyré and Cuturi, "Computational Optimal Transport", 2019, section 2.6
        (arXiv:1803.00567).
    """
    x, y = read_finite(x, "x"), read_finite(y, "y")
    if x.ndim != 1 or y.ndim != 1 or x.size == 0 or y.size == 0:
        raise ValueError(
            "`x` and `y` must have shapes [N] and [M], N, M >= 1. "
            f"Received: shapes {x.shape} and {y.shape}."
        )
    p = np.concatenate([np.full(x.size, 1 / x.size), np.zeros(y.size)])
    q = np.concatenate([np.zeros(x.size), np.full(y.size, 1 / y.size)])
    return wasserstein_1d(p, q, np.concatenate([x, y]))

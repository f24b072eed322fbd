"""Divergences between two distributions that are known."""

import numpy as np

from kerasgan.theory import f_functions
from kerasgan.theory.checks import read_distributions


def f_divergence(p, q, name, *, x=None, **parameters):
    """The f-divergence D_f(P || Q), the sum or integral of `q f(p / q)`, in nats.

    | name | f(u) |
    |---|---|
    | `kl` | u log u |
    | `reverse_kl` | -log u |
    | `pearson` | (u - 1)^2 |
    | `neyman` | (1 - u)^2 / u |
    | `squared_hellinger` | (sqrt u - 1)^2 |
    | `jeffrey` | (u - 1) log u |
    | `jensen_shannon` | u log u - (u + 1) log((u + 1) / 2) |
    | `weighted_jensen_shannon` | pi u log u - (1 - pi + pi u) log(1 - pi + pi u) |
    | `gan` | u log u - (u + 1) log(u + 1) |
    | `total_variation` | abs(u - 1) / 2 |
    | `alpha` | (u^alpha - 1 - alpha (u - 1)) / (alpha (alpha - 1)) |

    The aliases of these names that `kerasgan.losses.FDivergence` knows, and the divergences of
    `kerasgan.losses.register_divergence`, are known here too.

    Where p or q is zero, `0 f(0 / 0) = 0` and `0 f(p / 0) = p lim f(u) / u` for u to infinity, so
    that for instance `kl` is infinite where q misses a part of p.

    `jensen_shannon` is the row of that name in the f-GAN paper, KL(P || M) + KL(Q || M) with
    M = (P + Q) / 2, **twice** the usual Jensen-Shannon divergence, which is the function
    `kerasgan.theory.jensen_shannon`, and which `weighted_jensen_shannon` is at pi = 0.5. `gan`,
    the objective of the original GAN at its optimal discriminator, lies log 4 below the row
    `jensen_shannon`: at P = Q it is -log 4, all others are 0. No divergence here is bounded by
    1 but `total_variation`; `squared_hellinger` and the row `jensen_shannon` are bounded by 2
    and log 4, `kl` by nothing.

    Args:
        p: Probabilities that sum to 1 (any shape), or, with `x`, a density at those points `[N]`.
            They are taken as they are, never rescaled.
        q: The same of the other distribution, of the same shape.
        name: Name of the divergence, from the table.
        x: None, or the grid `[N]` of the densities, increasing, not necessarily uniform. The
            integral is that of the trapezoidal rule.
        **parameters: `pi` in (0, 1) of `weighted_jensen_shannon`, 0.5 by default; `alpha`, any
            number but 0 and 1, of `alpha`, 0.5 by default.

    Returns:
        A float, possibly infinite.

    Raises:
        ValueError: If the name is unknown, a parameter out of its range, the shapes differ, a
            value is negative or not finite, or p or q do not sum to 1 (within 1e-5) or integrate
            to 1 (within 1e-3).
        TypeError: If the divergence has no such parameter.

    Example:
        >>> kerasgan.theory.f_divergence([0.5, 0.5], [0.5, 0.5], "pearson")
        0.0
        >>> kerasgan.theory.f_divergence([0.5, 0.5, 0], [0, 0.5, 0.5], "total_variation")
        0.5
        >>> kerasgan.theory.f_divergence([0.5, 0.5], [1.0, 0.0], "kl")
        inf
        >>> x = np.linspace(-8.0, 10.0, 1001)
        >>> normal = lambda mean: np.exp(-0.5 * (x - mean) ** 2) / np.sqrt(2 * np.pi)
        >>> round(kerasgan.theory.f_divergence(normal(0.0), normal(2.0), "kl", x=x), 6)
        2.0

    Reference:
        Nowozin et al., "f-GAN: Training Generative Neural Samplers using Variational Divergence
        Minimization", 2016, equation 2, table 1 and its extension in the appendix
        (arXiv:1606.00709).
    """
    term = f_functions.get(name, parameters).term
    nowhere, terms = f_functions.evaluate(term, *read_distributions(p, q, x))
    return float(np.sum(terms, where=~nowhere))


def kl_divergence(p, q, *, x=None):
    """The Kullback-Leibler divergence KL(P || Q), the sum or integral of `p log(p / q)`, in nats.

    It has no upper bound, and is infinite where q is zero and p is not.

    Args:
        p: Probabilities that sum to 1 (any shape), or, with `x`, a density at those points `[N]`.
        q: The same of the other distribution, of the same shape.
        x: None, or the increasing grid `[N]` of the densities.

    Returns:
        A float, possibly infinite.

    Raises:
        ValueError: As `f_divergence`.

    Example:
        >>> round(kerasgan.theory.kl_divergence([1.0, 0.0], [0.5, 0.5]), 6)  # log 2
        0.693147

    Reference:
        Kullback and Leibler, "On Information and Sufficiency", 1951.
    """
    return f_divergence(p, q, "kl", x=x)


def jensen_shannon(p, q, *, x=None):
    """The Jensen-Shannon divergence, `KL(P || M) / 2 + KL(Q || M) / 2`, M = (P + Q) / 2, in nats.

    It lies between 0, where P = Q, and log 2, where P and Q have no point in common. It is half of
    `f_divergence(p, q, "jensen_shannon")`, the row of that name in the f-GAN paper.

    Args:
        p: Probabilities that sum to 1 (any shape), or, with `x`, a density at those points `[N]`.
        q: The same of the other distribution, of the same shape.
        x: None, or the increasing grid `[N]` of the densities.

    Returns:
        A float in [0, log 2].

    Raises:
        ValueError: As `f_divergence`.

    Example:
        >>> round(kerasgan.theory.jensen_shannon([1.0, 0.0], [0.0, 1.0]), 6)  # log 2
        0.693147

    Reference:
        Lin, "Divergence Measures Based on the Shannon Entropy", 1991, equation 4.1 with equal
        weights; Goodfellow et al., "Generative Adversarial Networks", 2014, equation 6
        (arXiv:1406.2661).
    """
    return f_divergence(p, q, "weighted_jensen_shannon", x=x, pi=0.5)

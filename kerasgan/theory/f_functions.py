"""The functions f of the f-divergences, one Python function each.

Each is written in p and q instead of u = p / q, so that nothing overflows where q is tiny, and so
that the conventions at zeros hold: `0 f(0 / 0) = 0`, `q f(0 / q) = q f(0)`, and
`0 f(p / 0) = p lim f(u) / u` for u to infinity.
"""

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from kerasgan.losses import FDivergence, divergences
from kerasgan.losses.derivation import find_limit
from kerasgan.losses.divergence_names import find
from kerasgan.losses.divergence_table import check_alpha, check_pi


class FFunction(NamedTuple):
    """A convex function f, as functions of arrays p and q of values >= 0, never both zero."""

    term: Callable  # (p, q) -> q f(p / q)
    slope: Callable  # (p, q) -> f'(p / q)


def kl():
    """f(u) = u log u."""
    return FFunction(_kl_term, lambda p, q: 1 + np.log(p) - np.log(q))


def reverse_kl():
    """f(u) = -log u."""
    return FFunction(lambda p, q: _kl_term(q, p), lambda p, q: -q / p)


def pearson():
    """f(u) = (u - 1)^2."""
    return FFunction(_pearson_term, lambda p, q: 2 * (p / q - 1))


def neyman():
    """f(u) = (1 - u)^2 / u."""
    return FFunction(lambda p, q: _pearson_term(q, p), lambda p, q: 1 - (q / p) ** 2)


def squared_hellinger():
    """f(u) = (sqrt u - 1)^2."""
    return FFunction(lambda p, q: (np.sqrt(p) - np.sqrt(q)) ** 2, lambda p, q: 1 - np.sqrt(q / p))


def jeffrey():
    """f(u) = (u - 1) log u."""
    return FFunction(
        lambda p, q: _kl_term(p, q) + _kl_term(q, p),
        lambda p, q: np.log(p) - np.log(q) + 1 - q / p,
    )


def jensen_shannon():
    """f(u) = u log u - (u + 1) log((u + 1) / 2)."""
    return FFunction(
        lambda p, q: _x_log_r(p, 2 * _share(p, q)) + _x_log_r(q, 2 * _share(q, p)),
        lambda p, q: np.log(2 * _share(p, q)),
    )


def weighted_jensen_shannon(pi=0.5):
    """f(u) = pi u log u - (1 - pi + pi u) log(1 - pi + pi u)."""
    check_pi(pi)

    def ratios(p, q):  # p / m and q / m for the mixture m = pi p + (1 - pi) q
        a, b = _share(p, q), _share(q, p)
        mixture = pi * a + (1 - pi) * b
        return a / mixture, b / mixture

    def term(p, q):
        a, b = ratios(p, q)
        return pi * _x_log_r(p, a) + (1 - pi) * _x_log_r(q, b)

    return FFunction(term, lambda p, q: pi * np.log(ratios(p, q)[0]))


def gan():
    """f(u) = u log u - (u + 1) log(u + 1)."""
    return FFunction(
        lambda p, q: _x_log_r(p, _share(p, q)) + _x_log_r(q, _share(q, p)),
        lambda p, q: np.log(_share(p, q)),
    )


def total_variation():
    """f(u) = |u - 1| / 2."""
    return FFunction(lambda p, q: 0.5 * np.abs(p - q), lambda p, q: 0.5 * np.sign(p - q))


def alpha(alpha=0.5):
    """f(u) = (u^alpha - 1 - alpha (u - 1)) / (alpha (alpha - 1))."""
    check_alpha(alpha)

    def term(p, q):
        power = np.exp(alpha * np.log(p) + (1 - alpha) * np.log(q))
        return (power - alpha * p - (1 - alpha) * q) / (alpha * (alpha - 1))

    def slope(p, q):
        return np.expm1((alpha - 1) * (np.log(p) - np.log(q))) / (alpha - 1)

    return FFunction(term, slope)


F_FUNCTIONS = {
    function.__name__: function
    for function in (
        *(kl, reverse_kl, pearson, neyman, squared_hellinger, jeffrey),
        *(jensen_shannon, weighted_jensen_shannon, gan, total_variation, alpha),
    )
}


def derive(name):
    """f of a divergence of `kerasgan.losses.register_divergence`, its limits found numerically."""
    divergence = FDivergence(name)
    at_zero, at_infinity = find_limit(divergence.f, -1.0), divergence.domain[1]

    def term(p, q):
        u = np.clip(p / q, 1e-300, 1e300)
        values = divergence.f(u).numpy()
        with np.errstate(invalid="ignore"):
            terms = np.where(p <= q, q * values, p * (values / u))
            return np.where(p == 0, q * at_zero, np.where(q == 0, p * at_infinity, terms))

    def slope(p, q):
        slopes = divergence.optimal(np.clip(p / q, 1e-300, 1e300)).numpy()
        slopes = np.where(p == 0, find_limit(divergence.optimal, -1.0), slopes)
        return np.where(q == 0, at_infinity, slopes)

    return FFunction(term, slope)


def get(name, parameters):
    """The function f of a divergence's name, with a dictionary of its parameters."""
    own = [other for other in divergences() if other not in F_FUNCTIONS]
    table = F_FUNCTIONS | {other: functools.partial(derive, other) for other in own}
    return find(name, parameters, table)[2]


def evaluate(function, p, q):
    """`function(p, q)`, with the ratio 1 where p and q are both zero."""
    nowhere = (p == 0) & (q == 0)
    with np.errstate(divide="ignore", over="ignore"):
        return nowhere, function(np.where(nowhere, 1.0, p), np.where(nowhere, 1.0, q))


def _share(p, q):
    return p / (p + q)


def _x_log_r(x, r):
    """x log r, and its limit 0 where r is so small that it is zero."""
    positive = r > 0
    return np.where(positive, x * np.log(np.where(positive, r, 1.0)), 0.0)


def _kl_term(p, q):
    positive = p > 0
    return np.where(positive, p * (np.log(np.where(positive, p, 1.0)) - np.log(q)), 0.0)


def _pearson_term(p, q):
    return (p - q) * ((p - q) / q)

"""The table of f-divergences, one function a row.

With `u = p / q` an f-divergence is `D_f(P || Q) = E_q[f(u)]`, f convex. Any critic V bounds it from
below by `E_p[g(V)] - E_q[f*(g(V))]`, where f* is the convex conjugate of f, and g, increasing, maps
logits into its domain. Each row gives the composition f*(g(v)) in closed form: computed one after
the other, rounding takes t = g(v) to the end of the domain, where f* is infinite.

Reference:
    Nowozin, Cseke and Tomioka, "f-GAN: Training Generative Neural Samplers using Variational
    Divergence Minimization", 2016, equations 2 to 6, tables 1 and 2, and in the appendix
    tables 5 and 6 (arXiv:1606.00709). Exponentials of logits beyond 40 continue linearly.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import tensorflow as tf
from keras import ops

from kerasgan.losses.exponential import LIMIT, linear_exp, linear_expm1
from kerasgan.losses.logarithms import log_lambert, log_one_minus_exp_softplus, log_softplus

INFINITY = math.inf
LARGEST_EXPONENT = 70.0  # exp(70) times any rate and a logit of 1e3 is still finite in float32


class Divergence(NamedTuple):
    """A row: functions of float32 or float64 tensors, and two numbers of f*."""

    f: Callable  # u > 0 -> f(u)
    derivative: Callable  # u > 0 -> f'(u)
    conjugate: Callable  # t -> f*(t), the supremum of t u - f(u) over u > 0
    activation: Callable  # v -> g(v)
    composition: Callable  # v -> f*(g(v))
    domain: tuple = (-INFINITY, INFINITY)  # the ends of the domain of f*
    threshold: float = 0.0  # f'(1), between "more likely real" and "more likely generated"


def kl():
    """KL: f(u) = u log u, f'(u) = 1 + log u, g(v) = v, f*(t) = exp(t - 1)."""
    return Divergence(
        f=lambda u: tf.math.xlogy(u, u),
        derivative=lambda u: 1.0 + ops.log(u),
        conjugate=lambda t: ops.exp(t - 1.0),
        activation=lambda v: v,
        composition=lambda v: linear_exp(v) / math.e,
        threshold=1.0,
    )


def reverse_kl():
    """Reverse KL: f(u) = -log u, f'(u) = -1/u, g(v) = -exp(-v), f*(t) = -1 - log(-t)."""
    return Divergence(
        f=lambda u: -ops.log(u),
        derivative=lambda u: -1.0 / u,
        conjugate=lambda t: _guard(t < 0.0, t, -1.0, lambda t: -1.0 - ops.log(-t)),
        activation=lambda v: -linear_exp(-v),
        composition=lambda v: v - 1.0,
        domain=(-INFINITY, 0.0),
        threshold=-1.0,
    )


def pearson():
    """Pearson: f(u) = (u-1)^2, f'(u) = 2(u-1), g(v) = v, f*(t) = t^2/4 + t, or -1 below -2."""

    def conjugate(t):
        t = ops.maximum(t, -2.0)
        return t * (0.25 * t + 1.0)

    return Divergence(
        f=lambda u: ops.square(u - 1.0),
        derivative=lambda u: 2.0 * (u - 1.0),
        conjugate=conjugate,
        activation=lambda v: v,
        composition=conjugate,
    )


def neyman():
    """Neyman: f(u) = (1-u)^2/u, f'(u) = 1 - 1/u^2, g(v) = 1 - exp(-v), f*(t) = 2 - 2 sqrt(1-t)."""
    return Divergence(
        f=lambda u: ops.square(1.0 - u) / u,
        derivative=lambda u: 1.0 - 1.0 / ops.square(u),
        conjugate=lambda t: _guard(t <= 1.0, t, 0.0, lambda t: 2.0 - 2.0 * ops.sqrt(1.0 - t)),
        activation=lambda v: -linear_expm1(-v),
        composition=lambda v: -2.0 * linear_expm1(-0.5 * v, 0.5 * LIMIT),
        domain=(-INFINITY, 1.0),
    )


def squared_hellinger():
    """Hellinger^2: f(u) = (sqrt u - 1)^2, f' = 1 - 1/sqrt u, g(v) = 1 - exp(-v), f* = t/(1-t)."""
    return Divergence(
        f=lambda u: ops.square(ops.sqrt(u) - 1.0),
        derivative=lambda u: 1.0 - ops.rsqrt(u),
        conjugate=lambda t: _guard(t < 1.0, t, 0.0, lambda t: t / (1.0 - t)),
        activation=lambda v: -linear_expm1(-v),
        composition=linear_expm1,
        domain=(-INFINITY, 1.0),
    )


def jeffrey():
    """Jeffrey: f(u) = (u-1) log u, f'(u) = log u + 1 - 1/u, g(v) = v, f*(t) = W + 1/W + t - 2.

    W is Lambert's function at exp(1 - t), positive. With w = log W, `exp(w) + w = 1 - t`, so that
    `f*(t) = exp(-w) - w - 1`, and its slope, the optimal u, is `exp(-w)`.
    """

    def conjugate(t, end=INFINITY):
        bounded = ops.minimum(t, end)
        w = log_lambert(1.0 - bounded)
        return ops.expm1(-w) - w + ops.exp(-w) * (t - bounded)

    return Divergence(
        f=lambda u: (u - 1.0) * ops.log(u),
        derivative=lambda u: ops.log(u) + 1.0 - 1.0 / u,
        conjugate=conjugate,
        activation=lambda v: v,
        composition=lambda v: conjugate(v, LIMIT),
    )


def jensen_shannon():
    """Jensen-Shannon: f(u) = u log u - (u+1) log((u+1)/2), f'(u) = log(2u/(u+1)).

    g(v) = log 2 - softplus(-v), f*(t) = -log(2 - exp(t)), f*(g(v)) = softplus(v) - log 2. The
    divergence is KL(P || M) + KL(Q || M) with M = (P + Q) / 2: twice the usual one.
    """
    return Divergence(
        f=lambda u: tf.math.xlogy(u, u) - (u + 1.0) * ops.log(0.5 * (u + 1.0)),
        derivative=lambda u: math.log(2.0) - ops.log1p(1.0 / u),
        conjugate=lambda t: _guard(t < math.log(2.0), t, 0.0, lambda t: -ops.log1p(-ops.expm1(t))),
        activation=lambda v: math.log(2.0) - ops.softplus(-v),
        composition=lambda v: ops.softplus(v) - math.log(2.0),
        domain=(-INFINITY, math.log(2.0)),
    )


def weighted_jensen_shannon(pi=0.5):
    """Weighted Jensen-Shannon: f(u) = pi u log u - (1-pi+pi u) log(1-pi+pi u), 0 < pi < 1.

    f'(u) = pi log(u/(1-pi+pi u)), g(v) = -pi log pi - softplus(-v), f*(t) = (1-pi) log(1-pi) -
    (1-pi) log(1 - pi exp(t/pi)), where pi exp(g(v)/pi) = exp(-softplus(-v)/pi). The divergence is
    pi KL(P || M) + (1-pi) KL(Q || M) with M = pi P + (1-pi) Q: at pi = 1/2 the usual one.
    """
    check_pi(pi)
    end, rest = -pi * math.log(pi), 1.0 - pi
    constant = rest * math.log(rest)

    def f(u):
        mixture = rest + pi * u
        return pi * tf.math.xlogy(u, u) - mixture * ops.log(mixture)

    def conjugate(t):
        return constant - rest * ops.log1p(-pi * ops.exp(t / pi))

    return Divergence(
        f=f,
        derivative=lambda u: -pi * ops.log(pi + rest / u),
        conjugate=lambda t: _guard(t < end, t, 0.0, conjugate),
        activation=lambda v: end - ops.softplus(-v),
        composition=lambda v: constant - rest * log_one_minus_exp_softplus(-v, 1.0 / pi),
        domain=(-INFINITY, end),
    )


def gan():
    """GAN: f(u) = u log u - (u+1) log(u+1), f'(u) = log(u/(u+1)).

    g(v) = -softplus(-v) = log D with D = sigmoid(v), f*(t) = -log(1 - exp(t)), f*(g(v)) =
    softplus(v) = -log(1 - D). f(1) = -2 log 2: the divergence is that at P = Q.
    """
    return Divergence(
        f=lambda u: tf.math.xlogy(u, u) - (u + 1.0) * ops.log1p(u),
        derivative=lambda u: -ops.log1p(1.0 / u),
        conjugate=lambda t: _guard(t < 0.0, t, -1.0, lambda t: -ops.log(-ops.expm1(t))),
        activation=lambda v: -ops.softplus(-v),
        composition=ops.softplus,
        domain=(-INFINITY, 0.0),
        threshold=-math.log(2.0),
    )


def total_variation():
    """Total variation: f(u) = |u-1|/2, f'(u) = sign(u-1)/2, g(v) = tanh(v)/2, f*(t) = t.

    That is f* on the tabulated domain, |t| <= 1/2. Below it f* is constant, -1/2, as u is positive.
    """

    def half_tanh(v):  # whose gradient does not round to zero as that of `tanh` does
        return ops.where(v < 0.0, ops.sigmoid(2.0 * v) - 0.5, 0.5 - ops.sigmoid(-2.0 * v))

    return Divergence(
        f=lambda u: 0.5 * ops.abs(u - 1.0),
        derivative=lambda u: 0.5 * ops.sign(u - 1.0),
        conjugate=lambda t: _guard(t <= 0.5, t, 0.0, lambda t: ops.maximum(t, -0.5)),
        activation=half_tanh,
        composition=half_tanh,
        domain=(-0.5, 0.5),
    )


def alpha(alpha=0.5):
    """Alpha: f(u) = (u^a - 1 - a(u-1))/(a(a-1)), f'(u) = (u^(a-1) - 1)/(a-1), a neither 0 nor 1.

    f*(t) = ((1 + (a-1)t)^(a/(a-1)) - 1)/a. For a < 1 on t < 1/(1-a) with g(v) = 1/(1-a) -
    softplus(-v), where 1 + (a-1) g(v) = (1-a) softplus(-v); for a > 1 everywhere with g(v) = v,
    and -1/a where t < -1/(a-1).
    """
    check_alpha(alpha)
    return Divergence(
        f=lambda u: (u**alpha - 1.0 - alpha * (u - 1.0)) / (alpha * (alpha - 1.0)),
        derivative=lambda u: ops.expm1((alpha - 1.0) * ops.log(u)) / (alpha - 1.0),
        **(_complete_below_one(alpha) if alpha < 1 else _complete_above_one(alpha)),
    )


def _complete_below_one(alpha):
    end, power = 1.0 / (1.0 - alpha), alpha / (1.0 - alpha)
    # The exponent of the composition where v = LIMIT, which is linear in v by there.
    limit = min(power * (LIMIT - math.log(1.0 - alpha)), LARGEST_EXPONENT) if alpha > 0 else LIMIT

    def conjugate(t):
        return ops.expm1(-power * ops.log1p(-t / end)) / alpha

    def composition(v):
        exponent = -power * (math.log(1.0 - alpha) + log_softplus(-v))
        return linear_expm1(exponent, limit) / alpha

    return {
        "conjugate": lambda t: _guard(t < end if alpha > 0 else t <= end, t, 0.0, conjugate),
        "activation": lambda v: end - ops.softplus(-v),
        "composition": composition,
        "domain": (-INFINITY, end),
    }


def _complete_above_one(alpha):
    rate, power = alpha - 1.0, alpha / (alpha - 1.0)
    far = math.expm1(LIMIT / power) / rate  # where the power reaches exp(LIMIT), beyond v = LIMIT

    def conjugate(t, far=INFINITY):
        inside = rate * t > -1.0
        positive = ops.where(inside, t, 0.0)
        bounded = ops.minimum(positive, far)
        exponent = power * ops.log1p(rate * bounded)
        slope = ops.exp(exponent - ops.log1p(rate * bounded))
        value = ops.expm1(exponent) / alpha + slope * (positive - bounded)
        return ops.where(inside, value, -1.0 / alpha)

    return {
        "conjugate": conjugate,
        "activation": lambda v: v,
        "composition": lambda v: conjugate(v, far),
    }


def check_pi(pi):
    """Refuses a weight of p in the mixture outside (0, 1)."""
    if not 0 < pi < 1:
        raise ValueError(
            f"`pi`, the weight of p in the mixture, must lie in (0, 1). Received: pi={pi!r}."
        )


def check_alpha(alpha):
    """Refuses the values of alpha at which its divergence is another one."""
    if not math.isfinite(alpha) or alpha in (0, 1):
        limit = {0: " Its limit at 0 is 'reverse_kl'.", 1: " Its limit at 1 is 'kl'."}
        raise ValueError(
            "`alpha` must be finite and neither 0 nor 1."
            f"{limit.get(alpha, '')} Received: alpha={alpha!r}."
        )


def _guard(inside, t, elsewhere, conjugate):
    """`conjugate(t)` inside the domain and infinity outside, without NaN in the gradients."""
    return ops.where(inside, conjugate(ops.where(inside, t, elsewhere)), INFINITY)

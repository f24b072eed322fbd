"""Functions whose logarithm stays within reach where they themselves underflow or overflow.

Of float32 and float64 tensors of any shape, in their precision.
"""

import math

import tensorflow as tf
from keras import ops

NEWTON_STEPS = 5
FAR = 20.0  # exp(-2 FAR) is nothing beside 1, also in float64


def log_softplus(x):
    """`log(log(1 + exp(x)))`, also where softplus underflows: there it is x."""
    far = x < -FAR
    near = ops.log(ops.softplus(ops.where(far, 0.0, x)))
    return ops.where(far, x - 0.5 * ops.exp(ops.minimum(x, -FAR)), near)


def log_one_minus_exp_softplus(x, scale):
    """`log(1 - exp(-s))` for `s = scale softplus(x)`, also where softplus underflows."""
    s = scale * ops.softplus(x)
    far = x < -FAR
    near = ops.log(-ops.expm1(-ops.where(far, 1.0, s)))
    # For small s it is log s - s / 2 + O(s^2).
    return ops.where(far, log_softplus(x) + math.log(scale) - 0.5 * s, near)


@tf.custom_gradient
def log_lambert(x):
    """`log W(exp(x))`, W the principal branch of Lambert's function: the w with `exp(w) + w = x`.

    Newton's method from the right of the root of an increasing convex function: it never
    overshoots, and five steps reach the last bit in float32 and in float64. The gradient is that
    of the implicit function, `1 / (1 + exp(w))`, itself differentiable any number of times.

    Reference:
        Corless et al., "On the Lambert W Function", 1996, equations 1.5 and 3.2.
    """
    w = log_softplus(x)
    for _ in range(NEWTON_STEPS):
        exponential = ops.exp(w)
        w = w - (exponential + w - x) / (exponential + 1.0)

    def gradient(upstream):
        return upstream / (1.0 + ops.exp(log_lambert(x)))

    return w, gradient

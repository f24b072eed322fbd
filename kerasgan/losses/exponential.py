"""Exponentials that do not overflow."""

from keras import ops

LIMIT = 40.0


def linear_exp(x, limit=LIMIT):
    """`exp(x)` up to x = limit, and from there on its tangent, `exp(limit) * (1 + x - limit)`.

    Continuous with its first derivative. In float32 `exp` overflows at 88; this stays finite, and
    its gradient finite and not zero, for any x beyond 40. x is a float32 or float64 tensor.
    """
    bounded = ops.minimum(x, limit)
    return ops.exp(bounded) * (1.0 + (x - bounded))


def linear_expm1(x, limit=LIMIT):
    """`linear_exp(x, limit) - 1`, precise also near x = 0."""
    bounded = ops.minimum(x, limit)
    return ops.expm1(bounded) + ops.exp(bounded) * (x - bounded)

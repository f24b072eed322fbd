"""An exponential that does not overflow."""

from keras import ops

LIMIT = 40.0


def linear_exp(x):
    """`exp(x)` up to x = 40, and from there on its tangent, `exp(40) * (x - 39)`.

    Continuous with its first derivative. In float32 `exp` overflows at 88; this stays finite, and
    its gradient finite and not zero, for any x beyond 40.

    Args:
        x: A floating tensor of any shape, float32 or float64.

    Returns:
        A tensor of the same shape and dtype.

    Example:
        >>> float(linear_exp(keras.ops.zeros(())))
        1.0
    """
    bounded = ops.minimum(x, LIMIT)
    return ops.exp(bounded) * (1.0 + (x - bounded))

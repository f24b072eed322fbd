"""Checks of numbers that users give, with one message each for all that takes them."""

import math
import numbers


def check_positive_integers(**values):
    """Refuses arguments that are no integers of at least 1.

    Args:
        **values: What was received, by the names of the arguments.

    Raises:
        ValueError: If one is none; names it.

    Example:
        >>> check_positive_integers(batch_size=0)
        Traceback (most recent call last):
        ValueError: `batch_size` must be a positive integer. Received: batch_size=0.
    """
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < 1:
            raise ValueError(f"`{name}` must be a positive integer. Received: {name}={value!r}.")


def non_negative(name, value):
    """A number >= 0 as a float.

    Args:
        name: Name of the argument.
        value: What was received.

    Raises:
        ValueError: If it is no finite number >= 0.
    """
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not is_number or not 0 <= value < math.inf:
        raise ValueError(f"`{name}` must be a finite number >= 0. Received: {name}={value!r}.")
    return float(value)

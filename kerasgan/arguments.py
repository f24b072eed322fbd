"""Checks of numbers that users give, with one message each for all that takes them."""

import math
import numbers


def is_integer(value):
    """Whether a value is an integer, of Python or of NumPy, and no boolean."""
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def check_positive_integers(**values):
    """Refuses arguments that are no integers of at least 1.

    Example:
        >>> check_positive_integers(batch_size=0)
        Traceback (most recent call last):
        ValueError: `batch_size` must be a positive integer. Received: batch_size=0.
    """
    for name, value in values.items():
        if not is_integer(value) or value < 1:
            raise ValueError(f"`{name}` must be a positive integer. Received: {name}={value!r}.")


def check_non_negative_integers(**values):
    """Refuses arguments that are no integers of at least 0; else as `check_positive_integers`."""
    for name, value in values.items():
        if not is_integer(value) or value < 0:
            raise ValueError(f"`{name}` must be an integer >= 0. Received: {name}={value!r}.")


def non_negative(name, value):
    """The argument `name` as a float, or a ValueError if it is no finite number >= 0."""
    if not _is_finite(value) or value < 0:
        raise ValueError(f"`{name}` must be a finite number >= 0. Received: {name}={value!r}.")
    return float(value)


def positive(name, value):
    """A number > 0 as a float; else as `non_negative`."""
    if not _is_finite(value) or value <= 0:
        raise ValueError(f"`{name}` must be a finite number > 0. Received: {name}={value!r}.")
    return float(value)


def _is_finite(value):
    return isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value)

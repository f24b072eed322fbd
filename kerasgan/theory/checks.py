"""Distributions as they are given: probabilities, masses, or densities on a grid."""

import numpy as np

PROBABILITY_TOLERANCE = 1e-5  # what float32 loses
DENSITY_TOLERANCE = 1e-3  # what quadrature on a reasonable grid loses
TOTALS_TOLERANCE = 1e-6


def non_negative(values, name):
    """A float64 array of finite values >= 0, or an error that names the first other one."""
    values = np.asarray(values, "float64")
    if values.ndim == 0 or values.size == 0:
        raise ValueError(
            f"`{name}` must be an array with at least one axis and one value, "
            f"but its shape is {values.shape}."
        )
    wrong = ~(np.isfinite(values) & (values >= 0))
    if wrong.any():
        index = tuple(int(axis) for axis in np.argwhere(wrong)[0])
        raise ValueError(
            f"`{name}` must hold finite values >= 0, but {name}{list(index)} is {values[index]}."
        )
    return values


def pair(p, q):
    """Two arrays of finite values >= 0 and of one shape."""
    p, q = non_negative(p, "p"), non_negative(q, "q")
    same_shape(p, q, "p", "q")
    return p, q


def same_shape(a, b, a_name, b_name):
    """Refuses arrays of different shape."""
    if a.shape != b.shape:
        raise ValueError(
            f"`{a_name}` and `{b_name}` must have the same shape, "
            f"but the shapes are {a.shape} and {b.shape}."
        )


def masses(p, q, x=None):
    """The probabilities of two distributions on the same points.

    Args:
        p: Probabilities that sum to 1, or, with `x`, a density at the points x.
        q: The same of the other distribution.
        x: The grid of the densities, `[N]`, strictly increasing, or None.

    Returns:
        Two float64 arrays. Densities are multiplied by the weights of the trapezoidal rule: since
        `q f(p / q)` is homogeneous, its sum over these is the quadrature of the densities.

    Raises:
        ValueError: If p, q or x are no such arrays, or do not sum or integrate to 1.
    """
    p, q = pair(p, q)
    if x is None:
        sums_to_one(p, "p")
        sums_to_one(q, "q")
        return p, q
    weights = trapezoid_weights(x)
    same_shape(p, weights, "p", "x")
    for name, values in (("p", p), ("q", q)):
        total = weights @ values
        if abs(total - 1) > DENSITY_TOLERANCE:
            raise ValueError(
                f"The density `{name}` must integrate to 1 within {DENSITY_TOLERANCE:g}, but over "
                f"the grid `x` it integrates to {total:.6g}. Use a wider or finer grid, or divide "
                "the density by its integral."
            )
    return p * weights, q * weights


def sums_to_one(values, name):
    """Refuses probabilities that do not sum to 1."""
    total = values.sum()
    if abs(total - 1) > PROBABILITY_TOLERANCE:
        raise ValueError(
            f"The probabilities `{name}` must sum to 1 within {PROBABILITY_TOLERANCE:g}, but they "
            f"sum to {total:.6g}. Divide them by their sum or, if they are a density, evaluate it "
            "on a grid and pass that as `x`, where the function takes it."
        )


def trapezoid_weights(x):
    """Weights w with which `w @ y` is the trapezoidal rule for y on the grid x."""
    x = np.asarray(x, "float64")
    if x.ndim != 1 or x.size < 2:
        raise ValueError(
            f"The grid `x` must have shape [N] with N >= 2, but its shape is {x.shape}."
        )
    steps = np.diff(x)
    if not (np.isfinite(x).all() and (steps > 0).all()):
        raise ValueError("The grid `x` must be finite and strictly increasing, but it is not.")
    return 0.5 * (np.append(steps, 0.0) + np.append(0.0, steps))


def equal_totals(p, q):
    """Refuses masses that cannot be moved into one another."""
    total_p, total_q = p.sum(), q.sum()
    if total_p == 0 or abs(total_p - total_q) > TOTALS_TOLERANCE * total_p:
        raise ValueError(
            "`p` and `q` must have the same positive total mass within a relative "
            f"{TOTALS_TOLERANCE:g}, but the totals are {total_p:.9g} and {total_q:.9g}: what is "
            "moved away must arrive. Divide each by its total to compare distributions."
        )

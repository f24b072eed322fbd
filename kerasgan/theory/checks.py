"""Distributions as they are given: probabilities, masses, or densities on a grid."""

import numpy as np

PROBABILITY_TOLERANCE = 1e-5  # what float32 loses
DENSITY_TOLERANCE = 1e-3  # what quadrature on a reasonable grid loses
TOTALS_TOLERANCE = 1e-6


def read_finite(values, name):
    """A float64 array of finite values, or an error that names the argument."""
    values = np.asarray(values, "float64")
    if not np.isfinite(values).all():
        raise ValueError(f"`{name}` must be finite. Received: {name}={values}.")
    return values


def read_non_negative(values, name):
    """A float64 array of finite values >= 0, or an error that names the first other one."""
    values = np.asarray(values, "float64")
    if values.ndim == 0 or values.size == 0:
        raise ValueError(
            f"`{name}` must be an array with at least one axis and one value. "
            f"Received: shape {values.shape}."
        )
    wrong = ~(np.isfinite(values) & (values >= 0))
    if wrong.any():
        index = tuple(int(axis) for axis in np.argwhere(wrong)[0])
        raise ValueError(
            f"`{name}` must hold finite values >= 0. Received: {name}{list(index)}={values[index]}."
        )
    return values


def read_outputs(d):
    """What a discriminator says, a float64 array of values in [0, 1]."""
    d = read_non_negative(d, "d")
    if d.max() > 1:
        raise ValueError(
            "`d` must hold probabilities in [0, 1]: pass the sigmoid of logits. "
            f"Received: a largest value of {d.max()}."
        )
    return d


def read_pair(p, q):
    """Two float64 arrays of finite values >= 0 and of one shape."""
    p, q = read_non_negative(p, "p"), read_non_negative(q, "q")
    check_same_shape(p=p, q=q)
    return p, q


def read_distributions(p, q, x=None):
    """The probabilities of two distributions on the same points, two float64 arrays.

    Densities on the grid `x` are multiplied by the weights of the trapezoidal rule: since
    `q f(p / q)` is homogeneous, its sum over these is the quadrature of the densities.
    """
    p, q = read_pair(p, q)
    if x is None:
        check_sum(p, "p")
        check_sum(q, "q")
        return p, q
    weights = compute_trapezoid_weights(x)
    check_same_shape(p=p, x=weights)
    for name, values in (("p", p), ("q", q)):
        total = weights @ values
        if abs(total - 1) > DENSITY_TOLERANCE:
            raise ValueError(
                f"The density `{name}` must integrate to 1 over the grid `x` within "
                f"{DENSITY_TOLERANCE:g}. Use a wider or finer grid, or divide the density by its "
                f"integral. Received: a density of integral {total:.6g}."
            )
    return p * weights, q * weights


def check_same_shape(**arrays):
    """Refuses two arrays, given by the names of the arguments, of different shape."""
    (a, first), (b, second) = arrays.items()
    if first.shape != second.shape:
        raise ValueError(
            f"`{a}` and `{b}` must have the same shape. "
            f"Received: shapes {first.shape} and {second.shape}."
        )


def check_sum(values, name):
    """Refuses probabilities that do not sum to 1."""
    total = values.sum()
    if abs(total - 1) > PROBABILITY_TOLERANCE:
        raise ValueError(
            f"The probabilities `{name}` must sum to 1 within {PROBABILITY_TOLERANCE:g}. Divide "
            "them by their sum or, if they are a density, evaluate it on a grid and pass that as "
            f"`x`, where the function takes it. Received: values of sum {total:.6g}."
        )


def check_totals(p, q):
    """Refuses masses that cannot be moved into one another."""
    total_p, total_q = p.sum(), q.sum()
    if total_p == 0 or abs(total_p - total_q) > TOTALS_TOLERANCE * total_p:
        raise ValueError(
            "`p` and `q` must have the same positive total mass within a relative "
            f"{TOTALS_TOLERANCE:g}: what is moved away must arrive. Divide each by its total to "
            f"compare distributions. Received: totals {total_p:.9g} and {total_q:.9g}."
        )


def compute_trapezoid_weights(x):
    """Weights w with which `w @ y` is the trapezoidal rule for y on the grid x."""
    x = np.asarray(x, "float64")
    if x.ndim != 1 or x.size < 2:
        raise ValueError(f"The grid `x` must have shape [N], N >= 2. Received: shape {x.shape}.")
    steps = np.diff(x)
    if not (np.isfinite(x).all() and (steps > 0).all()):
        raise ValueError(f"The grid `x` must be finite and strictly increasing. Received: x={x}.")
    return 0.5 * (np.append(steps, 0.0) + np.append(0.0, steps))

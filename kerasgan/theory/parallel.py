"""Two parallel lines: the example for which the Wasserstein distance was taken up."""

import numpy as np

from kerasgan.theory.checks import read_finite


def parallel_lines(theta):
    """Divergences between uniform distributions on two parallel segments at distance theta.

    P is the law of (0, z) and Q that of (theta, z), z uniform on [0, 1]. Whatever theta other than
    0, the supports are disjoint and the divergences constant: they tell a generator nothing about
    the way to P. Only the Wasserstein-1 distance, |theta|, goes to zero with theta.

    Args:
        theta: Signed distance, a number or an array of any shape.

    Returns:
        A dictionary of float64 arrays of the shape of `theta`: `"theta"`, `"kl"`, `"reverse_kl"`,
        `"jensen_shannon"` (the usual one, log 2 for every theta other than 0), `"total_variation"`
        and `"wasserstein"`.

    Raises:
        ValueError: If a theta is not finite.

    Example:
        >>> table = kerasgan.theory.parallel_lines([-1.0, 0.0, 0.5])
        >>> table["wasserstein"]
        array([1. , 0. , 0.5])
        >>> table["jensen_shannon"].round(6)
        array([0.693147, 0.      , 0.693147])
        >>> table["kl"]
        array([inf,  0., inf])

    Reference:
        Arjovsky et al., "Wasserstein GAN", 2017, example 1 (arXiv:1701.07875).
    """
    theta = read_finite(theta, "theta")
    apart = theta != 0
    return {
        "theta": theta,
        "kl": np.where(apart, np.inf, 0.0),
        "reverse_kl": np.where(apart, np.inf, 0.0),
        "jensen_shannon": np.where(apart, np.log(2), 0.0),
        "total_variation": np.where(apart, 1.0, 0.0),
        "wasserstein": np.abs(theta),
    }

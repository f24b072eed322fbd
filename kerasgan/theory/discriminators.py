"""The discriminators that training approximates, and what the game is worth with them."""

import numpy as np

from kerasgan.theory import f_functions
from kerasgan.theory.checks import check_same_shape, read_distributions, read_outputs, read_pair
from kerasgan.theory.divergences import jensen_shannon


def optimal_discriminator(p, q):
    """The discriminator that maximises V(D, G) for given distributions: `D* = p / (p + q)`.

    Where p and q are both zero no sample ever falls, and any value is optimal; the value returned
    there is 1/2, which tells nothing for or against a sample.

    Args:
        p: Probabilities or densities of the data, values >= 0, of any shape.
        q: The same of the generator, of the same shape.

    Returns:
        A float64 array of that shape with values in [0, 1].

    Raises:
        ValueError: If the shapes differ, or a value is negative or not finite.

    Example:
        >>> kerasgan.theory.optimal_discriminator([0.5, 0.5, 0.0], [0.5, 0.0, 0.5])
        array([0.5, 1. , 0. ])

    Reference:
        Goodfellow et al., "Generative Adversarial Networks", 2014, Proposition 1, equation 2
        (arXiv:1406.2661).
    """
    p, q = read_pair(p, q)
    return f_functions.evaluate(lambda p, q: p / (p + q), p, q)[1]


def optimal_variational(p, q, name, **parameters):
    """The function that makes the f-GAN bound tight: `T* = f'(p / q)`.

    With it, `E_p[T] - E_q[f*(T)]` equals `f_divergence(p, q, name)`; any other T gives less. For
    `gan`, `T* = log D*`, and for `jensen_shannon`, `T* = log(2 D*)`, where D* is the optimal
    discriminator: the substitutions are D = e^T and D = e^T / 2.

    Where only q is zero, T* is the limit of f' at infinity, and where only p is, that at zero;
    either may be infinite. Where both are, any value is optimal, and f'(1) is returned. f' of
    `total_variation` jumps at 1 from -1/2 to 1/2, and is 0 there.

    Args:
        p: Probabilities or densities of the data, values >= 0, of any shape.
        q: The same of the generator, of the same shape.
        name: Name of the divergence, from the table of `f_divergence`.
        **parameters: `pi` of `weighted_jensen_shannon`, or `alpha` of `alpha`, 0.5 by default.

    Returns:
        A float64 array of that shape.

    Raises:
        ValueError: If the name is unknown, a parameter out of its range, the shapes differ, or a
            value is negative or not finite.
        TypeError: If the divergence has no such parameter.

    Example:
        >>> kerasgan.theory.optimal_variational([0.75, 0.25], [0.25, 0.75], "total_variation")
        array([ 0.5, -0.5])

    Reference:
        Nowozin et al., "f-GAN: Training Generative Neural Samplers using Variational Divergence
        Minimization", 2016, equation 5 (arXiv:1606.00709).
    """
    slope = f_functions.get(name, parameters).slope
    return f_functions.evaluate(slope, *read_pair(p, q))[1]


def value(p, q, d, *, x=None):
    """The value of the game, `V(D, G) = E_p[log D] + E_q[log(1 - D)]`.

    Over D it is largest at `optimal_discriminator(p, q)`, where it is `virtual_criterion(p, q)`.
    Points that a distribution never reaches add nothing to its expectation, whatever D is there.

    Args:
        p: Probabilities of the data that sum to 1 (any shape), or, with `x`, a density at those
            points `[N]`.
        q: The same of the generator, of the same shape.
        d: The discriminator's output D at each point, in [0, 1], of the same shape.
        x: None, or the increasing grid `[N]` of the densities.

    Returns:
        A float <= 0; -inf where D is certain and wrong.

    Raises:
        ValueError: As `f_divergence`, or if `d` has another shape or values outside [0, 1].

    Example:
        >>> round(kerasgan.theory.value([0.5, 0.5], [0.5, 0.5], [0.5, 0.5]), 6)  # -log 4
        -1.386294

    Reference:
        Goodfellow et al., "Generative Adversarial Networks", 2014, equation 1 (arXiv:1406.2661).
    """
    p, q = read_distributions(p, q, x)
    d = read_outputs(d)
    check_same_shape(p=p, d=d)
    with np.errstate(divide="ignore"):
        return _average(p, np.log(d)) + _average(q, np.log1p(-d))


def virtual_criterion(p, q, *, x=None):
    """What the generator minimises against an optimal discriminator: `C(G) = max_D V(D, G)`.

    It equals `-log 4 + 2 JSD(P, Q)` with the usual `jensen_shannon`; its minimum, -log 4, is
    reached only at P = Q. It is also `f_divergence(p, q, "gan")`. Written with
    `D_X = 2 p / (p + q)`, `E_p[log D_X] + E_q[log(2 - D_X)]` is 2 JSD, without the constant.

    Args:
        p: Probabilities of the data that sum to 1 (any shape), or, with `x`, a density at those
            points `[N]`.
        q: The same of the generator, of the same shape.
        x: None, or the increasing grid `[N]` of the densities.

    Returns:
        A float in [-log 4, 0].

    Raises:
        ValueError: As `f_divergence`.

    Example:
        >>> round(kerasgan.theory.virtual_criterion([0.2, 0.8], [0.2, 0.8]), 6)  # -log 4
        -1.386294

    Reference:
        Goodfellow et al., "Generative Adversarial Networks", 2014, Theorem 1, equations 4 to 6
        (arXiv:1406.2661).
    """
    return -float(np.log(4)) + 2 * jensen_shannon(p, q, x=x)


def _average(probabilities, values):
    reached = probabilities > 0
    return float(probabilities[reached] @ values[reached])

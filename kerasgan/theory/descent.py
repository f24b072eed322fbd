"""Descending the criterion of the game with a discriminator that is always optimal."""

from typing import NamedTuple

import numpy as np

from kerasgan.arguments import check_non_negative_integers, positive
from kerasgan.theory.checks import (
    check_same_shape,
    check_sum,
    read_distributions,
    read_non_negative,
)
from kerasgan.theory.discriminators import optimal_discriminator, virtual_criterion


class Descent(NamedTuple):
    """The course of `exact_discriminator_descent`.

    Args:
        distributions: The generator's probabilities at the start and after each step, float64
            `[steps + 1, K]`.
        criteria: C(G) of each of them, float64 `[steps + 1]`.
    """

    distributions: np.ndarray
    criteria: np.ndarray


def generator_gradient(q, d):
    """The gradient of the generator's `E_q[log(1 - D)]` in its logits, for a given discriminator.

    With `q = softmax(logits)` and `g = log(1 - D)` it is `q (g - E_q[g])`. At D = p / (p + q) it
    is the gradient of C(G), the optimum's own dependence on q adding nothing, and it is zero
    where D is the same everywhere, such as 1/2: then D tells nothing about where to go.

    Args:
        q: Probabilities of the generator, `[K]`.
        d: The discriminator's output D at each point, in [0, 1), `[K]`.

    Returns:
        A float64 array `[K]`.

    Raises:
        ValueError: If the shapes differ, a value is negative or not finite, q does not sum to 1
            (within 1e-5), or D reaches 1.

    Example:
        >>> kerasgan.theory.generator_gradient([0.3, 0.7], [0.5, 0.5])
        array([0., 0.])

    Reference:
        Goodfellow et al., "Generative Adversarial Networks", 2014, section 4.2
        (arXiv:1406.2661).
    """
    q, d = read_non_negative(q, "q"), read_non_negative(d, "d")
    check_same_shape(q=q, d=d)
    check_sum(q, "q")
    if d.max() >= 1:
        raise ValueError(
            "`d` must lie in [0, 1), since log(1 - D) has no gradient at 1. "
            f"Received: a largest value of {d.max()}."
        )
    g = np.log1p(-d)
    return q * (g - q @ g)


def exact_discriminator_descent(p, q0, steps, learning_rate):
    """Gradient descent on C(G) in the generator's probabilities, D* being in closed form.

    The generator is a distribution on K points, with logits as its parameters; at every step the
    discriminator is `p / (p + q)`. C(G) is convex in q, so q converges to p: the situation of
    Proposition 2 of the first GAN paper, in which nothing but the game itself is left.

    Near p the Hessian of C(G) in the logits is `(diag(p) - p p^T) / 2`, whose eigenvalues are at
    most 1/4: learning rates from 1 to 4 are good ones, those above 8 may diverge. The rarer a
    point of p, the more steps it takes.

    Args:
        p: Probabilities of the data, `[K]`, sum 1; zeros are approached, never reached.
        q0: Probabilities at which the generator starts, `[K]`, all positive, sum 1.
        steps: Number of steps, >= 0.
        learning_rate: Learning rate, > 0.

    Returns:
        A `Descent`: `distributions` `[steps + 1, K]` and `criteria` `[steps + 1]`.

    Raises:
        ValueError: If p or q0 are no such probabilities, `steps` is negative, or `learning_rate`
            not positive and finite.

    Example:
        >>> course = kerasgan.theory.exact_discriminator_descent(
        ...     [0.1, 0.2, 0.7], [0.8, 0.1, 0.1], steps=300, learning_rate=2.0
        ... )
        >>> course.distributions[-1].round(6)
        array([0.1, 0.2, 0.7])
        >>> round(float(course.criteria[-1]), 6)  # -log 4
        -1.386294

    Reference:
        Goodfellow et al., "Generative Adversarial Networks", 2014, Proposition 2
        (arXiv:1406.2661).
    """
    p, q = read_distributions(p, q0)
    if p.ndim != 1:
        raise ValueError(f"`p` and `q0` must have the shape [K]. Received: shape {p.shape}.")
    if (q == 0).any():
        raise ValueError(
            "`q0` must be positive everywhere, since no finite logit gives 0. "
            f"Received: q0[{int(np.argmin(q))}]=0."
        )
    check_non_negative_integers(steps=steps)
    learning_rate = positive("learning_rate", learning_rate)
    logits = np.log(q)
    distributions = [_softmax(logits)]
    for _ in range(steps):
        q = distributions[-1]
        logits = logits - learning_rate * generator_gradient(q, optimal_discriminator(p, q))
        distributions.append(_softmax(logits))
    criteria = np.array([virtual_criterion(p, q) for q in distributions])
    return Descent(np.array(distributions), criteria)


def _softmax(logits):
    exponentials = np.exp(logits - logits.max())
    return exponentials / exponentials.sum()

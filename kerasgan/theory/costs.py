"""The three costs of a generator against what the discriminator says of a sample."""

from typing import NamedTuple

import numpy as np

from kerasgan.theory.checks import read_outputs


class CostCurve(NamedTuple):
    """A generator's cost as a function of D(G(z)).

    Args:
        cost: The cost of a sample, a float64 array.
        gradient: Its derivative with respect to the logit of D, a float64 array.
    """

    cost: np.ndarray
    gradient: np.ndarray


def generator_costs(d):
    """The costs that a generator minimises, and their gradients, against D(G(z)).

    | name | cost | gradient in the logit | vanishes as | unbounded as |
    |---|---|---|---|---|
    | `minimax` | log(1 - D) | -D | D -> 0 | never |
    | `non_saturating` | -log D | -(1 - D) | D -> 1 | never |
    | `maximum_likelihood` | -D / (1 - D) | -D / (1 - D) | D -> 0 | D -> 1 |

    D near 0 is where a generator starts, its samples easily told from data: there `minimax` and
    `maximum_likelihood` have no gradient, and `non_saturating` has its largest one.
    `maximum_likelihood` takes nearly all of its gradient from the few samples with D near 1.

    Args:
        d: D(G(z)), the sigmoid of the logits, in [0, 1], of any shape with at least one axis.

    Returns:
        A dictionary from `"minimax"`, `"non_saturating"` and `"maximum_likelihood"` to a
        `CostCurve`, whose `cost` and `gradient` have the shape of `d`. Infinite where they are.

    Raises:
        ValueError: If a value lies outside [0, 1].

    Example:
        >>> costs = kerasgan.theory.generator_costs([0.0, 0.5])
        >>> costs["minimax"].gradient
        array([ 0. , -0.5])
        >>> costs["non_saturating"].gradient
        array([-1. , -0.5])

    Reference:
        Goodfellow, "NIPS 2016 Tutorial: Generative Adversarial Networks", sections 3.2.2 to
        3.2.6 and figure 16 (arXiv:1701.00160).
    """
    d = read_outputs(d)
    with np.errstate(divide="ignore"):
        odds = d / (1 - d)
        return {
            "minimax": CostCurve(np.log1p(-d), 0.0 - d),
            "non_saturating": CostCurve(-np.log(d), d - 1),
            "maximum_likelihood": CostCurve(0.0 - odds, 0.0 - odds),
        }

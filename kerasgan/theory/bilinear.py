"""The smallest game on which gradient descent fails: min over x, max over y of x y."""

import numpy as np

from kerasgan.arguments import check_non_negative_integers, positive


def bilinear_game(steps, learning_rate, x0=1.0, y0=1.0, update="simultaneous"):
    """Gradient descent in x and ascent in y on the game `min_x max_y x y`.

    The only equilibrium is (0, 0). Simultaneous steps, `x' = x - lr y, y' = y + lr x`, spiral
    outwards: each multiplies the distance to it by sqrt(1 + lr^2), at any learning rate. In
    alternating ones x moves first and y answers the new x, `y' = y + lr x'`; these conserve
    `x^2 + y^2 - lr x y`, and so, for lr < 2, stay on an ellipse and neither converge nor diverge.

    Args:
        steps: Number of steps, >= 0.
        learning_rate: Learning rate of both players, > 0.
        x0: Where x starts.
        y0: Where y starts.
        update: `"simultaneous"` or `"alternating"`.

    Returns:
        A float64 array `[steps + 1, 2]`: x and y at the start and after each step.

    Raises:
        ValueError: If `steps` is negative, `learning_rate` not positive and finite, or `update`
            unknown.

    Example:
        >>> kerasgan.theory.bilinear_game(2, 1.0, 1.0, 0.0)
        array([[1., 0.],
               [1., 1.],
               [0., 2.]])
        >>> kerasgan.theory.bilinear_game(2, 1.0, 1.0, 0.0, update="alternating")
        array([[1., 0.],
               [1., 1.],
               [0., 1.]])

    Reference:
        Goodfellow, "NIPS 2016 Tutorial: Generative Adversarial Networks", sections 7.2 and 8.2
        (arXiv:1701.00160); Gidel et al., "A Variational Inequality Perspective on Generative
        Adversarial Networks", 2019, Proposition 1 (arXiv:1802.10551).
    """
    if update not in ("simultaneous", "alternating"):
        raise ValueError(
            f"`update` must be 'simultaneous' or 'alternating'. Received: update={update!r}."
        )
    check_non_negative_integers(steps=steps)
    learning_rate = positive("learning_rate", learning_rate)
    trajectory = np.empty((steps + 1, 2))
    trajectory[0] = x0, y0
    for step in range(steps):
        x, y = trajectory[step]
        moved = x - learning_rate * y
        seen = x if update == "simultaneous" else moved
        trajectory[step + 1] = moved, y + learning_rate * seen
    return trajectory

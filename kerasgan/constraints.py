"""Constraints of weights: clipping, the first way to bound a critic's slope."""

import keras
from keras import ops

from kerasgan.arguments import positive


@keras.saving.register_keras_serializable(package="kerasgan")
class WeightClip(keras.constraints.Constraint):
    """Keeps every element of a weight in `[-limit, limit]`.

    As a constraint of a layer's weights it is applied after every update, in the graph.

    Args:
        limit: Half the width of the box, > 0.

    Raises:
        ValueError: If `limit` is no number > 0.

    Example:
        >>> clip = kerasgan.constraints.WeightClip(0.01)
        >>> [round(float(w), 3) for w in clip(keras.ops.array([-1.0, 0.005, 0.02]))]
        [-0.01, 0.005, 0.01]
        >>> layer = keras.layers.Dense(8, kernel_constraint=clip, bias_constraint=clip)

    Reference:
        Arjovsky et al., "Wasserstein GAN", 2017, algorithm 1, with a limit of 0.01
        (arXiv:1701.07875).
    """

    def __init__(self, limit):
        self.limit = positive("limit", limit)

    def __call__(self, value):
        return ops.clip(value, -self.limit, self.limit)

    def get_config(self):
        return {"limit": self.limit}

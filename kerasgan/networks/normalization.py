"""Normalization of discriminators whose gradient is penalised."""

import keras


def layer_norm():
    """Normalizes each sample over all of its elements, then scales and shifts each channel.

    This is the layer normalization of the WGAN-GP authors' code, in Keras a
    `GroupNormalization` of one group. `LayerNormalization(axis=(1, 2, 3))` has the same
    statistics but a scale and an offset for every pixel.
    """
    return keras.layers.GroupNormalization(groups=1, epsilon=1e-5)

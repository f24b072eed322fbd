"""Normalization of one sample at a time: no output depends on the rest of the batch."""

import keras


def layer_norm():
    """Normalizes each sample over all of its elements, then scales and shifts each channel.

    This is the layer normalization of the WGAN-GP authors' code, in Keras a
    `GroupNormalization` of one group. `LayerNormalization(axis=(1, 2, 3))` has the same
    statistics but a scale and an offset for every pixel.
    """
    return keras.layers.GroupNormalization(groups=1, epsilon=1e-5)


def instance_norm():
    """Normalizes each channel of each sample over its pixels; nothing is learned.

    This is the instance normalization of Ulyanov et al., "Instance Normalization: The Missing
    Ingredient for Fast Stylization", 2016, equation 4 (arXiv:1607.08022), as the CycleGAN
    authors' code has it: without scale and offset. A map of a single pixel becomes 0.
    """
    return keras.layers.GroupNormalization(groups=-1, epsilon=1e-5, center=False, scale=False)

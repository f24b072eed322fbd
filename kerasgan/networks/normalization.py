"""Normalization over a batch, over a sample, and over each channel of a sample."""

import keras


def normalize_batch(x, synchronized, gamma_initializer="ones"):
    """Batch normalization with the decay 0.9 and epsilon 1e-5 of the common DCGAN code.

    Keras' own decay, 0.99, lags behind weights that change as fast as a generator's.
    """
    return keras.layers.BatchNormalization(
        momentum=0.9, epsilon=1e-5, gamma_initializer=gamma_initializer, synchronized=synchronized
    )(x)


def normalize_layer(x):
    """Normalizes each sample over all of its elements, then scales and shifts each channel.

    This is the layer normalization of the WGAN-GP authors' code, in Keras a
    `GroupNormalization` of one group. `LayerNormalization(axis=(1, 2, 3))` has the same
    statistics but a scale and an offset for every pixel.
    """
    return keras.layers.GroupNormalization(groups=1, epsilon=1e-5)(x)


def normalize_instance(x):
    """Normalizes each channel of each sample over its pixels; nothing is learned.

    This is the instance normalization of Ulyanov et al., "Instance Normalization: The Missing
    Ingredient for Fast Stylization", 2016, equation 4 (arXiv:1607.08022), as the CycleGAN
    authors' code has it: without scale and offset. A map of a single pixel becomes 0.
    """
    return keras.layers.GroupNormalization(groups=-1, epsilon=1e-5, center=False, scale=False)(x)

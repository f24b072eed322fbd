"""What convolutional networks are made of: each function puts a layer behind a tensor."""

import keras


def halve(x, filters, seeds, kernel_size=4, use_bias=False):
    """A convolution with stride 2. An odd size is halved upwards."""
    return keras.layers.Conv2D(filters, kernel_size, **_set_stride(seeds, use_bias))(x)


def double(x, filters, seeds, kernel_size=4, use_bias=False):
    """A transposed convolution with stride 2."""
    return keras.layers.Conv2DTranspose(filters, kernel_size, **_set_stride(seeds, use_bias))(x)


def leaky_relu(x):
    """The activation of DCGAN's discriminator and its successors'."""
    return keras.layers.LeakyReLU(negative_slope=0.2)(x)


def end_in_tanh(x):
    """Images in [-1, 1]: float32, also where the rest of the network computes in half precision."""
    return keras.layers.Activation("tanh", dtype="float32")(x)


def draw_normal(seeds, mean=0.0):
    """DCGAN's initial weights."""
    return keras.initializers.RandomNormal(mean, 0.02, seed=next(seeds))


def _set_stride(seeds, use_bias):
    shared = {"strides": 2, "padding": "same", "use_bias": use_bias}
    return shared | {"kernel_initializer": draw_normal(seeds)}

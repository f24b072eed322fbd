"""The residual networks of the WGAN-GP paper."""

import keras

from kerasgan.networks.convolutions import end_in_tanh
from kerasgan.networks.normalization import normalize_batch, normalize_layer
from kerasgan.networks.seeds import draw_seeds
from kerasgan.networks.sizes import check_fixed_size

# Size of the image -> size of the generator's smallest feature map and half widths of its maps.
GENERATORS = {28: (7, (2, 2, 2)), 32: (4, (2, 2, 2, 2)), 64: (4, (8, 8, 4, 2, 1))}


def resnet_generator(
    image_shape=(32, 32, 3), latent_dim=128, width=128, synchronized=False, seed=None
):
    """The residual generator of WGAN-GP.

    A dense layer makes a small feature map, and each residual block doubles its size: batch
    normalization, ReLU, nearest upsampling, convolution, batch normalization, ReLU, convolution,
    added to the upsampled 1 x 1 convolution of its input. After the last block come batch
    normalization, ReLU, a convolution to the image and tanh. All other kernels are 3 wide.
    Feature maps as size x channels, with `w` the `width`:

    | image | maps |
    |---|---|
    | 28 | 7 x w, 14 x w, 28 x w, 28 x channels |
    | 32 | 4 x w, 8 x w, 16 x w, 32 x w, 32 x channels |
    | 64 | 4 x 4w, 8 x 4w, 16 x 2w, 32 x w, 64 x w/2, 64 x channels |

    With the default `width`, those at 32 and 64 are the paper's.

    Args:
        image_shape: `(size, size, channels)` with a size of 28, 32 or 64.
        latent_dim: Length of the latent vector.
        width: Channels of the feature maps as in the table; even where the image size is 64.
        synchronized: Whether batch normalization averages over all replicas of a strategy.
        seed: Integer that fixes the initial weights, or None.

    Returns:
        A functional `keras.Model` named "generator": latents `[N, latent_dim]` to images
        `[N, size, size, channels]` in [-1, 1].

    Raises:
        ValueError: If there is no such network for `image_shape` or `width`.

    Example:
        >>> generator = kerasgan.networks.resnet_generator((32, 32, 3))
        >>> generator.output_shape
        (None, 32, 32, 3)

    Reference:
        Gulrajani et al., "Improved Training of Wasserstein GANs", 2017, appendix F
        (arXiv:1704.00028), and the code published with it for 32 and 64 pixels. Convolutions
        have no bias here: the batch normalizations behind them would cancel it.
    """
    channels = _check_sizes(image_shape, width)
    base, halves = GENERATORS[image_shape[0]]
    first, *others = (width * half // 2 for half in halves)
    seeds = draw_seeds(seed, "generator")
    latents = keras.Input((latent_dim,), name="latents")
    x = keras.layers.Dense(base * base * first, kernel_initializer=_draw_glorot(seeds))(latents)
    x = keras.layers.Reshape((base, base, first))(x)
    for filters in others:
        x = _upsample(x, filters, seeds, synchronized)
    x = keras.layers.ReLU()(normalize_batch(x, synchronized))
    images = end_in_tanh(_convolve(x, channels, 3, _draw_glorot(seeds)))
    return keras.Model(latents, images, name="generator")


def resnet_critic(image_shape=(32, 32, 3), width=128, seed=None):
    """The residual critic of WGAN-GP.

    A residual block adds to its input two convolutions (kernel 3), each behind a ReLU; a block
    that halves the feature map averages both over 2 x 2 pixels, and its input passes through a
    1 x 1 convolution. Feature maps as size x channels, with `w` the `width`:

    | image | maps |
    |---|---|
    | 28 | 14 x w, 7 x w, 7 x w, 7 x w |
    | 32 | 16 x w, 8 x w, 8 x w, 8 x w |
    | 64 | 64 x w/2, 32 x w, 16 x 2w, 8 x 4w, 4 x 4w |

    At 28 and 32 there is no normalization, and a dense layer makes the logit from the mean over
    all pixels of the last map, behind a ReLU. At 64 the first map is a convolution of the image,
    layer normalization precedes every ReLU, and the dense layer sees the whole last map. With
    the default `width`, those at 32 and 64 are the paper's.

    Args:
        image_shape: `(size, size, channels)` with a size of 28, 32 or 64.
        width: Channels of the feature maps as in the table; even where the image size is 64.
        seed: Integer that fixes the initial weights, or None.

    Returns:
        A functional `keras.Model` named "discriminator": images `[N, size, size, channels]` to
        logits `[N, 1]`. No logit depends on another sample of the batch.

    Raises:
        ValueError: If there is no such network for `image_shape` or `width`.

    Example:
        >>> critic = kerasgan.networks.resnet_critic((28, 28, 1), width=64)
        >>> critic.output_shape
        (None, 1)

    Reference:
        Gulrajani et al., "Improved Training of Wasserstein GANs", 2017, appendix F
        (arXiv:1704.00028), and the code published with it for 32 and 64 pixels.
    """
    _check_sizes(image_shape, width)
    seeds = draw_seeds(seed, "discriminator")
    images = keras.Input(image_shape, name="images")
    if image_shape[0] == 64:
        x = _convolve(images, width // 2, 3, _draw_glorot(seeds))
        for filters in (width, 2 * width, 4 * width, 4 * width):
            x = _refine(x, filters, seeds, halved=True, normalized=True)
        x = keras.layers.Flatten()(x)
    else:
        x = _read_images(images, width, seeds)
        for halved in (True, False, False):
            x = _refine(x, width, seeds, halved=halved)
        x = keras.layers.GlobalAveragePooling2D()(keras.layers.ReLU()(x))
    logits = keras.layers.Dense(1, kernel_initializer=_draw_glorot(seeds), dtype="float32")(x)
    return keras.Model(images, logits, name="discriminator")


def _check_sizes(image_shape, width):
    """The channels of the image, or an error."""
    size, channels = check_fixed_size("ResNet", image_shape, GENERATORS, width)
    if size == 64 and width % 2:
        raise ValueError(f"`width` must be even for images of 64 pixels. Received: width={width}.")
    return channels


def _upsample(x, filters, seeds, synchronized):
    """A residual block that doubles the map."""
    # A 1 x 1 convolution may as well come before the upsampling, at a quarter of the cost.
    shortcut = _convolve(x, filters, 1, _draw_glorot(seeds), use_bias=False)
    shortcut = keras.layers.UpSampling2D()(shortcut)
    x = keras.layers.ReLU()(normalize_batch(x, synchronized))
    x = keras.layers.UpSampling2D()(x)
    x = _convolve(x, filters, 3, _draw_he(seeds), use_bias=False)
    x = keras.layers.ReLU()(normalize_batch(x, synchronized))
    x = _convolve(x, filters, 3, _draw_he(seeds), use_bias=False)
    return keras.layers.Add()([shortcut, x])


def _read_images(images, filters, seeds):
    """A halving block without the ReLU before the first convolution: images are no features."""
    shortcut = _shrink(images, filters, seeds)
    x = _convolve(images, filters, 3, _draw_he(seeds))
    x = _convolve(keras.layers.ReLU()(x), filters, 3, _draw_he(seeds))
    return keras.layers.Add()([shortcut, keras.layers.AveragePooling2D(2)(x)])


def _refine(x, filters, seeds, halved, normalized=False):
    """A residual block of the critic."""
    shortcut = _shrink(x, filters, seeds) if halved else x
    channels = x.shape[-1]
    x = normalize_layer(x) if normalized else x
    # The offset of a normalization does what a bias before it would do.
    x = _convolve(keras.layers.ReLU()(x), channels, 3, _draw_he(seeds), use_bias=not normalized)
    x = normalize_layer(x) if normalized else x
    x = _convolve(keras.layers.ReLU()(x), filters, 3, _draw_he(seeds))
    x = keras.layers.AveragePooling2D(2)(x) if halved else x
    return keras.layers.Add()([shortcut, x])


def _shrink(x, filters, seeds):
    return _convolve(keras.layers.AveragePooling2D(2)(x), filters, 1, _draw_glorot(seeds))


def _convolve(x, filters, kernel_size, initializer, use_bias=True):
    return keras.layers.Conv2D(
        filters, kernel_size, padding="same", use_bias=use_bias, kernel_initializer=initializer
    )(x)


def _draw_glorot(seeds):
    """For the ends of a network and its shortcuts."""
    return keras.initializers.GlorotUniform(seed=next(seeds))


def _draw_he(seeds):
    """The authors' form of He initialization: of variance 4 / (fan_in + fan_out), uniform."""
    return keras.initializers.VarianceScaling(
        2.0, mode="fan_avg", distribution="uniform", seed=next(seeds)
    )

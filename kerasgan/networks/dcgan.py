"""The networks of DCGAN: strided convolutions and batch normalization."""

import keras

from kerasgan.arguments import check_positive_integers
from kerasgan.names import did_you_mean
from kerasgan.networks.convolutions import double, draw_normal, end_in_tanh, halve, leaky_relu
from kerasgan.networks.normalization import normalize_batch, normalize_layer
from kerasgan.networks.seeds import draw_seeds
from kerasgan.networks.sizes import check_fixed_size

# Size of the image -> size of the smallest feature map. Between them lie doublings.
BASES = {28: 7, 32: 4, 64: 4, 128: 4}
NORMALIZATIONS = ("batch", "layer", None)


def dcgan_generator(
    image_shape=(28, 28, 1), latent_dim=100, width=64, synchronized=False, seed=None
):
    """The generator of DCGAN.

    A dense layer makes a small feature map; each transposed convolution (kernel 4, stride 2)
    doubles its size and halves its channels, and the last one makes the image. Every layer but
    the last is followed by batch normalization and ReLU, the last by tanh. Feature maps as
    size x channels, with `w` the `width`:

    | image | maps |
    |---|---|
    | 28 | 7 x 4w, 14 x 2w, 28 x channels |
    | 32 | 4 x 8w, 8 x 4w, 16 x 2w, 32 x channels |
    | 64 | 4 x 16w, 8 x 8w, 16 x 4w, 32 x 2w, 64 x channels (the paper's, with `width=64`) |
    | 128 | 4 x 32w, 8 x 16w, 16 x 8w, 32 x 4w, 64 x 2w, 128 x channels |

    Args:
        image_shape: `(size, size, channels)` with a size of 28, 32, 64 or 128.
        latent_dim: Length of the latent vector.
        width: Half the channels of the last hidden feature map.
        synchronized: Whether batch normalization averages over all replicas of a strategy.
        seed: Integer that fixes the initial weights, or None.

    Returns:
        A functional `keras.Model` named "generator": latents `[N, latent_dim]` to images
        `[N, size, size, channels]` in [-1, 1].

    Raises:
        ValueError: If there is no DCGAN for `image_shape`, or a size is not positive.

    Example:
        >>> generator = kerasgan.networks.dcgan_generator((64, 64, 3))
        >>> generator.output_shape
        (None, 64, 64, 3)

    Reference:
        Radford et al., "Unsupervised Representation Learning with Deep Convolutional Generative
        Adversarial Networks", 2015, section 3 and figure 1 (arXiv:1511.06434). The paper's
        kernels are 5 wide; 4, twice the stride, weighs all pixels alike.
    """
    base, doublings, channels = _plan(image_shape, width)
    seeds = draw_seeds(seed, "generator")
    latents = keras.Input((latent_dim,), name="latents")
    filters = width * 2**doublings
    x = keras.layers.Dense(
        base * base * filters, use_bias=False, kernel_initializer=draw_normal(seeds)
    )(latents)
    x = keras.layers.Reshape((base, base, filters))(x)
    x = keras.layers.ReLU()(_normalize(x, synchronized, seeds))
    for doubling in reversed(range(1, doublings)):
        x = double(x, width * 2**doubling, seeds)
        x = keras.layers.ReLU()(_normalize(x, synchronized, seeds))
    images = end_in_tanh(double(x, channels, seeds, use_bias=True))
    return keras.Model(latents, images, name="generator")


def dcgan_discriminator(
    image_shape=(28, 28, 1),
    width=64,
    synchronized=False,
    normalization="batch",
    depth=None,
    seed=None,
):
    """The discriminator of DCGAN.

    Each convolution (kernel 4, stride 2) halves the feature map and doubles its channels, from
    `width` on; a dense layer makes the logit. LeakyReLU of slope 0.2 follows every convolution,
    normalization every one but the first. Feature maps as size x channels, with `w` the `width`:

    | image | maps |
    |---|---|
    | 28 | 14 x w, 7 x 2w, and with `depth=3` 4 x 4w |
    | 32 | 16 x w, 8 x 2w, 4 x 4w |
    | 64 | 32 x w, 16 x 2w, 8 x 4w, 4 x 8w |
    | 128 | 64 x w, 32 x 2w, 16 x 4w, 8 x 8w, 4 x 16w |

    Args:
        image_shape: `(size, size, channels)` with a size of 28, 32, 64 or 128.
        width: Channels of the first feature map.
        synchronized: Whether batch normalization averages over all replicas of a strategy.
        normalization: `"batch"` as in the paper; `"layer"`, over all elements of a sample with a
            scale and an offset for each channel, or None: these two leave the logit of a sample
            a function of that sample alone, as a gradient penalty needs.
        depth: Number of convolutions. None: as many as the table has, as many as the generator.
            At 28 pixels that is two, so that the last feature map sees 10 pixels at a time; a
            third one sees 22, and judges the shapes of digits better.
        seed: Integer that fixes the initial weights, or None.

    Returns:
        A functional `keras.Model` named "discriminator": images `[N, size, size, channels]` to
        logits `[N, 1]`.

    Raises:
        ValueError: If there is no DCGAN for `image_shape`, a size is not positive, or the
            normalization is unknown.

    Example:
        >>> discriminator = kerasgan.networks.dcgan_discriminator((28, 28, 1), width=32)
        >>> discriminator.output_shape
        (None, 1)

    Reference:
        Radford et al., "Unsupervised Representation Learning with Deep Convolutional Generative
        Adversarial Networks", 2015, section 3 (arXiv:1511.06434). Layer normalization in a
        critic: Gulrajani et al., "Improved Training of Wasserstein GANs", 2017, section 4
        (arXiv:1704.00028).
    """
    _, doublings, _ = _plan(image_shape, width)
    if normalization not in NORMALIZATIONS:
        raise ValueError(
            "`normalization` must be 'batch', 'layer' or None."
            f"{did_you_mean(normalization, NORMALIZATIONS[:2])} "
            f"Received: normalization={normalization!r}."
        )
    depth = doublings if depth is None else depth
    check_positive_integers(depth=depth)
    seeds = draw_seeds(seed, "discriminator")
    images = keras.Input(image_shape, name="images")
    x = leaky_relu(halve(images, width, seeds, use_bias=True))
    for doubling in range(1, depth):
        # Batch normalization would cancel a bias.
        x = halve(x, width * 2**doubling, seeds, use_bias=normalization != "batch")
        if normalization == "batch":
            x = _normalize(x, synchronized, seeds)
        elif normalization == "layer":
            x = normalize_layer(x)
        x = leaky_relu(x)
    x = keras.layers.Flatten()(x)
    logits = keras.layers.Dense(1, kernel_initializer=draw_normal(seeds), dtype="float32")(x)
    return keras.Model(images, logits, name="discriminator")


def _plan(image_shape, width):
    """The size of the smallest map, the number of doublings and the channels of the image."""
    size, channels = check_fixed_size("DCGAN", image_shape, BASES, width)
    return BASES[size], (size // BASES[size]).bit_length() - 1, channels


def _normalize(x, synchronized, seeds):
    return normalize_batch(x, synchronized, draw_normal(seeds, 1.0))

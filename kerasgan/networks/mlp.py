"""Fully connected networks: for vectors, and the image networks of the first GAN paper."""

import math

import keras

from kerasgan.arguments import check_positive_integers, is_integer
from kerasgan.layers import Maxout
from kerasgan.networks.convolutions import leaky_relu
from kerasgan.networks.seeds import draw_seeds


def mlp_generator(
    output_shape,
    latent_dim=100,
    hidden=(1200, 1200),
    activation="relu",
    output_activation=None,
    seed=None,
):
    """A generator of dense layers.

    Args:
        output_shape: Shape of one sample, such as `(2,)` or `(28, 28, 1)`.
        latent_dim: Length of the latent vector.
        hidden: Widths of the hidden layers.
        activation: Activation of the hidden layers; `"leaky_relu"` has slope 0.2.
        output_activation: Activation of the output. By default `"tanh"` for images (shapes of
            rank 3), whose values lie in [-1, 1], and `"linear"` for everything else.
        seed: Integer that fixes the initial weights, or None.

    Returns:
        A functional `keras.Model` named "generator": `[N, latent_dim]` to `[N, *output_shape]`.

    Raises:
        ValueError: If a size is not a positive integer.

    Example:
        >>> generator = kerasgan.networks.mlp_generator((28, 28, 1))
        >>> generator.output_shape
        (None, 28, 28, 1)

    Reference:
        Goodfellow et al., "Generative Adversarial Networks", 2014, section 5
        (arXiv:1406.2661): two hidden layers of 1200 rectified linear units for MNIST. The paper
        ends in a sigmoid because its images lie in [0, 1].
    """
    output_shape = _read_sizes("output_shape", output_shape)
    check_positive_integers(latent_dim=latent_dim)
    if output_activation is None:
        output_activation = "tanh" if len(output_shape) == 3 else "linear"
    seeds = draw_seeds(seed, "generator")
    latents = keras.Input((latent_dim,), name="latents")
    x = _add_hidden(latents, hidden, activation, seeds)
    x = _add_dense(x, math.prod(output_shape), seeds)
    if len(output_shape) != 1:
        x = keras.layers.Reshape(output_shape)(x)
    # Samples are float32 also where the rest of the network computes in half precision.
    samples = keras.layers.Activation(output_activation, dtype="float32")(x)
    return keras.Model(latents, samples, name="generator")


def mlp_discriminator(input_shape, hidden=(512, 256), activation="leaky_relu", seed=None):
    """A discriminator, or critic, of dense layers.

    Args:
        input_shape: Shape of one sample, such as `(2,)` or `(28, 28, 1)`; it is flattened.
        hidden: Widths of the hidden layers.
        activation: Activation of the hidden layers; `"leaky_relu"` has slope 0.2.
        seed: Integer that fixes the initial weights, or None.

    Returns:
        A functional `keras.Model` named "discriminator": `[N, *input_shape]` to logits `[N, 1]`.

    Raises:
        ValueError: If a size is not a positive integer.

    Example:
        >>> critic = kerasgan.networks.mlp_discriminator((1,), hidden=(64, 64), activation="tanh")
        >>> critic.output_shape
        (None, 1)
    """
    seeds = draw_seeds(seed, "discriminator")
    samples, x = _flatten_input(input_shape)
    x = _add_hidden(x, hidden, activation, seeds)
    logits = _add_dense(x, 1, seeds, dtype="float32")
    return keras.Model(samples, logits, name="discriminator")


def maxout_discriminator(
    input_shape, units=240, pieces=5, layers=2, input_dropout=0.2, hidden_dropout=0.5, seed=None
):
    """The discriminator of the first GAN paper: maxout layers under dropout.

    Args:
        input_shape: Shape of one sample, such as `(28, 28, 1)`; it is flattened.
        units: Units of each maxout layer.
        pieces: Affine maps each unit chooses from.
        layers: Number of maxout layers.
        input_dropout: Fraction of the input that dropout removes, in [0, 1).
        hidden_dropout: Fraction of each hidden layer that dropout removes, in [0, 1).
        seed: Integer that fixes the initial weights and the dropout masks, or None.

    Returns:
        A functional `keras.Model` named "discriminator": `[N, *input_shape]` to logits `[N, 1]`.

    Raises:
        ValueError: If a size is not a positive integer.

    Example:
        >>> discriminator = kerasgan.networks.maxout_discriminator((28, 28, 1))
        >>> discriminator.output_shape
        (None, 1)

    Reference:
        Goodfellow et al., "Generative Adversarial Networks", 2014, section 5
        (arXiv:1406.2661). Initial weights are uniform in +-0.005 as in the authors' published
        MNIST configuration.
    """
    check_positive_integers(layers=layers)
    seeds = draw_seeds(seed, "discriminator")
    samples, x = _flatten_input(input_shape)
    x = keras.layers.Dropout(input_dropout, seed=next(seeds))(x)
    for _ in range(layers):
        x = Maxout(units, pieces, kernel_initializer=_draw_uniform(seeds))(x)
        x = keras.layers.Dropout(hidden_dropout, seed=next(seeds))(x)
    logits = keras.layers.Dense(1, kernel_initializer=_draw_uniform(seeds), dtype="float32")(x)
    return keras.Model(samples, logits, name="discriminator")


def _add_hidden(x, hidden, activation, seeds):
    for width in _read_sizes("hidden", hidden):
        x = _add_dense(x, width, seeds)
        x = leaky_relu(x) if activation == "leaky_relu" else keras.layers.Activation(activation)(x)
    return x


def _add_dense(x, width, seeds, **kwargs):
    initializer = keras.initializers.GlorotUniform(seed=next(seeds))
    return keras.layers.Dense(width, kernel_initializer=initializer, **kwargs)(x)


def _draw_uniform(seeds):
    return keras.initializers.RandomUniform(-0.005, 0.005, seed=next(seeds))


def _flatten_input(input_shape):
    input_shape = _read_sizes("input_shape", input_shape)
    samples = keras.Input(input_shape, name="samples")
    return samples, samples if len(input_shape) == 1 else keras.layers.Flatten()(samples)


def _read_sizes(name, sizes):
    """`sizes` as a tuple of positive integers, or an error that names the argument."""
    try:
        sizes = tuple(sizes)
    except TypeError:
        sizes = (sizes,)
    if not all(is_integer(size) and size > 0 for size in sizes):
        raise ValueError(f"`{name}` must consist of positive integers. Received: {name}={sizes}.")
    return sizes

"""Penalties of real networks: gradients by finite differences, in graphs, in half precision."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan import networks, penalties
from kerasgan.penalties.checks import check_penalisable

ALL = [
    penalties.GradientPenalty(),
    penalties.GradientPenalty(3.0, one_sided=True, target=0.5),
    penalties.DRAGAN(),
    penalties.R1(),
]
each_penalty = pytest.mark.parametrize("penalty", ALL, ids=repr)


def _arguments(penalty, shape, dtype="float32"):
    """Real and generated samples, and noise."""
    rng = np.random.default_rng(0)
    real, fake = rng.normal(size=(2, 6, *shape)).astype(dtype)
    size = penalty.noise_size(shape)
    return real, fake, rng.uniform(size=(6, size)).astype(dtype) if size else None


def _value_and_gradient(penalty, critic, variables, real, fake, noise):
    with tf.GradientTape() as tape:
        value = penalty(critic, real, fake, noise)
    return value, tape.gradient(value, variables)


def _conv_net(dtype):
    """A critic of the usual layers, steep enough for one-sided penalties not to be 0."""
    layers = keras.layers
    seeds = iter(range(9))

    def initializer():
        return keras.initializers.GlorotNormal(seed=next(seeds))

    return keras.Sequential(
        [
            keras.Input((6, 6, 2), dtype="float64" if dtype == "float64" else None),
            layers.Conv2D(3, 3, strides=2, kernel_initializer=initializer(), dtype=dtype),
            layers.LeakyReLU(negative_slope=0.2, dtype=dtype),
            layers.UpSampling2D(dtype=dtype),
            layers.Conv2D(3, 3, kernel_initializer=initializer(), dtype=dtype),
            layers.Activation("tanh", dtype=dtype),
            layers.Conv2DTranspose(2, 2, kernel_initializer=initializer(), dtype=dtype),
            layers.Activation("tanh", dtype=dtype),
            layers.AveragePooling2D(2, dtype=dtype),
            layers.Flatten(dtype=dtype),
            layers.Dense(1, kernel_initializer=initializer(), dtype=dtype),
            layers.Rescaling(20.0, dtype=dtype),
        ]
    )


@each_penalty
def test_gradient_by_finite_differences(penalty):
    critic = _conv_net("float64")
    arguments = _arguments(penalty, (6, 6, 2), "float64")
    value, gradients = _value_and_gradient(
        penalty, critic, [w.value for w in critic.trainable_weights], *arguments
    )
    assert value.dtype == tf.float64
    assert float(value) > 0
    rng = np.random.default_rng(5)
    for weight, gradient in zip(critic.trainable_weights, gradients, strict=True):
        if weight is critic.layers[-2].bias:
            assert gradient is None  # a constant has no part in any slope
            continue
        before, direction = weight.numpy(), rng.normal(size=weight.shape)
        values = []
        for step in (1e-5, -1e-5):
            weight.assign(before + step * direction)
            values.append(float(penalty(critic, *arguments)))
        weight.assign(before)
        expected = (values[0] - values[1]) / 2e-5
        np.testing.assert_allclose(np.sum(gradient * direction), expected, rtol=1e-5, atol=1e-7)


@each_penalty
def test_graph_and_xla_equal_eager(penalty):
    critic = _conv_net("float32")
    variables = [w.value for w in critic.trainable_weights[:-1]]
    arguments = [None if x is None else tf.constant(x) for x in _arguments(penalty, (6, 6, 2))]

    def run(*arguments):
        return _value_and_gradient(penalty, critic, variables, *arguments)

    expected = run(*arguments)
    free = [None if x is None else tf.TensorSpec([None, *x.shape[1:]]) for x in arguments]
    graph = tf.function(run).get_concrete_function(*free)  # batches of any size
    for value, gradients in (
        graph(*[x for x in arguments if x is not None]),
        tf.function(run, jit_compile=True)(*arguments),
    ):
        np.testing.assert_allclose(value, expected[0], rtol=1e-4)
        for gradient, wanted in zip(gradients, expected[1], strict=True):
            np.testing.assert_allclose(gradient, wanted, rtol=1e-3, atol=1e-4)


@each_penalty
def test_half_precision_critic(penalty):
    """Generated samples of half precision beside real ones of float32; the rest is float32."""
    real, fake, noise = _arguments(penalty, (6, 6, 2))
    expected = float(penalty(_conv_net("float32"), real, fake, noise))
    value = penalty(_conv_net("mixed_bfloat16"), real, tf.cast(fake, tf.bfloat16), noise)
    assert value.dtype == tf.float32
    np.testing.assert_allclose(value, expected, rtol=0.05)


@pytest.mark.parametrize(
    "critic",
    [
        networks.resnet_critic((28, 28, 1), width=4, seed=0),
        networks.resnet_critic((64, 64, 3), width=4, seed=0),
        networks.dcgan_discriminator((32, 32, 3), width=3, normalization="layer", seed=0),
        networks.dcgan_discriminator((32, 32, 3), width=3, normalization=None, seed=0),
        networks.mlp_discriminator((5,), hidden=(7, 6), seed=0),
    ],
    ids=["resnet_28", "resnet_64", "dcgan_layer", "dcgan_none", "mlp"],
)
def test_penalty_reaches_every_kernel(critic):
    check_penalisable(critic, "critic")
    penalty, shape = penalties.GradientPenalty(), critic.input_shape[1:]
    kernels = [w for w in critic.trainable_weights if w.name in ("kernel", "gamma")]
    value, gradients = _value_and_gradient(
        penalty, critic, [w.value for w in kernels], *_arguments(penalty, shape)
    )
    assert np.isfinite(value)
    for kernel, gradient in zip(kernels, gradients, strict=True):
        assert gradient is not None, kernel.path
        assert np.isfinite(gradient).all(), kernel.path
        assert np.abs(gradient).max() > 0, kernel.path

"""What `check_penalisable` refuses, and that its reasons are true of this TensorFlow."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasgan import networks, penalties
from kerasgan.penalties.checks import check_penalisable


def _critic(*middle, shape=(6, 6, 2)):
    """A convolution, what is to be tested, a dense layer."""
    return keras.Sequential(
        [
            keras.Input(shape),
            layers.Conv2D(2, 3, padding="same", activation="tanh"),
            *middle,
            layers.Flatten(),
            layers.Dense(1),
        ]
    )


def _gradient_of_the_last_kernel(critic):
    """Of R1's value, which depends on the last kernel whatever lies before it."""
    samples = tf.constant(np.random.default_rng(0).normal(size=(4, 6, 6, 2)).astype("float32"))
    with tf.GradientTape() as tape:
        value = penalties.R1()(critic, samples, samples)
    assert float(value) > 0
    return tape.gradient(value, critic.layers[-1].kernel.value)


@pytest.mark.parametrize(
    "layer",
    [
        layers.LayerNormalization(),
        layers.GroupNormalization(1),
        layers.BatchNormalization(trainable=False),
        layers.UpSampling2D(),
        layers.Conv2DTranspose(2, 2, strides=2),
        layers.AveragePooling2D(2),
        layers.MaxPooling2D(2),
        layers.Dropout(0.1),
        layers.SpectralNormalization(layers.Conv2D(2, 3)),
        layers.Conv2D(2, 3, dtype="mixed_bfloat16"),
    ],
    ids=lambda layer: layer.name,
)
def test_accepts(layer):
    critic = _critic(layer)
    check_penalisable(critic, "critic")
    assert _gradient_of_the_last_kernel(critic) is not None


@pytest.mark.parametrize(
    ("layer", "reason", "remedy"),
    [
        (layers.BatchNormalization(), "depends on every sample", "GroupNormalization"),
        (layers.TimeDistributed(layers.BatchNormalization()), "every sample", "no normalisation"),
        (layers.UpSampling2D(interpolation="bilinear"), "without second derivative", "nearest"),
        (layers.UpSampling2D(interpolation="bicubic"), "without second derivative", "pooling"),
        (layers.UpSampling2D(interpolation="lanczos3"), "second derivative", "transposed"),
        (layers.Resizing(12, 12), "second derivative", "resize the data beforehand"),
        (layers.Resizing(3, 3, interpolation="nearest"), "second derivative", "nearest"),
        (layers.Conv2D(2, 3, dtype="mixed_float16"), "underflow", "mixed_bfloat16"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_refuses(layer, reason, remedy):
    nested = _critic(_inner(layer))
    for critic in (_critic(layer), nested):
        with pytest.raises(ValueError, match="The gradient of `critic` ") as error:
            check_penalisable(critic, "critic")
        assert reason in str(error.value)
        assert remedy in str(error.value)


def _inner(layer):
    inputs = keras.Input((6, 6, 2))
    return keras.Model(inputs, layer(inputs))


def test_refuses_resizing_by_an_operation():
    inputs = keras.Input((6, 6, 2))
    resized = keras.ops.image.resize(inputs, (12, 12))
    with pytest.raises(ValueError, match="without second derivative"):
        check_penalisable(_critic(keras.Model(inputs, resized)), "critic")


def test_names_the_network_and_the_layer():
    critic = networks.dcgan_discriminator(width=2)
    layer = next(x for x in critic.layers if isinstance(x, layers.BatchNormalization))
    with pytest.raises(ValueError) as error:
        check_penalisable(critic, "discriminator")
    assert "`discriminator` (discriminator)" in str(error.value)
    assert f"{layer.name!r} (BatchNormalization)" in str(error.value)
    assert 'dcgan_discriminator(..., normalization="layer")' in str(error.value)


@pytest.mark.parametrize(
    "build",
    [
        lambda: networks.mlp_discriminator((28, 28, 1)),
        lambda: networks.maxout_discriminator((28, 28, 1)),
        lambda: networks.dcgan_discriminator(width=2, normalization="layer"),
        lambda: networks.dcgan_discriminator(width=2, normalization=None),
        lambda: networks.resnet_critic((28, 28, 1), width=2),
        lambda: networks.resnet_critic((64, 64, 1), width=2),
    ],
)
def test_networks_that_can_be_penalised(build):
    for policy in ("float32", "mixed_bfloat16"):
        keras.config.set_dtype_policy(policy)
        try:
            critic = build()
        finally:
            keras.config.set_dtype_policy("float32")
        check_penalisable(critic, "critic")
    keras.config.set_dtype_policy("mixed_float16")
    try:
        critic = build()
    finally:
        keras.config.set_dtype_policy("float32")
    with pytest.raises(ValueError, match="computes in float16"):
        check_penalisable(critic, "critic")


# The reasons


@pytest.mark.parametrize(
    "layer", [layers.UpSampling2D(interpolation="bilinear"), layers.Resizing(12, 12)]
)
def test_bilinear_resizing_has_no_second_derivative_and_no_error(layer):
    assert _gradient_of_the_last_kernel(_critic(layer)) is None


@pytest.mark.parametrize(
    "layer",
    [layers.UpSampling2D(interpolation="bicubic"), layers.Resizing(3, 3, interpolation="nearest")],
)
def test_other_resizing_has_no_second_derivative(layer):
    with pytest.raises(LookupError, match="gradient registry has no entry"):
        _gradient_of_the_last_kernel(_critic(layer))


def test_normalization_of_a_sample_has_a_slightly_wrong_second_derivative():
    """TensorFlow's moments hold the mean constant inside the variance: of no consequence for one
    gradient, but a gradient of a gradient lacks a term as small as one over the elements."""
    rng = np.random.default_rng(0)
    samples = tf.constant(rng.normal(size=(4, 7, 7, 3)).astype("float32"))
    kernel = tf.Variable(rng.normal(size=(3, 3, 3, 16)).astype("float32") / 5)
    direction = rng.normal(size=(7 * 7 * 16, 1)).astype("float32")

    def exact(x):
        x -= tf.reduce_mean(x, axis=[1, 2, 3], keepdims=True)
        return x * tf.math.rsqrt(tf.reduce_mean(x * x, axis=[1, 2, 3], keepdims=True) + 1e-5)

    def gradient(normalize):
        def critic(x):
            x = tf.tanh(normalize(tf.nn.conv2d(x, kernel, 1, "SAME")))
            return tf.reshape(x, [4, -1]) @ direction

        with tf.GradientTape() as tape:
            value = penalties.R1()(critic, samples, samples)
        return tape.gradient(value, kernel).numpy()

    expected = gradient(exact)
    found = gradient(layers.GroupNormalization(1, epsilon=1e-5))
    assert 1e-5 < np.linalg.norm(found - expected) / np.linalg.norm(expected) < 1e-3


def test_batch_normalization_couples_samples():
    """The gradient with respect to one sample holds that of another sample's logit."""
    critic = _critic(layers.BatchNormalization())
    samples = tf.constant(np.random.default_rng(0).normal(size=(4, 6, 6, 2)).astype("float32"))
    with tf.GradientTape() as tape:
        tape.watch(samples)
        logit = critic(samples, training=True)[0]
    assert np.abs(tape.gradient(logit, samples)[1:]).max() > 1e-4

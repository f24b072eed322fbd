"""Every function of `kerasgan.networks` keeps one contract.

A new one is found by itself; what is typed here are the arguments that build it small.
"""

import json

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan import networks

# Each takes `seed` besides.
ARGUMENTS = {
    "mlp_generator": {"output_shape": (4, 4, 3), "latent_dim": 5, "hidden": (7, 6)},
    "mlp_discriminator": {"input_shape": (4, 4, 3), "hidden": (7, 6)},
    "maxout_discriminator": {"input_shape": (4, 4, 3), "units": 6, "pieces": 3},
    "dcgan_generator": {"image_shape": (32, 32, 3), "latent_dim": 5, "width": 2},
    "dcgan_discriminator": {"image_shape": (32, 32, 3), "width": 2},
    "resnet_generator": {"image_shape": (28, 28, 3), "latent_dim": 5, "width": 4},
    "resnet_critic": {"image_shape": (28, 28, 3), "width": 4},
    "resnet_translator": {"input_shape": (8, 12, 3), "output_channels": 2, "width": 4, "blocks": 2},
    "unet_translator": {"input_shape": (8, 12, 3), "output_channels": 2, "width": 4},
    "patchgan_discriminator": {"input_shape": (12, 16, 3), "width": 4, "receptive_field": 34},
}
NAMES = [name for name in dir(networks) if callable(getattr(networks, name))]


def kind(name):
    """A name says the kind of network; a critic is a discriminator."""
    return next((each for each in ("generator", "translator") if each in name), "discriminator")


each_network = pytest.mark.parametrize("name", NAMES)
each_discriminator = pytest.mark.parametrize(
    "name", [name for name in NAMES if kind(name) == "discriminator"]
)


def build(name, seed):
    assert name in ARGUMENTS, f"type arguments that build {name} small into ARGUMENTS"
    return getattr(networks, name)(**ARGUMENTS[name], seed=seed)


def inputs_of(model, count=8):
    shape = (count, *model.input_shape[1:])
    return np.random.default_rng(0).normal(size=shape).astype("float32")


@each_network
def test_network_is_a_functional_model(name):
    model = build(name, 0)
    assert type(model).__name__ == "Functional"
    assert model.name == kind(name)
    outputs = model(inputs_of(model))
    assert outputs.dtype == "float32"
    assert np.isfinite(outputs).all()


@each_network
def test_network_survives_saving(name, tmp_path):
    model = build(name, 0)
    for weight in model.weights:
        weight.assign(weight + 0.01)
    model.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    inputs = inputs_of(model)
    np.testing.assert_array_equal(model(inputs), loaded(inputs))
    for layer, again in zip(model.layers, loaded.layers, strict=True):
        assert type(again) is type(layer)
        assert json.dumps(again.get_config()) == json.dumps(layer.get_config())


@each_network
def test_network_is_a_function_of_its_seed(name):
    first, second, other = (build(name, seed) for seed in (3, 3, 4))
    inputs = inputs_of(first)
    for training in (False, True):
        outputs = first(inputs, training=training)
        np.testing.assert_array_equal(outputs, second(inputs, training=training))
        assert not np.array_equal(outputs, other(inputs, training=training))


@each_network
def test_network_without_a_seed_differs_every_time(name):
    first, second = build(name, None), build(name, None)
    inputs = inputs_of(first)
    assert not np.array_equal(first(inputs), second(inputs))


@each_network
@pytest.mark.parametrize("training", [False, True])
def test_gradient_reaches_every_weight(name, training):
    model = build(name, 0)
    inputs = tf.constant(inputs_of(model, 32))
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = model(inputs, training=training)
        weights = np.random.default_rng(1).normal(size=outputs.shape).astype("float32")
        loss = tf.reduce_sum(outputs * weights)
    targets = [inputs, *(weight.value for weight in model.trainable_weights)]
    for target, gradient in zip(targets, tape.gradient(loss, targets), strict=True):
        assert gradient is not None, target
        assert np.isfinite(gradient).all(), target
        assert np.abs(gradient).max() > 0, target


@each_discriminator
def test_logits_are_unbounded(name):
    """The last layer is affine: larger weights give larger logits, without end."""
    model = build(name, 0)
    inputs = inputs_of(model)
    logits = model(inputs).numpy()
    assert logits.shape == ((8, 1, 2, 1) if "patchgan" in name else (8, 1))
    last = model.layers[-1]
    assert last.activation is keras.activations.linear
    last.kernel.assign(1e9 * last.kernel)
    np.testing.assert_allclose(model(inputs), 1e9 * logits, rtol=1e-4)
    assert np.abs(model(inputs)).max() > 10


@each_network
def test_network_computes_in_half_precision(name):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = build(name, 0)
    finally:
        keras.config.set_dtype_policy("float32")
    inputs = inputs_of(model)
    expected = build(name, 0)(inputs).numpy()
    np.testing.assert_allclose(model(inputs), expected, atol=0.05 * np.abs(expected).max())
    outputs = model(inputs, training=True)
    assert outputs.dtype == "float32"
    assert np.isfinite(outputs).all()


@each_network
def test_network_is_documented(name):
    documentation = getattr(networks, name).__doc__
    for section in ("Args:", "Returns:", "Raises:", "Example:"):
        assert section in documentation, section

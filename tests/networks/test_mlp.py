from itertools import pairwise

import keras
import numpy as np
import pytest

from kerasgan import networks


def _layers(model, kind):
    return [layer for layer in model.layers if isinstance(layer, kind)]


def _parameters(widths):
    return sum(a * b + b for a, b in pairwise(widths))


def test_the_paper_generator():
    model = networks.mlp_generator((28, 28, 1), seed=0)
    assert model.name == "generator"
    assert model.input_shape == (None, 100)
    assert model.output_shape == (None, 28, 28, 1)
    assert model.count_params() == _parameters([100, 1200, 1200, 784])
    assert model.layers[-1].activation is keras.activations.tanh


def test_generator_equals_matrix_products():
    model = networks.mlp_generator((2, 3), latent_dim=4, hidden=(5,), seed=0)
    z = np.random.default_rng(0).normal(size=(7, 4)).astype("float32")
    kernel, bias, out_kernel, out_bias = model.get_weights()
    expected = np.maximum(z @ kernel + bias, 0) @ out_kernel + out_bias
    np.testing.assert_allclose(model(z), expected.reshape(7, 2, 3), atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "given", "used"),
    [
        ((2,), None, "linear"),
        ((4, 4, 3), None, "tanh"),
        ((2,), "tanh", "tanh"),
        ((4, 4, 3), "sigmoid", "sigmoid"),
    ],
)
def test_output_activation(shape, given, used):
    model = networks.mlp_generator(shape, hidden=(3,), output_activation=given)
    assert model.layers[-1].activation is keras.activations.get(used)


def test_discriminator_equals_matrix_products_with_slope_one_fifth():
    model = networks.mlp_discriminator((3,), hidden=(5, 4), seed=0)
    x = np.random.default_rng(0).normal(size=(7, 3)).astype("float32")
    w0, b0, w1, b1, w2, b2 = model.get_weights()

    def leaky(v):
        return np.where(v > 0, v, 0.2 * v)

    expected = leaky(leaky(x @ w0 + b0) @ w1 + b1) @ w2 + b2
    assert model.name == "discriminator"
    np.testing.assert_allclose(model(x), expected, atol=1e-5)


def test_discriminator_with_tanh():
    model = networks.mlp_discriminator((1,), hidden=(64, 64), activation="tanh")
    assert model.count_params() == _parameters([1, 64, 64, 1])
    activations = _layers(model, keras.layers.Activation)
    assert [layer.activation for layer in activations] == [keras.activations.tanh] * 2


def test_the_paper_discriminator():
    model = networks.maxout_discriminator((28, 28, 1), seed=0)
    assert model.name == "discriminator"
    assert model.output_shape == (None, 1)
    widths = _parameters([784, 1200]) + _parameters([240, 1200]) + _parameters([240, 1])
    assert model.count_params() == widths
    dropouts = _layers(model, keras.layers.Dropout)
    assert [layer.rate for layer in dropouts] == [0.2, 0.5, 0.5]
    assert len({layer.seed for layer in dropouts}) == 3
    for kernel in model.get_weights()[::2]:
        assert np.abs(kernel).max() <= 0.005
        assert np.abs(kernel).max() > 0.0045


def test_dropout_only_in_training():
    model = networks.maxout_discriminator((8,), units=6, pieces=2, seed=0)
    x = np.ones((16, 8), "float32")
    assert np.ptp(model(x, training=False)) < 1e-9
    assert np.ptp(model(x, training=True)) > 1e-6


def test_same_dropout_masks_for_the_same_seed():
    x = np.ones((16, 8), "float32")
    first, second = (networks.maxout_discriminator((8,), units=6, seed=5) for _ in range(2))
    np.testing.assert_array_equal(first(x, training=True), second(x, training=True))


def test_generator_and_discriminator_of_one_seed_differ():
    generator = networks.mlp_generator((6,), latent_dim=6, hidden=(6,), seed=1)
    discriminator = networks.mlp_discriminator((6,), hidden=(6,), seed=1)
    assert not np.array_equal(generator.get_weights()[0], discriminator.get_weights()[0])


def test_layers_of_one_seed_differ():
    kernels = networks.mlp_generator((6,), latent_dim=6, hidden=(6, 6), seed=1).get_weights()[::2]
    assert not np.array_equal(kernels[0], kernels[1])
    assert not np.array_equal(kernels[1], kernels[2])


@pytest.mark.parametrize(
    ("build", "argument"),
    [
        (lambda: networks.mlp_generator((28, 0, 1)), "output_shape"),
        (lambda: networks.mlp_generator((2,), latent_dim=0), "latent_dim"),
        (lambda: networks.mlp_generator((2,), hidden=(8, -1)), "hidden"),
        (lambda: networks.mlp_discriminator((None, 28, 1)), "input_shape"),
        (lambda: networks.maxout_discriminator((2,), layers=0), "layers"),
    ],
)
def test_refuses_bad_sizes(build, argument):
    with pytest.raises(
        ValueError, match=rf"`{argument}` must .*positive integer.*Received: {argument}="
    ):
        build()

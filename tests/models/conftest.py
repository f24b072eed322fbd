"""Tiny networks that hold every kind of state, and ways to look at it."""

import keras
import numpy as np
import pytest

import kerasgan


def _generator(synchronized=False, normalized=True, seed=1):
    layers = keras.layers
    normalization = [layers.BatchNormalization(synchronized=synchronized, momentum=0.8)]
    return keras.Sequential(
        [
            keras.Input((3,)),
            layers.Dense(8, kernel_initializer=keras.initializers.GlorotNormal(seed)),
            *(normalization if normalized else []),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dense(2, kernel_initializer=keras.initializers.GlorotNormal(seed + 1)),
        ],
        name="g",
    )


def _discriminator(synchronized=False, normalized=True, dropout=0.3, seed=3):
    layers = keras.layers
    normalization = [layers.BatchNormalization(synchronized=synchronized, momentum=0.8)]
    return keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(8, kernel_initializer=keras.initializers.GlorotNormal(seed)),
            *(normalization if normalized else []),
            layers.LeakyReLU(negative_slope=0.2),
            *([layers.Dropout(dropout, seed=seed)] if dropout else []),
            layers.Dense(1, kernel_initializer=keras.initializers.GlorotNormal(seed + 1)),
        ],
        name="d",
    )


@pytest.fixture(scope="session")
def make_gan():
    """Builds a GAN on 2-D points with BatchNorm, and Dropout in the discriminator."""

    def make(synchronized=False, normalized=True, dropout=0.3, seed=7, **kwargs):
        return kerasgan.GAN(
            _generator(synchronized, normalized),
            _discriminator(synchronized, normalized, dropout),
            seed=seed,
            **kwargs,
        )

    return make


@pytest.fixture(scope="session")
def points():
    """Draws `n` points of a fixed 2-D normal law."""

    def draw(n=96, seed=0):
        noise = np.random.default_rng(seed).normal(size=(n, 2))
        return (noise @ [[1.0, 0.3], [0.0, 0.5]] + [0.5, -1.0]).astype("float32")

    return draw


@pytest.fixture(scope="session")
def network_state():
    """Copies all variables of the networks: weights, moving statistics, seeds of Dropout."""

    def copy(model):
        return {
            f"{name}/{i}/{variable.name}": np.array(variable)
            for name in ("generator", "discriminator")
            for i, variable in enumerate(getattr(model, name).variables)
        }

    return copy


@pytest.fixture(scope="session")
def optimizer_state():
    """Copies all variables of both optimizers."""

    def copy(model):
        return {
            f"{name}/{i}": np.array(variable)
            for name in ("generator_optimizer", "discriminator_optimizer")
            for i, variable in enumerate(getattr(model, name).variables)
        }

    return copy


@pytest.fixture(scope="session")
def full_state(network_state, optimizer_state):
    """Copies everything that training reads or writes."""

    def copy(model):
        return {
            **network_state(model),
            **optimizer_state(model),
            **{f"model/{i}": np.array(v) for i, v in enumerate(model.variables)},
            "noise": np.array(model.noise.counter),
        }

    return copy


@pytest.fixture(scope="session")
def assert_same():
    """Asserts that two copied states are equal, bit for bit or to a tolerance."""

    def compare(a, b, atol=0.0):
        assert a.keys() == b.keys()
        for name, value in a.items():
            np.testing.assert_allclose(value, b[name], rtol=0, atol=atol, err_msg=name)

    return compare

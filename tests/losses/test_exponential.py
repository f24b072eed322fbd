import numpy as np
import pytest
import tensorflow as tf

from kerasgan.losses.exponential import linear_exp


def _value_and_gradient(x):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = linear_exp(x)
    return value.numpy(), tape.gradient(value, x).numpy()


def test_exact_up_to_40():
    x = np.linspace(-80, 40, 241)
    value, gradient = _value_and_gradient(x)
    np.testing.assert_allclose(value, np.exp(x), rtol=1e-14)
    np.testing.assert_allclose(gradient, np.exp(x), rtol=1e-14)


def test_tangent_beyond_40():
    x = np.array([40.5, 88.0, 1e4])
    value, gradient = _value_and_gradient(x)
    np.testing.assert_allclose(value, np.exp(40.0) * (1 + x - 40.0), rtol=1e-14)
    np.testing.assert_allclose(gradient, np.exp(40.0), rtol=1e-14)


def test_joins_without_a_jump():
    value, gradient = _value_and_gradient(np.array([40.0 - 1e-9, 40.0, 40.0 + 1e-9]))
    np.testing.assert_allclose(np.diff(value) / np.exp(40.0), 1e-9, rtol=1e-4)
    np.testing.assert_allclose(gradient, np.exp(40.0), rtol=1e-8)


@pytest.mark.parametrize("x", [-1e4, 89.0, 1e4])
def test_finite_in_float32(x):
    value, gradient = _value_and_gradient(np.float32(x))
    assert np.isfinite(value)
    assert np.isfinite(gradient)
    assert value >= 0

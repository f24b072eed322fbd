import numpy as np
import pytest
import tensorflow as tf

from kerasgan.losses.exponential import linear_exp, linear_expm1


def _value_and_gradient(x, function=linear_exp, **arguments):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = function(x, **arguments)
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


def test_another_limit():
    value, gradient = _value_and_gradient(np.array([1.0, 20.0, 21.0, 500.0]), limit=20.0)
    expected = np.exp([1.0, 20.0, 20.0, 20.0])
    np.testing.assert_allclose(gradient, expected, rtol=1e-14)
    np.testing.assert_allclose(value, expected * [1.0, 1.0, 2.0, 481.0], rtol=1e-14)


def test_expm1_is_one_less_and_precise_near_zero():
    for limit in (20.0, 40.0):
        x = np.array([-1e3, -3.0, 5.0, 19.0, 39.0, 45.0, 1e3])
        value, gradient = _value_and_gradient(x, linear_expm1, limit=limit)
        expected = _value_and_gradient(x, limit=limit)
        np.testing.assert_allclose(value, expected[0] - 1.0, rtol=1e-13)
        np.testing.assert_allclose(gradient, expected[1], rtol=1e-13)
    value, gradient = _value_and_gradient(np.float32(1e-9), linear_expm1)
    assert value == pytest.approx(1e-9, rel=1e-6)
    assert gradient == 1.0

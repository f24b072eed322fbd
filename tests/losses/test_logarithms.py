"""Logarithms of functions that underflow or overflow, against SciPy and asymptotics."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import special

from kerasgan.losses.logarithms import log_lambert, log_one_minus_exp_softplus, log_softplus

X = np.linspace(-60.0, 60.0, 241)


def _derivatives(function, x):
    x = tf.constant(x)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            value = function(x)
        first = inner.gradient(value, x)
    return value.numpy(), first.numpy(), outer.gradient(first, x).numpy()


def _check(function, expected, rtol):
    """Values, and both derivatives by finite differences of the expected ones."""
    value, first, second = _derivatives(function, X)
    np.testing.assert_allclose(value, expected(X), rtol=rtol, atol=1e-13)
    step = 1e-4
    right, left = expected(X + step), expected(X - step)
    np.testing.assert_allclose(first, (right - left) / (2 * step), rtol=1e-6, atol=1e-8)
    # Rounding of the values, divided by the square of the step, is 1e-6.
    np.testing.assert_allclose(second, (right - 2 * expected(X) + left) / step**2, atol=5e-6)
    single = _derivatives(function, X.astype("float32"))
    np.testing.assert_allclose(single[0], expected(X), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(single[1], first, rtol=1e-5, atol=1e-7)


def test_log_softplus():
    def expected(x):  # log log(1 + e^x) = x - e^x / 2 + O(e^2x)
        series = x - np.exp(np.minimum(x, 0)) / 2
        return np.where(x < -17, series, np.log(np.logaddexp(0, np.maximum(x, -17))))

    _check(log_softplus, expected, rtol=1e-12)


@pytest.mark.parametrize("scale", [1.0, 2.0, 10.0])
def test_log_one_minus_exp_softplus(scale):
    def expected(x):  # 1 - (1 + e^x)^-scale, to e^x scale (1 - e^x (scale + 1) / 2) for x small
        small = np.exp(np.minimum(x, -17))
        series = np.minimum(x, -17) + np.log(scale) - small * (scale + 1) / 2
        exact = np.log(-np.expm1(-scale * np.logaddexp(0, np.maximum(x, -17))))
        return np.where(x < -17, series, exact)

    _check(lambda x: log_one_minus_exp_softplus(x, scale), expected, rtol=1e-11)


def test_log_lambert():
    def expected(x):
        return np.log(special.lambertw(np.exp(x)).real)

    _check(log_lambert, expected, rtol=1e-12)


def test_log_lambert_far_out():
    for dtype, tolerance in (("float32", 1e-6), ("float64", 1e-14)):
        x = np.array([-1e3, -100.0, 100.0, 1e3, 1e5], dtype)
        w, first, second = _derivatives(log_lambert, x)
        np.testing.assert_allclose(np.exp(w) + w, x, rtol=tolerance)
        np.testing.assert_allclose(first, 1 / (1 + np.exp(w)), rtol=tolerance)
        assert np.isfinite(second).all()


def test_far_out_in_float32():
    x = np.array([-1e3, -100.0, -89.0], "float32")
    for function in (log_softplus, lambda x: log_one_minus_exp_softplus(x, 1.0)):
        value, first, second = _derivatives(function, x)
        np.testing.assert_allclose(value, x, rtol=1e-6)
        np.testing.assert_allclose(first, 1.0, rtol=1e-6)
        np.testing.assert_allclose(second, 0.0, atol=1e-6)

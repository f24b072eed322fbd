"""What an f-divergence needs, derived from f and its derivative alone.

With `u = exp(v)` as the ratio that a logit v claims, `g(v) = f'(exp(v))` is increasing and has just
the interior of the domain of f* as its range, and by Fenchel and Young's equality

    f*(f'(u)) = u f'(u) - f(u),

so that f*(g(v)) follows without f* itself. Everything is computed in float64, whatever the logits.
"""

import math

import numpy as np
import tensorflow as tf
from keras import ops

from kerasgan.losses.divergence_table import Divergence

LIMIT = 40.0
STEP = 1 / 64
ROUNDING = 1e-6  # what may be lost of the composition to cancellation
FINITE = 2e38  # what float32 holds, with a margin
FAR = 1e3
SEARCH = 80.0  # of log u, for the conjugate
HALVINGS = 64


def derive(f, derivative, domain=None):
    """The `Divergence` of a convex f and its derivative, functions of float64 tensors u > 0.

    Its activation and composition are exact for logits from -40 to 40 or, where this is less, as
    far as float64 can tell; beyond they continue on their tangents. Without a `domain` of f* it
    goes from -infinity to the limit of f' at infinity.
    """
    domain = (-math.inf, find_limit(derivative)) if domain is None else domain

    def activation(v):
        return derivative(ops.exp(v))

    @tf.custom_gradient
    def composition(v):
        u = ops.exp(v)

        def gradient(upstream):  # u g'(v): its terms would cancel if they were differentiated
            with tf.GradientTape() as tape:
                tape.watch(v)
                t = activation(v)
            return upstream * ops.exp(v) * tape.gradient(t, v)

        return u * derivative(u) - f(u), gradient

    ends = [find_reach(f, derivative, sign) for sign in (-1.0, 1.0)]
    slopes = differentiate(activation, ends)[1]
    # An activation that tends to the upper end of the domain must not pass it.
    tangents = [slopes[0], 0.0 if math.isfinite(domain[1]) else slopes[1]]
    return Divergence(
        f=compute_in_float64(f),
        derivative=compute_in_float64(derivative),
        conjugate=compute_in_float64(derive_conjugate(f, derivative, domain[1])),
        activation=compute_in_float64(_extend(activation, ends, tangents)),
        composition=compute_in_float64(_extend(composition, ends, np.exp(ends) * slopes)),
        domain=domain,
        threshold=float(derivative(tf.constant(1.0, tf.float64))),
    )


def compute_in_float64(function):
    """The function, computed in float64, with results of its argument's precision."""
    return lambda x: ops.cast(function(ops.cast(x, "float64")), x.dtype)


def differentiate(function, x):
    """Values and derivatives of a function of float64 tensors, as numpy arrays."""
    x = tf.constant(x, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = function(x)
    slope = tape.gradient(value, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return value.numpy(), slope.numpy()


def find_limit(function, sign=1.0):
    """The limit of a monotone function of u as log u goes to `sign` times infinity, a float.

    It is infinite where the function grows as log u or faster, exact where it tends to its limit
    as a power of u, and NaN where the function is not a number out there.
    """
    v = sign * LIMIT * np.array([0.25, 0.625, 1.0])
    values = function(tf.constant(np.exp(v), tf.float64)).numpy()
    first, second = np.diff(values)
    if abs(second) > 0.5 * abs(first):
        return float(math.copysign(math.inf, second))
    end = values[2] + (second**2 / (first - second) if second else 0.0)
    return 0.0 if abs(end) <= 1e-12 * abs(first) else float(end)


def find_reach(f, derivative, sign):
    """How far out, in the direction `sign` and at most to 40, the composition can be trusted.

    Where f tends to a line, `u f' - f` is a small difference of large numbers. Its rounding shows
    where what it gains from one logit to the next is not the integral of its slope, `u^2 f''`. It
    is also given up where its tangent, or the activation's, would overflow float32 before 1e3.
    """
    v = sign * STEP * np.arange(2 * round(0.5 * LIMIT / STEP) + 1)
    u = np.exp(v)
    value = f(tf.constant(u, tf.float64)).numpy()
    slope, curvature = differentiate(derivative, u)
    with np.errstate(all="ignore"):
        composition, rate = u * slope - value, u**2 * curvature
        simpson = sign * STEP / 3 * (rate[:-2:2] + 4 * rate[1:-1:2] + rate[2::2])
        error = np.abs(np.diff(composition[::2]) - simpson)
        right = error <= ROUNDING * np.maximum(1.0, np.abs(composition[2::2]))
        right[:-1] |= right[1:]  # where f' has a corner, one interval alone is wrong
        size = np.abs(composition) + np.abs(slope) + FAR * np.abs(rate) * np.maximum(1.0, 1.0 / u)
        good = right & (size[2::2] < FINITE)
    return float(v[-1] if good.all() else v[2 * np.argmin(good)])


def derive_conjugate(f, derivative, upper):
    """The function f* of float64 tensors: `t u - f(u)` at the u where f'(u) = t, by bisection.

    At that u the supremum is flat, so an error of u costs its square only, and the gradient in t
    is u itself.
    """
    lower_end, upper_end = (_find_finite_end(f, derivative, sign) for sign in (-1.0, 1.0))

    def conjugate(t):
        low, high = ops.full_like(t, lower_end), ops.full_like(t, upper_end)
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            right = derivative(ops.exp(middle)) < t
            low, high = ops.where(right, middle, low), ops.where(right, high, middle)
        u = ops.stop_gradient(ops.exp(0.5 * (low + high)))
        return ops.where(t < upper, t * u - f(u), math.inf)

    return conjugate


def _find_finite_end(f, derivative, sign):
    v = sign * np.arange(0.0, SEARCH + 1.0)
    u = tf.constant(np.exp(v), tf.float64)
    finite = np.isfinite(f(u).numpy()) & np.isfinite(derivative(u).numpy())
    return float(v[-1] if finite.all() else v[max(np.argmin(finite) - 1, 0)])


def _extend(function, ends, slopes):
    """The function between the ends, and straight lines of these slopes beyond them."""
    lower, upper = ends

    def continued(v):
        below, above = ops.minimum(v - lower, 0.0), ops.maximum(v - upper, 0.0)
        outside = (v < lower) | (v > upper)
        line = ops.where(outside, slopes[0] * below + slopes[1] * above, 0.0)
        return function(ops.clip(v, lower, upper)) + line

    return continued

"""What a user's f-divergence is checked for before it is registered."""

import math

import numpy as np
import tensorflow as tf

from kerasgan.losses.derivation import differentiate, find_limit, find_reach

# Logits, or logarithms of the density ratio, at which functions are compared. 0 is not among them,
# since f may have a corner where the distributions agree.
NEAR = np.linspace(-5.0, 5.0, 100)
FAR = np.array([-1e3, -89.0, -41.0, 41.0, 89.0, 1e3], "float32")
STEP = 1e-5
TOLERANCE = 1e-6


def check_traces(key, function):
    """Refuses what is no function of tensors: NumPy's functions have values, but no gradients."""
    if not callable(function):
        raise ValueError(f"`{key}` must be a function of a tensor. Received: {key}={function!r}.")
    try:
        traced = tf.function(lambda x: tf.convert_to_tensor(function(x)), autograph=False)
        output = traced.get_concrete_function(tf.TensorSpec([None], tf.float64)).outputs[0]
    except (NotImplementedError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(
            f"`{key}` is no function of a float64 tensor: {error}\nWrite it with `keras.ops` or "
            "TensorFlow, not with NumPy or `math`."
        ) from error
    if output.dtype != tf.float64 or output.shape.rank != 1:
        raise ValueError(
            f"`{key}` must return a tensor of the type and shape of its argument, float64 (None,). "
            f"Received: {output.dtype.name} {output.shape}."
        )


def check_f(f, derivative):
    """Refuses an f that is not finite or not convex, and a derivative that is not its own."""
    u = np.exp(NEAR)
    values, slopes = differentiate(f, u)[0], differentiate(derivative, u)[0]
    for key, found in (("f", values), ("derivative", slopes)):
        if (i := _find_first(~np.isfinite(found))) is not None:
            at = f"{found[i]} at u = {u[i]:.6g}"
            raise ValueError(f"`{key}` must be finite for u > 0. Received: {at}.")
    right, left = u * math.exp(STEP), u * math.exp(-STEP)
    rises = differentiate(f, right)[0] - differentiate(f, left)[0]
    expected = rises / (right - left)
    size = 1.0 + np.abs(expected) + np.abs(values) / u
    if (i := _find_first(~(np.abs(slopes - expected) <= TOLERANCE * size))) is not None:
        raise ValueError(
            f"`derivative` must be that of `f`, {expected[i]:.6g} at u = {u[i]:.6g}. "
            f"Received: {slopes[i]:.6g} there."
        )
    if (i := _find_first(np.diff(slopes) < -TOLERANCE * (1.0 + np.abs(slopes[:-1])))) is not None:
        raise ValueError(
            f"`f` must be convex. Received: f' falls from {slopes[i]:.6g} at u = {u[i]:.6g} to "
            f"{slopes[i + 1]:.6g} at u = {u[i + 1]:.6g}."
        )


def check_derivable(f, derivative):
    """Refuses an f from which no activation can be derived that has gradients."""
    u = np.exp(NEAR)
    slopes = differentiate(derivative, u)[0]
    if (i := _find_first(~(np.diff(slopes) > 0))) is not None:
        raise ValueError(
            f"f' is constant between u = {u[i]:.6g} and u = {u[i + 1]:.6g}, so that as an "
            "activation it would have no gradient there. Pass an `activation` and a `composition`."
        )
    for sign in (-1.0, 1.0):
        end = find_reach(f, derivative, sign)
        if abs(end) < NEAR[-1]:
            raise ValueError(
                f"The composition u f'(u) - f(u) cannot be computed at u = "
                f"{math.exp(end + sign / 32):.6g}: it is not finite, or nothing of it is left "
                "after rounding. Pass an `activation` and a `composition` in closed form."
            )


def check_limit(derivative):
    """Refuses a derivative whose limit at infinity, the end of the domain, cannot be told."""
    if math.isnan(find_limit(derivative)):
        raise ValueError(
            "`derivative` is not a number for large u, so that the domain of f* cannot be told. "
            "Pass `domain=(-math.inf, upper)`, where upper is the limit of f' at infinity."
        )


def check_given(row, numerical, given):
    """Refuses what of a row's functions was `given` and does not fit `numerical`, f* from f."""
    if "conjugate" in given:
        t = row.derivative(tf.constant(np.exp(NEAR), tf.float64))
        _check_equal("conjugate", row.conjugate(t), numerical(t), "t", t.numpy())
    if "activation" in given:
        t = row.activation(tf.constant(NEAR, tf.float64))
        _check_activation(t.numpy(), row.domain)
        composition = row.composition(tf.constant(NEAR, tf.float64))
        _check_equal("composition", composition, numerical(t), "v", NEAR)
        _check_far("activation", given["activation"])
        _check_far("composition", given["composition"])


def _check_activation(t, domain):
    if (i := _find_first(~(np.diff(t) > 0))) is not None:
        raise ValueError(
            f"`activation` must increase. Received: {t[i]:.6g} at v = {NEAR[i]:.6g} and "
            f"{t[i + 1]:.6g} at v = {NEAR[i + 1]:.6g}."
        )
    if (i := _find_first((t < domain[0]) | (t > domain[1]))) is not None:
        raise ValueError(
            f"`activation` must lie in the domain of f*, from {domain[0]:.6g} to {domain[1]:.6g}. "
            f"Received: {t[i]:.6g} at v = {NEAR[i]:.6g}."
        )


def _check_equal(key, found, expected, variable, points):
    found, expected = found.numpy(), expected.numpy()
    tolerance = TOLERANCE * (1.0 + np.abs(expected))
    if (i := _find_first(~(np.abs(found - expected) <= tolerance))) is not None:
        raise ValueError(
            f"`{key}` must fit `f`: at {variable} = {points[i]:.6g} the supremum of t u - f(u) "
            f"over u, f*(t), is {expected[i]:.6g}. Received: {found[i]:.6g}."
        )


def _check_far(key, function):
    v = tf.constant(FAR)
    with tf.GradientTape() as tape:
        tape.watch(v)
        value = function(v)
    slope = tape.gradient(value, v)
    if (i := _find_first(~(np.isfinite(value) & np.isfinite(slope)))) is not None:
        raise ValueError(
            f"`{key}` must be finite with its gradient for float32 logits to 1000. Continue "
            "exponentials on their tangents beyond 40, as "
            "`kerasgan.losses.exponential.linear_exp` does. Received: "
            f"{value[i].numpy()} at v = {FAR[i]:.6g}, its gradient {slope[i].numpy()}."
        )


def _find_first(wrong):
    """The index of the first True, or None."""
    return int(np.argmax(wrong)) if np.any(wrong) else None

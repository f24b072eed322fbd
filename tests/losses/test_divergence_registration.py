"""Divergences of the user's own."""

import doctest
import importlib

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

import kerasgan
from kerasgan import losses
from kerasgan.losses.derivation import find_limit


@pytest.mark.parametrize("name", ["f_divergence", "divergence_names", "lookup", "registration"])
def test_examples(name):
    module = importlib.import_module(f"kerasgan.losses.{name}")
    names = {"kerasgan": kerasgan, "keras": keras}
    if name == "registration" and "triangular" in losses.divergences():
        pytest.skip("the example is registered already")
    result = doctest.testmod(module, extraglobs=names)
    assert result.failed == 0
    assert result.attempted > 0


# Divergences derived from f and f' alone, against those in closed form

DERIVED = {
    "kl": (lambda u: u * ops.log(u), lambda u: ops.log(u) + 1),
    "reverse_kl": (lambda u: -ops.log(u), lambda u: -1 / u),
    "pearson": (lambda u: (u - 1) ** 2, lambda u: 2 * (u - 1)),
    "neyman": (lambda u: (u - 1) ** 2 / u, lambda u: 1 - 1 / u**2),
    "squared_hellinger": (lambda u: (ops.sqrt(u) - 1) ** 2, lambda u: 1 - 1 / ops.sqrt(u)),
    "jeffrey": (lambda u: (u - 1) * ops.log(u), lambda u: ops.log(u) + 1 - 1 / u),
    "jensen_shannon": (
        lambda u: u * ops.log(u) - (u + 1) * ops.log((u + 1) / 2),
        lambda u: ops.log(2 * u / (1 + u)),
    ),
    "gan": (
        lambda u: u * tf.math.log(u) - (u + 1) * tf.math.log(u + 1),
        lambda u: tf.math.log(u / (1 + u)),
    ),
}
# f*(f'(u)) at u = exp(v), in closed form
COMPOSITIONS = {
    "kl": np.exp,
    "reverse_kl": lambda v: v - 1,
    "pearson": lambda v: np.exp(2 * v) - 1,
    "neyman": lambda v: 2 - 2 * np.exp(-v),
    "squared_hellinger": lambda v: np.exp(v / 2) - 1,
    "jeffrey": lambda v: np.exp(v) + v - 1,
    "jensen_shannon": lambda v: np.logaddexp(0, v) - np.log(2),
    "gan": lambda v: np.logaddexp(0, v),
}


def _registered(name):
    if f"derived_{name}" not in losses.divergences():
        losses.register_divergence(f"derived_{name}", *DERIVED[name])
    return losses.FDivergence(f"derived_{name}")


@pytest.mark.parametrize("name", DERIVED)
def test_derived_equals_closed_form(name):
    derived, built_in = _registered(name), losses.FDivergence(name)
    assert derived.domain == pytest.approx(built_in.domain, abs=1e-9)
    assert derived.threshold == pytest.approx(built_in.threshold, abs=1e-15)
    v = np.linspace(-40, 40, 161)
    expected = built_in.optimal(np.exp(v))
    np.testing.assert_allclose(derived.activation(v), expected, rtol=1e-9, atol=1e-9)
    expected = COMPOSITIONS[name](v)
    np.testing.assert_allclose(derived.composition(v), expected, rtol=1e-5, atol=1e-5)
    single = derived.composition(v.astype("float32"))
    np.testing.assert_allclose(single, expected, rtol=1e-5, atol=1e-5)
    near = np.exp(np.linspace(-8, 8, 33))
    t = built_in.optimal(near).numpy()
    np.testing.assert_allclose(derived.conjugate(t), built_in.conjugate(t), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", DERIVED)
def test_derived_is_twice_differentiable(name):
    loss = _registered(name)
    v = tf.constant(np.linspace(-6, 6, 25))
    with tf.GradientTape() as outer:
        outer.watch(v)
        with tf.GradientTape() as inner:
            inner.watch(v)
            value = loss.composition(v)
        slope = inner.gradient(value, v)
    second = outer.gradient(slope, v)
    x, h = v.numpy(), 1e-4
    composition = COMPOSITIONS[name]
    expected = (composition(x + h) - composition(x - h)) / (2 * h)
    np.testing.assert_allclose(slope, expected, rtol=1e-6, atol=1e-6)
    expected = (composition(x + h) - 2 * composition(x) + composition(x - h)) / h**2
    expected = np.zeros_like(x) if second is None else expected
    np.testing.assert_allclose(
        np.zeros_like(x) if second is None else second, expected, rtol=1e-4, atol=1e-4
    )


@pytest.mark.parametrize(
    ("name", "activation", "composition"),
    [  # the slopes of g and f*(g) where they continue beyond -40 and 40
        ("kl", (1.0, 1.0), (np.exp(-40), np.exp(40))),
        ("reverse_kl", (np.exp(40), 0.0), (1.0, 1.0)),
        ("squared_hellinger", (0.5 * np.exp(20), 0.0), (0.5 * np.exp(-20), 0.5 * np.exp(20))),
        ("jeffrey", (np.exp(40), 1.0), (1.0, np.exp(40))),
        ("gan", (1.0, 0.0), (np.exp(-40), 1.0)),
    ],
)
def test_derived_continues_on_its_tangent(name, activation, composition):
    loss = _registered(name)
    for function, slopes in ((loss.activation, activation), (loss.composition, composition)):
        for sign, slope in zip((-1, 1), slopes, strict=True):
            v = tf.constant(sign * np.array([40.0, 41.0, 89.0, 1e3], "float32"))
            with tf.GradientTape() as tape:
                tape.watch(v)
                value = function(v)
            np.testing.assert_allclose(tape.gradient(value, v)[1:], slope, rtol=1e-5, atol=1e-8)
            expected = value[0] + slope * (v - v[0])
            np.testing.assert_allclose(value, expected, rtol=1e-4, atol=1e-4)


def test_limits():
    assert find_limit(lambda u: 1 - u**-0.1) == pytest.approx(1.0, abs=1e-12)
    assert find_limit(lambda u: tf.math.log(u)) == np.inf
    assert find_limit(lambda u: tf.math.log(u), -1.0) == -np.inf
    assert find_limit(lambda u: u * tf.math.log(u), -1.0) == pytest.approx(0.0, abs=1e-12)
    assert find_limit(lambda u: 0 * u + 3.0) == 3.0


def test_a_function_with_corners_in_its_slope():
    losses.register_divergence(
        "steeper_beyond_two",
        lambda u: ops.square(u - 1) / 2 + ops.square(ops.maximum(u - 2, 0.0)),
        lambda u: u - 1 + 2 * ops.maximum(u - 2, 0.0),
    )
    loss = losses.FDivergence("steeper_beyond_two")
    u = np.exp(np.linspace(-5, 5, 21))
    t = loss.optimal(u).numpy()
    np.testing.assert_allclose(loss.conjugate(t), t * u - loss.f(u).numpy(), atol=1e-9)
    np.testing.assert_allclose(loss.composition(np.log(u)), loss.conjugate(t), atol=1e-9)


# Refusals

KL = DERIVED["kl"]


@pytest.mark.parametrize(
    ("name", "f", "derivative", "given", "message"),
    [
        ("kl", *KL, {}, "'kl' is a built-in divergence. Register yours by another name"),
        ("js", *KL, {}, "is an alias of 'jensen_shannon'"),
        ("hinge", *KL, {}, "'hinge' is the name of a loss"),
        ("My f", *KL, {}, "lower-case letters, digits and underscores.*Received: name='My f'"),
        (None, *KL, {}, "Received: name=None"),
        ("own", 3.0, KL[1], {}, "`f` must be a function of a tensor. Received: f=3.0"),
        ("own", lambda u: u * np.log(u), KL[1], {}, "`f` is no function .*\n.*`keras.ops`"),
        ("own", KL[0], lambda u: np.log(u) + 1, {}, "`derivative` is no function of a float64"),
        ("own", lambda u: ops.sum(u), KL[1], {}, r"`f` must return .* Received: float64 \(\)"),
        (
            "own",
            lambda u: ops.log(u - 1),
            KL[1],
            {},
            "`f` must be finite .* Received: nan at u = 0.0067",
        ),
        (
            "own",
            KL[0],
            lambda u: ops.log(u),
            {},
            "must be that of `f`, .* at u = 0.0067.* Received: -5 there",
        ),
        ("own", KL[0], lambda u: 1.001 * (ops.log(u) + 1), {}, "must be that of `f`"),
        (
            "own",
            lambda u: -(u**2),
            lambda u: -2 * u,
            {},
            "`f` must be convex. Received: f' falls from",
        ),
        ("own", ops.sin, ops.cos, {}, "`f` must be convex. Received: f' falls from"),
        (
            "own",
            lambda u: ops.abs(u - 1) / 2,
            lambda u: ops.sign(u - 1) / 2,
            *({}, "f' is constant between u = 0.0067.* Pass an `activation`"),
        ),
        ("own", lambda u: u**40, lambda u: 40 * u**39, {}, "cannot be computed at u = "),
        (
            "own",
            lambda u: u * ops.log(u) + 0 * ops.exp(u),
            lambda u: ops.log(u) + 1 + 0 * ops.exp(u),
            *({}, "`derivative` is not a number for large u.*domain="),
        ),
        ("own", *KL, {"activation": lambda v: v}, "belong together, but `composition` is not"),
        ("own", *KL, {"composition": lambda v: v}, "belong together, but `activation` is not"),
        (
            "own",
            *KL,
            {"conjugate": ops.exp},
            r"`conjugate` must fit `f`: at t = -4 .* f\*\(t\), is 0.0067",
        ),
        (
            "own",
            *KL,
            {"activation": lambda v: -v, "composition": lambda v: ops.exp(-v - 1)},
            "`activation` must increase. Received: 5 at v = -5 and .* at v = -4.89899",
        ),
        (
            "own",
            *KL,
            {"activation": lambda v: v, "composition": lambda v: ops.exp(v)},
            "`composition` must fit `f`: at v = -5",
        ),
        (
            "own",
            *KL,
            {"activation": lambda v: v, "composition": lambda v: ops.exp(v - 1)},
            "`composition` must be finite with its gradient for .* Received: inf at v = 1000",
        ),
        (
            "own",
            *DERIVED["reverse_kl"],
            {"activation": lambda v: v, "composition": lambda v: v},
            r"`activation` must lie in the domain of f\*, from -inf to 0. Received: .* at v = 0.05",
        ),
    ],
)
def test_refusals(name, f, derivative, given, message):
    before = losses.divergences()
    with pytest.raises(ValueError, match=message):
        losses.register_divergence(name, f, derivative, **given)
    assert losses.divergences() == before


def test_registered_once_only():
    losses.register_divergence("registered_once", *KL)
    assert losses.divergences()[-1] == "registered_once"
    with pytest.raises(ValueError, match="'registered_once' is registered already"):
        losses.register_divergence("registered_once", *KL)
    assert repr(losses.get("registered_once")) == repr(losses.FDivergence("registered_once"))
    with pytest.raises(TypeError, match="no parameter 'alpha'; its parameters: none"):
        losses.FDivergence("registered_once", alpha=1.0)


def test_loading_what_is_not_registered():
    config = keras.saving.serialize_keras_object(losses.FDivergence("kl"))
    config["config"]["name"] = "never_registered"
    with pytest.raises(ValueError, match="register_divergence` first"):
        keras.saving.deserialize_keras_object(config)

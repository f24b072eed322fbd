"""Every divergence, built in or registered, against brute force and formulas in float64."""

import numpy as np
import pytest
import tensorflow as tf
from keras import ops
from scipy import special

from kerasgan import losses
from kerasgan.losses.divergence_names import BUILT_IN
from kerasgan.theory import f_functions

losses.register_divergence(  # Vincze and Le Cam's: derived from f and f' alone
    "tested_triangular",
    lambda u: ops.square(u - 1.0) / (u + 1.0),
    lambda u: 1.0 - 4.0 / ops.square(u + 1.0),
)
losses.register_divergence(  # everything given: KL with the logit shifted
    "tested_shifted",
    lambda u: u * ops.log(u),
    lambda u: 1.0 + ops.log(u),
    conjugate=lambda t: ops.exp(t - 1.0),
    activation=lambda v: v + 1.0,
    composition=lambda v: losses.exponential.linear_exp(v),
)

V = np.linspace(-40.0, 40.0, 161)
FAR = np.array([-1e3, -500.0, -89.0, -88.0, -41.0, 41.0, 88.0, 89.0, 500.0, 1e3], "float32")
U = np.exp(np.linspace(-8.0, 8.0, 40001))


def softplus(v):
    return np.logaddexp(0.0, v)


def log_softplus(v):  # where logaddexp rounds to zero, softplus is the exponential
    return np.where(v < -30, v, np.log(softplus(np.maximum(v, -30))))


def sigmoid(v):
    return special.expit(v)


def jeffrey(v):
    w = special.lambertw(np.exp(1 - v)).real
    return w + 1 / w + v - 2, 1 / w


def weighted(pi):
    def formulas(v):
        share = np.exp(-softplus(-v) / pi)
        rest = np.where(v > 30, np.exp(-v) / pi, -np.expm1(-softplus(-v) / pi))
        composition = (1 - pi) * (np.log(1 - pi) - np.log(rest))
        return -pi * np.log(pi) - softplus(-v), composition, (1 - pi) / pi * share / rest

    return formulas


def alpha_below_one(a):
    def formulas(v):
        size = np.log(1 - a) + log_softplus(-v)
        composition = (np.exp(a / (a - 1) * size) - 1) / a
        return 1 / (1 - a) - softplus(-v), composition, np.exp(size / (a - 1))

    return formulas


def alpha_above_one(a):
    def formulas(v):
        base = np.maximum(1 + (a - 1) * v, 0)
        return v, (base ** (a / (a - 1)) - 1) / a, base ** (1 / (a - 1))

    return formulas


# name, parameters, logits -> (g, f*(g), the ratio u at which g is optimal), f'(1), domain
INF = np.inf
ROWS = [
    ("kl", {}, lambda v: (v, np.exp(v - 1), np.exp(v - 1)), 1, (-INF, INF)),
    ("reverse_kl", {}, lambda v: (-np.exp(-v), v - 1, np.exp(v)), -1, (-INF, 0)),
    (
        "pearson",
        {},
        lambda v: (v, np.where(v < -2, -1, v**2 / 4 + v), np.maximum(v / 2 + 1, 0)),
        *(0, (-INF, INF)),
    ),
    (
        "neyman",
        {},
        lambda v: (1 - np.exp(-v), 2 - 2 * np.exp(-v / 2), np.exp(v / 2)),
        *(0, (-INF, 1)),
    ),
    (
        "squared_hellinger",
        {},
        lambda v: (1 - np.exp(-v), np.exp(v) - 1, np.exp(2 * v)),
        *(0, (-INF, 1)),
    ),
    ("jeffrey", {}, lambda v: (v, *jeffrey(v)), 0, (-INF, INF)),
    (
        "jensen_shannon",
        {},
        lambda v: (np.log(2) - softplus(-v), softplus(v) - np.log(2), np.exp(v)),
        *(0, (-INF, np.log(2))),
    ),
    ("weighted_jensen_shannon", {}, weighted(0.5), 0, (-INF, np.log(2) / 2)),
    ("weighted_jensen_shannon", {"pi": 0.3}, weighted(0.3), 0, (-INF, -0.3 * np.log(0.3))),
    ("gan", {}, lambda v: (-softplus(-v), softplus(v), np.exp(v)), -np.log(2), (-INF, 0)),
    ("total_variation", {}, lambda v: (np.tanh(v) / 2, np.tanh(v) / 2, None), 0, (-0.5, 0.5)),
    ("alpha", {}, alpha_below_one(0.5), 0, (-INF, 2)),
    ("alpha", {"alpha": -1.0}, alpha_below_one(-1.0), 0, (-INF, 0.5)),
    ("alpha", {"alpha": 0.3}, alpha_below_one(0.3), 0, (-INF, 1 / 0.7)),
    ("alpha", {"alpha": 1.05}, alpha_above_one(1.05), 0, (-INF, INF)),
    ("alpha", {"alpha": 2.0}, alpha_above_one(2.0), 0, (-INF, INF)),
    ("alpha", {"alpha": 3.5}, alpha_above_one(3.5), 0, (-INF, INF)),
    (
        "tested_triangular",
        {},
        lambda v: (
            1 - 4 * sigmoid(-v) ** 2,
            np.tanh(v / 2) * (2 + np.tanh(v / 2)),
            np.exp(v),
        ),
        *(0, (-INF, 1)),
    ),
    ("tested_shifted", {}, lambda v: (v + 1, np.exp(v), np.exp(v)), 1, (-INF, INF)),
]
CASES = [(losses.FDivergence(name, **parameters), *rest) for name, parameters, *rest in ROWS]
IDS = [name + "".join(f" {value}" for value in given.values()) for name, given, *_ in ROWS]
each_case = pytest.mark.parametrize(("loss", "formulas", "threshold", "domain"), CASES, ids=IDS)
each_loss = pytest.mark.parametrize("loss", [case[0] for case in CASES], ids=IDS)
# f' of total variation is constant on either side of 1: a logit claims no ratio.
each_smooth = pytest.mark.parametrize(
    ("loss", "formulas"),
    [case[:2] for case in CASES if case[0].name != "total_variation"],
    ids=[name for name in IDS if name != "total_variation"],
)


def _theory(loss):
    return f_functions.get(loss.name, loss.parameters)


def _gradient(function, x):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = function(x)
    return value.numpy(), tape.gradient(value, x).numpy()


def test_every_divergence_is_here():
    assert {name for name, *_ in ROWS} - {"tested_triangular", "tested_shifted"} == BUILT_IN
    assert losses.divergences()[: len(BUILT_IN)] == list(f_functions.F_FUNCTIONS)


@each_loss
def test_f_and_its_derivative(loss):
    u = np.exp(np.linspace(-12, 12, 97))
    expected = _theory(loss)
    np.testing.assert_allclose(loss.f(u), expected.term(u, 1.0), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(loss.optimal(u), expected.slope(u, 1.0), rtol=1e-9, atol=1e-9)
    _, slope = _gradient(loss.f, u[u != 1])
    np.testing.assert_allclose(slope, loss.optimal(u[u != 1]), rtol=1e-6, atol=1e-6)


@each_case
def test_conjugate_is_the_supremum(loss, formulas, threshold, domain):
    """By brute force over a grid of u, for t whose supremum lies inside it."""
    t = loss.optimal(np.exp(np.linspace(-6, 6, 25))).numpy()
    lines = t[:, None] * U - loss.f(U).numpy()
    np.testing.assert_allclose(loss.conjugate(t), lines.max(axis=1), rtol=1e-5, atol=1e-6)
    # For any other t too, no line lies above it.
    t = np.linspace(max(domain[0], -30), min(domain[1], 6) - 1e-3, 50)
    highest = (t[:, None] * U - loss.f(U).numpy()).max(axis=1)
    conjugate = loss.conjugate(t).numpy()
    assert (conjugate >= highest - 1e-9 * (1 + np.abs(highest))).all()


@each_case
def test_conjugate_outside_the_domain(loss, formulas, threshold, domain):
    assert loss.domain == pytest.approx(domain, abs=1e-12)
    if np.isfinite(domain[1]):
        assert np.isinf(loss.conjugate(np.array([domain[1] + 1e-9, domain[1] + 5.0]))).all()
        assert np.isfinite(loss.conjugate(np.array([domain[1] - 1e-6])))


@each_loss
def test_fenchel_young(loss):
    """f(u) + f*(t) >= t u, with equality at t = f'(u)."""
    u = np.exp(np.linspace(-7, 7, 57))
    f, t = loss.f(u).numpy(), loss.optimal(u).numpy()
    conjugate = loss.conjugate(t).numpy()
    np.testing.assert_allclose(f + conjugate, t * u, rtol=1e-8, atol=1e-8)
    gaps = f[:, None] + conjugate - t * u[:, None]
    assert (gaps > -1e-8 * (1 + np.abs(t * u[:, None]))).all()


@each_smooth
def test_the_slope_of_the_conjugate_is_the_ratio(loss, formulas):
    u = np.exp(np.linspace(-5, 5, 41))
    _, slope = _gradient(loss.conjugate, loss.optimal(u).numpy())
    np.testing.assert_allclose(slope, u, rtol=1e-6)


@each_case
def test_threshold(loss, formulas, threshold, domain):
    assert loss.threshold == pytest.approx(threshold, abs=1e-15)
    assert loss.threshold == pytest.approx(float(loss.optimal(np.ones(()))), abs=1e-15)


@each_loss
def test_activation_maps_into_the_domain(loss):
    lower, upper = loss.domain
    for v in (np.linspace(-15, 15, 301), V, FAR.astype("float64"), FAR):
        t = loss.activation(v).numpy()
        edge = abs(upper) * 1e-6 if v.dtype == "float32" and np.isfinite(upper) else 0.0
        assert (t >= lower).all()
        assert (t <= upper + edge).all()
        assert (np.diff(t) > -1e-15).all()
    t = loss.activation(np.linspace(-15, 15, 301)).numpy()
    assert (t > lower).all()
    assert (t < upper).all()
    assert (np.diff(t) > 0).all()


@each_case
def test_activation_and_composition(loss, formulas, threshold, domain):
    """Against the formulas of the table; 1e-5 is what derivation from f and f' loses."""
    activation, composition, _ = formulas(V)
    tolerance = 1e-5 if loss.name == "tested_triangular" else 1e-9
    np.testing.assert_allclose(loss.activation(V), activation, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(loss.composition(V), composition, rtol=tolerance, atol=tolerance)
    v = V.astype("float32")
    np.testing.assert_allclose(loss.activation(v), activation, rtol=2e-6, atol=2e-6)
    np.testing.assert_allclose(loss.composition(v), composition, rtol=1e-5, atol=1e-5)


@each_loss
def test_composition_is_the_conjugate_of_the_activation(loss):
    v = np.linspace(-12, 12, 97)
    t = loss.activation(v).numpy()
    # Where f* is steep, t itself is known to 1e-16 only.
    error = 1e-8 + 4e-16 * _gradient(loss.conjugate, t)[1]
    difference = np.abs(loss.composition(v).numpy() - loss.conjugate(t).numpy())
    assert (difference <= error * (1 + np.abs(loss.composition(v).numpy()))).all()


@each_smooth
def test_ratio_that_a_logit_claims(loss, formulas):
    """g(v) = f'(u), and f*(g(v)) rises u times as fast as g(v)."""
    v = np.linspace(-12, 12, 49)
    ratio = formulas(v)[2]
    inside = ratio > 0
    optimal = _theory(loss).slope(ratio[inside], 1.0)
    np.testing.assert_allclose(loss.activation(v[inside]), optimal, rtol=1e-8, atol=1e-8)
    slopes = [_gradient(function, v)[1] for function in (loss.activation, loss.composition)]
    np.testing.assert_allclose(slopes[1], ratio * slopes[0], rtol=1e-6)


@each_case
def test_gradients_equal_finite_differences(loss, formulas, threshold, domain):
    v = V + 0.013
    v = v[np.abs(v) <= 40]
    for i, function in enumerate((loss.activation, loss.composition)):
        expected = (formulas(v + 1e-5)[i] - formulas(v - 1e-5)[i]) / 2e-5
        for dtype, tolerance in (("float64", 1e-6), ("float32", 2e-5)):
            _, gradient = _gradient(function, v.astype(dtype))
            np.testing.assert_allclose(gradient, expected, rtol=tolerance, atol=1e-6)


@each_smooth
def test_small_gradients_are_right_relative_to_their_size(loss, formulas):
    """Where the analytic gradient is far below the values' rounding: by u g' = (f* o g)'."""
    v = V[V <= 22] if loss.name == "tested_triangular" else V
    slopes = [_gradient(function, v)[1] for function in (loss.activation, loss.composition)]
    np.testing.assert_allclose(slopes[1], formulas(v)[2] * slopes[0], rtol=1e-6)
    for i, function in enumerate((loss.activation, loss.composition)):
        _, narrow = _gradient(function, v.astype("float32"))
        representable = slopes[i] > 1e-36
        np.testing.assert_allclose(narrow[representable], slopes[i][representable], rtol=5e-5)

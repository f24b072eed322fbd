"""Divergences against their definition, quadrature, closed forms and the conventions at zeros."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import integrate, special, stats
from scipy.spatial import distance

from kerasgan import losses, theory

RNG = np.random.default_rng(0)
P, Q = RNG.dirichlet(np.ones(7), size=2)


def alpha_function(alpha):
    return lambda u: (u**alpha - 1 - alpha * (u - 1)) / (alpha * (alpha - 1))


def weighted_function(pi):
    return lambda u: pi * u * np.log(u) - (1 - pi + pi * u) * np.log(1 - pi + pi * u)


# name, parameters, f(u), f(0), lim f(u) / u for u to infinity
INF = np.inf
ROWS = [
    ("kl", {}, lambda u: u * np.log(u), 0, INF),
    ("reverse_kl", {}, lambda u: -np.log(u), INF, 0),
    ("pearson", {}, lambda u: (u - 1) ** 2, 1, INF),
    ("neyman", {}, lambda u: (1 - u) ** 2 / u, INF, 1),
    ("squared_hellinger", {}, lambda u: (np.sqrt(u) - 1) ** 2, 1, 1),
    ("jeffrey", {}, lambda u: (u - 1) * np.log(u), INF, INF),
    (
        "jensen_shannon",
        {},
        lambda u: -(u + 1) * np.log((1 + u) / 2) + u * np.log(u),
        np.log(2),
        np.log(2),
    ),
    (
        "weighted_jensen_shannon",
        {"pi": 0.3},
        weighted_function(0.3),
        -0.7 * np.log(0.7),
        -0.3 * np.log(0.3),
    ),
    ("gan", {}, lambda u: u * np.log(u) - (u + 1) * np.log(u + 1), 0, 0),
    ("total_variation", {}, lambda u: 0.5 * np.abs(u - 1), 0.5, 0.5),
    ("alpha", {"alpha": -1.0}, alpha_function(-1.0), INF, 0.5),
    ("alpha", {"alpha": 0.5}, alpha_function(0.5), 2, 2),
    ("alpha", {"alpha": 0.3}, alpha_function(0.3), 1 / 0.3, 1 / 0.7),
    ("alpha", {"alpha": 2.0}, alpha_function(2.0), 0.5, INF),
    ("alpha", {"alpha": 3.5}, alpha_function(3.5), 1 / 3.5, INF),
]
IDS = [
    name + "".join(f" {value}" for value in parameters.values()) for name, parameters, *_ in ROWS
]
rows = pytest.mark.parametrize(("name", "parameters", "f", "at_zero", "at_infinity"), ROWS, ids=IDS)


@rows
def test_is_the_sum_of_q_f(name, parameters, f, at_zero, at_infinity):
    expected = np.sum(Q * f(P / Q))
    assert theory.f_divergence(P, Q, name, **parameters) == pytest.approx(expected, rel=1e-12)


@rows
def test_zeros(name, parameters, f, at_zero, at_infinity):
    """One point each with p = 0, with q = 0, with both 0, and with neither."""
    p, q = np.array([0.0, 0.7, 0.0, 0.3]), np.array([0.6, 0.0, 0.0, 0.4])
    expected = 0.6 * at_zero + 0.7 * at_infinity + 0.4 * f(0.75)
    result = theory.f_divergence(p, q, name, **parameters)
    assert result == pytest.approx(expected, abs=1e-12)
    only_p_zero = theory.f_divergence([0.0, 1.0], [0.4, 0.6], name, **parameters)
    assert only_p_zero == pytest.approx(0.4 * at_zero + 0.6 * f(1 / 0.6), abs=1e-12)
    only_q_zero = theory.f_divergence([0.4, 0.6], [0.0, 1.0], name, **parameters)
    assert only_q_zero == pytest.approx(0.4 * at_infinity + f(0.6), abs=1e-12)


@rows
def test_the_values_at_zeros_are_limits(name, parameters, f, at_zero, at_infinity):
    """Of the divergence itself: masses so small that only logarithms can hold their ratio."""
    tiny = 1e-300
    near = theory.f_divergence([tiny, 1.0], [0.5, 0.5], name, **parameters)
    at = theory.f_divergence([0.0, 1.0], [0.5, 0.5], name, **parameters)
    assert near == pytest.approx(at, abs=1e-12) if np.isfinite(at) else near > 100
    near = theory.f_divergence([0.5, 0.5], [tiny, 1.0], name, **parameters)
    at = theory.f_divergence([0.5, 0.5], [0.0, 1.0], name, **parameters)
    assert near == pytest.approx(at, abs=1e-12) if np.isfinite(at) else near > 100


@rows
@pytest.mark.filterwarnings("error")
def test_equal_distributions(name, parameters, f, at_zero, at_infinity):
    expected = -np.log(4) if name == "gan" else 0.0
    for p in (P, np.array([0.0, 1.0]), np.array([5e-324, 1.0])):
        assert theory.f_divergence(p, p, name, **parameters) == pytest.approx(expected, abs=1e-15)


@rows
@pytest.mark.filterwarnings("error")
def test_no_overflow_where_ratios_are_not_floats(name, parameters, f, at_zero, at_infinity):
    for p, q in (([5e-324, 1.0], [0.5, 0.5]), ([0.5, 0.5], [5e-324, 1.0]), ([5e-324, 1], [0, 1])):
        result = theory.f_divergence(p, q, name, **parameters)
        assert not np.isnan(result)
        assert result >= (-np.log(4) if name == "gan" else 0.0)
    # log(1 / 5e-324) is 744: far from infinite
    assert theory.kl_divergence([0.5, 0.5], [5e-324, 1.0]) == pytest.approx(371.53, abs=0.01)


@rows
def test_densities_by_quadrature(name, parameters, f, at_zero, at_infinity):
    p, q = stats.norm(0.3, 0.8), stats.norm(-0.2, 1.0)

    def integrand(x):
        return q.pdf(x) * f(p.pdf(x) / q.pdf(x))

    expected = integrate.quad(integrand, -9, 9, points=[-1, 0, 1], epsabs=1e-11, limit=400)[0]
    uniform = np.linspace(-9, 9, 4001)
    # Dense in the middle, sparse outside.
    other = 9 * np.sinh(np.linspace(-3, 3, 6001)) / np.sinh(3)
    for x in (uniform, other):
        result = theory.f_divergence(p.pdf(x), q.pdf(x), name, x=x, **parameters)
        assert result == pytest.approx(expected, abs=1e-5)


def test_closed_forms_for_gaussians():
    m1, s1, m2, s2 = 0.5, 0.7, -0.3, 1.2
    x = np.linspace(-14, 14, 8001)
    p, q = stats.norm(m1, s1).pdf(x), stats.norm(m2, s2).pdf(x)

    def kl(ma, sa, mb, sb):
        return np.log(sb / sa) + (sa**2 + (ma - mb) ** 2) / (2 * sb**2) - 0.5

    forward, backward = kl(m1, s1, m2, s2), kl(m2, s2, m1, s1)
    assert theory.kl_divergence(p, q, x=x) == pytest.approx(forward, abs=1e-8)
    assert theory.f_divergence(p, q, "reverse_kl", x=x) == pytest.approx(backward, abs=1e-8)
    assert theory.f_divergence(p, q, "jeffrey", x=x) == pytest.approx(forward + backward, abs=1e-8)
    total = s1**2 + s2**2
    affinity = np.sqrt(2 * s1 * s2 / total) * np.exp(-((m1 - m2) ** 2) / (4 * total))
    hellinger = theory.f_divergence(p, q, "squared_hellinger", x=x)
    assert hellinger == pytest.approx(2 - 2 * affinity, abs=1e-8)
    q = stats.norm(m2, s1).pdf(x)
    variation = 2 * special.ndtr(abs(m1 - m2) / (2 * s1)) - 1
    result = theory.f_divergence(p, q, "total_variation", x=x)
    assert result == pytest.approx(variation, abs=1e-6)
    pearson = np.expm1((m1 - m2) ** 2 / s1**2)
    assert theory.f_divergence(p, q, "pearson", x=x) == pytest.approx(pearson, abs=1e-7)


def test_relations_between_divergences():
    d = theory.f_divergence
    assert d(P, Q, "reverse_kl") == pytest.approx(d(Q, P, "kl"), abs=1e-14)
    assert d(P, Q, "neyman") == pytest.approx(d(Q, P, "pearson"), abs=1e-12)
    assert d(P, Q, "alpha", alpha=2) == pytest.approx(d(P, Q, "pearson") / 2, abs=1e-12)
    assert d(P, Q, "alpha", alpha=-1) == pytest.approx(d(P, Q, "neyman") / 2, abs=1e-12)
    hellinger = d(P, Q, "squared_hellinger")
    assert d(P, Q, "alpha") == pytest.approx(2 * hellinger, abs=1e-12)
    # A weight of 0.5 is the default, and gives half of the unweighted row.
    half = d(P, Q, "weighted_jensen_shannon")
    assert half == pytest.approx(d(P, Q, "jensen_shannon") / 2, abs=1e-14)
    assert d(P, Q, "gan") == pytest.approx(d(P, Q, "jensen_shannon") - np.log(4), abs=1e-14)
    assert d(P, Q, "alpha", alpha=1 - 1e-6) == pytest.approx(d(P, Q, "kl"), abs=1e-5)
    assert d(P, Q, "alpha", alpha=1e-6) == pytest.approx(d(P, Q, "reverse_kl"), abs=1e-5)


def test_kl_is_the_relative_entropy_and_not_bounded_by_one():
    assert theory.kl_divergence(P, Q) == pytest.approx(stats.entropy(P, Q), abs=1e-14)
    rare = np.exp(-8.0)
    assert theory.kl_divergence([1, 0], [rare, 1 - rare]) == pytest.approx(8.0, abs=1e-12)
    assert theory.kl_divergence([1, 0], [0, 1]) == np.inf


def test_jensen_shannon_is_the_usual_one():
    expected = distance.jensenshannon(P, Q) ** 2
    assert theory.jensen_shannon(P, Q) == pytest.approx(expected, abs=1e-14)
    m = (P + Q) / 2
    half_sum = (stats.entropy(P, m) + stats.entropy(Q, m)) / 2
    assert theory.jensen_shannon(P, Q) == pytest.approx(half_sum, abs=1e-14)
    # The row of the f-GAN paper is twice that.
    row = theory.f_divergence(P, Q, "jensen_shannon")
    assert row == pytest.approx(2 * half_sum, abs=1e-14)
    assert theory.jensen_shannon([1, 0], [0, 1]) == pytest.approx(np.log(2), abs=1e-15)


@pytest.mark.parametrize("pi", [0.1, 0.5, 0.8])
def test_weighted_jensen_shannon_is_the_weighted_sum(pi):
    m = pi * P + (1 - pi) * Q
    expected = pi * stats.entropy(P, m) + (1 - pi) * stats.entropy(Q, m)
    result = theory.f_divergence(P, Q, "weighted_jensen_shannon", pi=pi)
    assert result == pytest.approx(expected, abs=1e-14)


def test_aliases():
    for alias, name in (("js", "jensen_shannon"), ("TV", "total_variation"), ("chi2", "pearson")):
        assert theory.f_divergence(P, Q, alias) == theory.f_divergence(P, Q, name)


def test_registered_divergences_equal_built_in_ones():
    """Also at zeros, whose terms are limits, found numerically from f and f' alone."""
    functions = {
        "kl": (lambda u: u * tf.math.log(u), lambda u: 1 + tf.math.log(u)),
        "reverse_kl": (lambda u: -tf.math.log(u), lambda u: -1 / u),
        "pearson": (lambda u: (u - 1) ** 2, lambda u: 2 * (u - 1)),
        "squared_hellinger": (lambda u: (u**0.5 - 1) ** 2, lambda u: 1 - u**-0.5),
    }
    pairs = [(P, Q), ([0, 0.7, 0, 0.3], [0.6, 0, 0, 0.4]), ([0, 1.0], [0.4, 0.6])]
    pairs += [(q, p) for p, q in pairs]
    for name, (f, derivative) in functions.items():
        losses.register_divergence(f"theory_{name}", f, derivative)
        for p, q in pairs:
            expected = theory.f_divergence(p, q, name)
            assert theory.f_divergence(p, q, f"theory_{name}") == pytest.approx(expected, rel=1e-8)
            np.testing.assert_allclose(
                theory.optimal_variational(p, q, f"theory_{name}"),
                theory.optimal_variational(p, q, name),
                rtol=1e-8,
            )
    with pytest.raises(TypeError, match="'theory_kl' has no parameter 'pi'"):
        theory.f_divergence(P, Q, "theory_kl", pi=0.5)


def test_inputs_of_other_types_and_shapes():
    expected = theory.kl_divergence(P, Q)
    assert theory.kl_divergence(list(P), tuple(Q)) == expected
    assert theory.kl_divergence(P.reshape(7, 1), Q.reshape(7, 1)) == pytest.approx(expected)
    single = theory.kl_divergence(P.astype("float32"), Q.astype("float32"))
    assert single == pytest.approx(expected, abs=1e-5)
    assert isinstance(single, float)


@pytest.mark.parametrize(
    ("p", "q", "x", "message"),
    [
        ([0.5, 0.5], [1.0], None, r"Received: shapes \(2,\) and \(1,\)"),
        (1.0, 1.0, None, r"at least one axis and one value. Received: shape \(\)"),
        ([], [], None, r"Received: shape \(0,\)"),
        ([1.5, -0.5], [0.5, 0.5], None, r"`p` must hold finite values >= 0. Received: p\[1\]=-0.5"),
        ([0.5, 0.5], [np.nan, 1], None, r"Received: q\[0\]=nan"),
        ([0.5, 0.5], [0.5, np.inf], None, r"Received: q\[1\]=inf"),
        ([0.5, 0.5], [[0.5], [0.5]], None, r"Received: shapes \(2,\) and \(2, 1\)"),
        (
            [3, 2, 1, 4],
            [1, 2, 4, 3],
            None,
            "must sum to 1 within 1e-05. .* Received: values of sum 10",
        ),
        (
            [0.5, 0.5],
            [0.5, 0.4],
            None,
            "`q` must sum to 1 within 1e-05. .* Received: values of sum 0.9",
        ),
        ([1.0, 1.0], [1.0, 1.0], [0, 1, 2], r"`p` and `x` must have the same shape"),
        ([1.0, 1.0], [1.0, 1.0], [[0, 1]], r"shape \[N\], N >= 2. Received: shape \(1, 2\)"),
        ([1.0, 1.0], [1.0, 1.0], [1, 0], "strictly increasing"),
        ([1.0, 1.0], [1.0, 1.0], [0, np.inf], "finite"),
        (
            [1.0, 1.0],
            [1.0, 1.1],
            [0, 1],
            "`q` must integrate to 1 .* within 0.001. .* Received: a density of integral 1.05",
        ),
    ],
)
def test_errors(p, q, x, message):
    with pytest.raises(ValueError, match=message):
        theory.f_divergence(p, q, "kl", x=x)


@pytest.mark.parametrize(
    ("name", "parameters", "error", "message"),
    [
        ("jensen_shanon", {}, ValueError, "Did you mean 'jensen_shannon'"),
        ("zzz", {}, ValueError, "Unknown divergence 'zzz'. Known divergences: kl, reverse_kl"),
        ("k_l", {}, ValueError, "Did you mean 'kl'"),
        ("alpha", {"alpha": 1}, ValueError, "Its limit at 1 is 'kl'. Received: alpha=1"),
        (
            "alpha",
            {"alpha": 0.0},
            ValueError,
            "Its limit at 0 is 'reverse_kl'. Received: alpha=0.0",
        ),
        ("alpha", {"alpha": np.nan}, ValueError, "finite"),
        ("weighted_jensen_shannon", {"pi": 1.0}, ValueError, r"lie in \(0, 1\). Received: pi=1.0"),
        ("alpha", {"pi": 0.5}, TypeError, "no parameter 'pi'; its parameters: alpha"),
        ("kl", {"alpha": 0.5}, TypeError, "no parameter 'alpha'; its parameters: none"),
    ],
)
def test_errors_of_names_and_parameters(name, parameters, error, message):
    with pytest.raises(error, match=message):
        theory.f_divergence(P, Q, name, **parameters)

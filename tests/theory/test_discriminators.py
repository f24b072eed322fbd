"""Optimal discriminators: by search, by the variational bound, by Theorem 1 of the 2014 paper."""

import numpy as np
import pytest
from scipy import optimize, stats

from kerasgan import theory

RNG = np.random.default_rng(1)
P, Q = RNG.dirichlet(np.ones(6), size=2)


# f* as functions of t, by name; jeffrey's has no elementary form and is found by search
def conjugate_of_alpha(alpha):
    return lambda t: ((t * (alpha - 1) + 1) ** (alpha / (alpha - 1)) - 1) / alpha


CONJUGATES = [
    ("kl", {}, lambda t: np.exp(t - 1)),
    ("reverse_kl", {}, lambda t: -1 - np.log(-t)),
    ("pearson", {}, lambda t: t**2 / 4 + t),
    ("neyman", {}, lambda t: 2 - 2 * np.sqrt(1 - t)),
    ("squared_hellinger", {}, lambda t: t / (1 - t)),
    ("jensen_shannon", {}, lambda t: -np.log(2 - np.exp(t))),
    (
        "weighted_jensen_shannon",
        {"pi": 0.3},
        lambda t: 0.7 * np.log(0.7 / (1 - 0.3 * np.exp(t / 0.3))),
    ),
    ("gan", {}, lambda t: -np.log(1 - np.exp(t))),
    ("total_variation", {}, lambda t: t),
    ("alpha", {"alpha": 0.5}, conjugate_of_alpha(0.5)),
    ("alpha", {"alpha": -1.0}, conjugate_of_alpha(-1.0)),
    ("alpha", {"alpha": 2.0}, conjugate_of_alpha(2.0)),
]


@pytest.mark.parametrize(("name", "parameters", "conjugate"), CONJUGATES)
def test_optimal_variational_makes_the_bound_tight(name, parameters, conjugate):
    t = theory.optimal_variational(P, Q, name, **parameters)
    bound = np.sum(P * t - Q * conjugate(t))
    divergence = theory.f_divergence(P, Q, name, **parameters)
    assert bound == pytest.approx(divergence, abs=1e-12)
    # Any other T gives less; scaled towards 0 or f'(1) so that it stays in the domain of f*.
    middle = theory.optimal_variational([1.0], [1.0], name, **parameters)
    for other in (0.9 * t + 0.1 * middle, 0.5 * t + 0.5 * middle):
        assert np.sum(P * other - Q * conjugate(other)) < bound - 1e-6


def test_jeffrey_by_search():
    for p, q in zip(P, Q, strict=True):
        t = theory.optimal_variational([p], [q], "jeffrey")[0]
        # f*(t) = sup_u u t - f(u) is reached at u = p / q.
        found = optimize.minimize_scalar(
            lambda s, t=t: (np.exp(s) - 1) * s - np.exp(s) * t,
            bounds=(-8, 8),
            method="bounded",
            options={"xatol": 1e-10},
        )
        assert np.exp(found.x) == pytest.approx(p / q, rel=1e-4)


@pytest.mark.parametrize(
    ("name", "parameters", "threshold", "at_zero", "at_infinity"),
    [
        ("kl", {}, 1, -np.inf, np.inf),
        ("reverse_kl", {}, -1, -np.inf, 0),
        ("pearson", {}, 0, -2, np.inf),
        ("neyman", {}, 0, -np.inf, 1),
        ("squared_hellinger", {}, 0, -np.inf, 1),
        ("jeffrey", {}, 0, -np.inf, np.inf),
        ("jensen_shannon", {}, 0, -np.inf, np.log(2)),
        ("weighted_jensen_shannon", {"pi": 0.3}, 0, -np.inf, -0.3 * np.log(0.3)),
        ("gan", {}, -np.log(2), -np.inf, 0),
        ("total_variation", {}, 0, -0.5, 0.5),
        ("alpha", {"alpha": 0.5}, 0, -np.inf, 2),
        ("alpha", {"alpha": 3.0}, 0, -0.5, np.inf),
    ],
)
@pytest.mark.filterwarnings("error")
def test_optimal_variational_at_one_and_at_zeros(name, parameters, threshold, at_zero, at_infinity):
    p, q = [0.3, 0.0, 0.7, 0.0], [0.3, 0.7, 0.0, 0.0]
    result = theory.optimal_variational(p, q, name, **parameters)
    expected = [threshold, at_zero, at_infinity, threshold]
    np.testing.assert_allclose(result, expected, atol=1e-14)


def test_substitutions_of_the_discriminator():
    d = theory.optimal_discriminator(P, Q)
    np.testing.assert_allclose(np.exp(theory.optimal_variational(P, Q, "gan")), d, rtol=1e-13)
    half = np.exp(theory.optimal_variational(P, Q, "jensen_shannon")) / 2
    np.testing.assert_allclose(half, d, rtol=1e-13)


@pytest.mark.filterwarnings("error")
def test_optimal_discriminator():
    np.testing.assert_allclose(theory.optimal_discriminator(P, Q), P / (P + Q), rtol=1e-15)
    np.testing.assert_array_equal(theory.optimal_discriminator(P, P), 0.5)
    result = theory.optimal_discriminator([0.0, 0.4, 0.0, 5e-324], [0.6, 0.0, 0.0, 5e-324])
    np.testing.assert_array_equal(result, [0, 1, 0.5, 0.5])


def test_optimal_discriminator_is_found_by_search():
    for p, q, d in zip(P, Q, theory.optimal_discriminator(P, Q), strict=True):
        found = optimize.minimize_scalar(
            lambda d, p=p, q=q: -(p * np.log(d) + q * np.log(1 - d)),
            bounds=(0, 1),
            method="bounded",
            options={"xatol": 1e-9},
        )
        assert found.x == pytest.approx(d, abs=1e-5)


def test_value_is_largest_at_the_optimum():
    d = theory.optimal_discriminator(P, Q)
    best = theory.value(P, Q, d)
    assert best == pytest.approx(theory.virtual_criterion(P, Q), abs=1e-14)
    for _ in range(20):
        other = np.clip(d + RNG.normal(scale=0.05, size=d.shape), 0.01, 0.99)
        assert theory.value(P, Q, other) < best


def test_value_at_equal_distributions():
    d = theory.optimal_discriminator(P, P)
    assert theory.value(P, P, d) == pytest.approx(-1.3862943611198906, abs=1e-14)
    assert theory.virtual_criterion(P, P) == pytest.approx(-1.3862943611198906, abs=1e-14)


def test_virtual_criterion_of_densities():
    x = np.linspace(-10, 12, 4001)
    p, q = stats.norm(0, 1).pdf(x), stats.norm(1, 1.5).pdf(x)
    criterion = theory.virtual_criterion(p, q, x=x)
    direct = theory.value(p, q, theory.optimal_discriminator(p, q), x=x)
    assert criterion == pytest.approx(direct, abs=1e-12)
    mean = np.trapezoid(p * np.log(p / (p + q)) + q * np.log(q / (p + q)), x)
    assert criterion == pytest.approx(mean, abs=1e-6)
    # E_p log D_X + E_q log(2 - D_X), D_X = 2 p / (p + q), is 2 JSD: no constant.
    twice = 2 * p / (p + q)
    form = np.trapezoid(p * np.log(twice) + q * np.log(2 - twice), x)
    assert form == pytest.approx(2 * theory.jensen_shannon(p, q, x=x), abs=1e-6)


@pytest.mark.filterwarnings("error")
def test_value_where_nothing_falls_and_where_the_discriminator_is_certain():
    assert theory.value([1, 0], [0, 1], [1, 0]) == 0
    assert theory.value([1, 0, 0], [0, 1, 0], [1, 0, 1]) == 0
    assert theory.value([1, 0], [0, 1], [0, 0.5]) == -np.inf
    assert theory.value([1, 0], [0, 1], [0.5, 1]) == -np.inf
    assert theory.virtual_criterion([1, 0], [0, 1]) == pytest.approx(0, abs=1e-15)


def test_errors():
    with pytest.raises(ValueError, match=r"Received: shapes \(6,\) and \(2,\)"):
        theory.optimal_discriminator(P, [0.5, 0.5])
    with pytest.raises(ValueError, match=r"Received: q\[0\]=-1"):
        theory.optimal_discriminator([1.0], [-1.0])
    with pytest.raises(ValueError, match=r"`p` and `d` must have the same shape"):
        theory.value(P, Q, [0.5])
    with pytest.raises(
        ValueError, match=r"pass the sigmoid of logits. Received: a largest value of 3\.0"
    ):
        theory.value(P, Q, np.full(6, 3.0))
    with pytest.raises(ValueError, match="Did you mean 'pearson'"):
        theory.optimal_variational(P, Q, "person")

"""Descent with an exact discriminator: its gradient, and where it goes (Proposition 2)."""

import numpy as np
import pytest

from kerasgan import theory

RNG = np.random.default_rng(3)


def softmax(logits):
    return np.exp(logits) / np.exp(logits).sum()


def differences(function, point, epsilon=1e-6):
    """Central finite differences."""
    steps = epsilon * np.eye(point.size)
    return np.array([function(point + s) - function(point - s) for s in steps]) / (2 * epsilon)


def test_gradient_of_the_criterion_by_finite_differences():
    p, logits = RNG.dirichlet(np.ones(5)), RNG.normal(size=5)
    q = softmax(logits)
    expected = differences(lambda v: theory.virtual_criterion(p, softmax(v)), logits)
    result = theory.generator_gradient(q, theory.optimal_discriminator(p, q))
    np.testing.assert_allclose(result, expected, atol=1e-9)
    assert np.abs(expected).max() > 1e-2


def test_gradient_for_a_given_discriminator_by_finite_differences():
    d, logits = RNG.uniform(0.1, 0.9, size=5), RNG.normal(size=5)
    expected = differences(lambda v: softmax(v) @ np.log(1 - d), logits)
    result = theory.generator_gradient(softmax(logits), d)
    np.testing.assert_allclose(result, expected, atol=1e-9)


def test_no_gradient_from_a_discriminator_that_tells_nothing():
    q = RNG.dirichlet(np.ones(8))
    for constant in (0.5, 0.1, 0.0):
        np.testing.assert_allclose(
            theory.generator_gradient(q, np.full(8, constant)), 0, atol=1e-16
        )
    # nor at the optimum, where D* is 1/2 everywhere
    at_optimum = theory.generator_gradient(q, theory.optimal_discriminator(q, q))
    np.testing.assert_allclose(at_optimum, 0, atol=1e-16)


def test_no_gradient_from_a_perfect_discriminator():
    """The supports are disjoint: D is 0 wherever q is, and q does not move."""
    np.testing.assert_array_equal(theory.generator_gradient([0.4, 0.6, 0.0], [0.0, 0.0, 0.9]), 0)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("learning_rate", [2.0, 4.0])
def test_reaches_the_data_distribution(seed, learning_rate):
    rng = np.random.default_rng(seed)
    p, q0 = 0.9 * rng.dirichlet(np.ones(4), size=2) + 0.025
    course = theory.exact_discriminator_descent(p, q0, 1000, learning_rate)
    np.testing.assert_allclose(course.distributions[0], q0, rtol=1e-12)
    np.testing.assert_allclose(course.distributions[-1], p, atol=1e-6)
    assert course.criteria[-1] == pytest.approx(-np.log(4), abs=1e-10)
    assert np.diff(course.criteria).max() <= 1e-14
    assert course.criteria[0] == pytest.approx(theory.virtual_criterion(p, q0), abs=1e-12)
    assert course.distributions.shape == (1001, 4)
    assert course.criteria.shape == (1001,)
    np.testing.assert_allclose(course.distributions.sum(axis=1), 1, rtol=1e-12)


def test_a_point_without_data_is_left():
    p = np.array([0.5, 0.5, 0.0])
    course = theory.exact_discriminator_descent(p, [0.2, 0.3, 0.5], 2000, 2.0)
    assert 0 < course.distributions[-1][2] < 1e-3
    np.testing.assert_allclose(course.distributions[-1], p, atol=1e-3)


def test_curvature_at_the_data_distribution():
    """The Hessian in the logits is half the covariance of the softmax, at most 1/4."""
    p = RNG.dirichlet(np.ones(4))

    def gradient(logits):
        q = softmax(logits)
        return theory.generator_gradient(q, theory.optimal_discriminator(p, q))

    hessian = differences(gradient, np.log(p), epsilon=1e-5)
    np.testing.assert_allclose(hessian, (np.diag(p) - np.outer(p, p)) / 2, atol=1e-8)
    assert np.linalg.eigvalsh(hessian).max() <= 0.25
    even = np.full(2, 0.5)
    largest = np.linalg.eigvalsh((np.diag(even) - np.outer(even, even)) / 2).max()
    assert largest == pytest.approx(0.25)


def test_too_large_a_learning_rate_does_not_settle():
    """2 / (1/4) = 8 is the limit where p is one half each."""
    near = [0.5001, 0.4999]
    inside = theory.exact_discriminator_descent([0.5, 0.5], near, 400, 7.0)
    outside = theory.exact_discriminator_descent([0.5, 0.5], near, 400, 9.0)
    assert np.abs(inside.distributions[-1] - 0.5).max() < 1e-12
    assert np.abs(outside.distributions[-1] - 0.5).max() > 1e-2


def test_no_steps():
    course = theory.exact_discriminator_descent([0.5, 0.5], [0.1, 0.9], 0, 1.0)
    np.testing.assert_allclose(course.distributions, [[0.1, 0.9]])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"q0": [1.0, 0.0]}, r"Received: q0\[1\]=0"),
        ({"p": [0.5, 0.6]}, "sum to 1"),
        ({"q0": [0.5, 0.2, 0.3]}, "must have the same shape"),
        ({"p": [[0.5, 0.5]], "q0": [[0.5, 0.5]]}, r"shape \[K\]. Received: shape \(1, 2\)"),
        ({"steps": -1}, "integer >= 0. Received: steps=-1"),
        ({"learning_rate": -1.0}, "finite number > 0. Received: learning_rate=-1.0"),
    ],
)
def test_errors(arguments, message):
    defaults = {"p": [0.5, 0.5], "q0": [0.4, 0.6], "steps": 1, "learning_rate": 1.0}
    with pytest.raises(ValueError, match=message):
        theory.exact_discriminator_descent(**defaults | arguments)


def test_errors_of_the_gradient():
    with pytest.raises(ValueError, match=r"`q` and `d` must have the same shape"):
        theory.generator_gradient([0.5, 0.5], [0.5])
    with pytest.raises(
        ValueError, match=r"`q` must sum to 1 within 1e-05.* Received: values of sum 4"
    ):
        theory.generator_gradient([1, 3], [0.5, 0.5])
    with pytest.raises(ValueError, match=r"Received: a largest value of 1\.0"):
        theory.generator_gradient([0.5, 0.5], [0.5, 1.0])

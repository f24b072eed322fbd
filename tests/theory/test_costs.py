"""The generator's costs against finite differences and against the losses of the library."""

import numpy as np
import pytest

from kerasgan import losses, theory

NAMES = ["minimax", "non_saturating", "maximum_likelihood"]


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


@pytest.mark.parametrize("name", NAMES)
def test_gradient_by_finite_differences(name):
    v, epsilon = np.linspace(-5, 5, 41), 1e-6
    after, before = (theory.generator_costs(sigmoid(v + e))[name].cost for e in (epsilon, -epsilon))
    result = theory.generator_costs(sigmoid(v))[name].gradient
    np.testing.assert_allclose(result, (after - before) / (2 * epsilon), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_cost_is_the_loss_of_that_name(name):
    for v in np.linspace(-5, 5, 11):
        expected = float(losses.get(name).generator(np.array([v], "float32")))
        result = theory.generator_costs([sigmoid(v)])[name].cost[0]
        assert result == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.filterwarnings("error")
def test_where_gradients_vanish():
    costs = theory.generator_costs([0.0, 1.0])
    assert list(costs) == NAMES
    np.testing.assert_array_equal(costs["minimax"].gradient, [0, -1])
    np.testing.assert_array_equal(costs["non_saturating"].gradient, [-1, 0])
    np.testing.assert_array_equal(costs["maximum_likelihood"].gradient, [0, -np.inf])
    np.testing.assert_array_equal(costs["minimax"].cost, [0, -np.inf])
    np.testing.assert_array_equal(costs["non_saturating"].cost, [np.inf, 0])
    np.testing.assert_array_equal(costs["maximum_likelihood"].cost, [0, -np.inf])


def test_perfect_discriminator():
    """D(G(z)) = 1e-8: only the non-saturating cost still has a gradient."""
    costs = theory.generator_costs([1e-8])
    assert abs(costs["minimax"].gradient[0]) < 2e-8
    assert abs(costs["maximum_likelihood"].gradient[0]) < 2e-8
    assert costs["non_saturating"].gradient[0] == pytest.approx(-1, abs=1e-7)


def test_errors():
    with pytest.raises(
        ValueError, match=r"pass the sigmoid of logits. Received: a largest value of 2\.0"
    ):
        theory.generator_costs([0.5, 2.0])
    with pytest.raises(ValueError, match=r"Received: d\[0\]=-0.1"):
        theory.generator_costs([-0.1])
    with pytest.raises(ValueError, match=r"Received: shape \(\)"):
        theory.generator_costs(0.5)

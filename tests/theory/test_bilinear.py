"""The bilinear game against the powers of its matrices and the quantities they conserve."""

import numpy as np
import pytest

from kerasgan import theory

RATES = [0.01, 0.1, 0.5, 1.0, 1.9]


@pytest.mark.parametrize("rate", RATES)
def test_simultaneous_steps_are_powers_of_a_matrix(rate):
    matrix = np.array([[1, -rate], [rate, 1]])
    trajectory = theory.bilinear_game(30, rate, 0.7, -0.4)
    for step in (0, 1, 7, 30):
        expected = np.linalg.matrix_power(matrix, step) @ [0.7, -0.4]
        np.testing.assert_allclose(trajectory[step], expected, rtol=1e-12)


@pytest.mark.parametrize("rate", RATES)
def test_alternating_steps_are_powers_of_a_matrix(rate):
    matrix = np.array([[1, 0], [rate, 1]]) @ np.array([[1, -rate], [0, 1]])
    trajectory = theory.bilinear_game(30, rate, 0.7, -0.4, update="alternating")
    for step in (0, 1, 7, 30):
        expected = np.linalg.matrix_power(matrix, step) @ [0.7, -0.4]
        np.testing.assert_allclose(trajectory[step], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("rate", RATES)
def test_simultaneous_steps_spiral_outwards(rate):
    radius = np.linalg.norm(theory.bilinear_game(200, rate), axis=1)
    np.testing.assert_allclose(radius[1:] / radius[:-1], np.sqrt(1 + rate**2), rtol=1e-13)
    assert radius[-1] == pytest.approx(np.sqrt(2) * (1 + rate**2) ** 100, rel=1e-11)


@pytest.mark.parametrize("rate", RATES)
def test_alternating_steps_stay_on_an_ellipse(rate):
    x, y = theory.bilinear_game(5000, rate, 1.0, 0.3, update="alternating").T
    form = x**2 + y**2 - rate * x * y
    np.testing.assert_allclose(form, form[0], rtol=1e-10)
    # The eigenvalues of the form, 1 +- rate / 2, bound the radius from both sides.
    radius = np.hypot(x, y)
    assert radius.max() <= np.sqrt(form[0] / (1 - rate / 2)) * (1 + 1e-9)
    assert radius.min() >= np.sqrt(form[0] / (1 + rate / 2)) * (1 - 1e-9)


def test_alternating_steps_diverge_from_a_rate_of_2():
    radius = np.linalg.norm(theory.bilinear_game(200, 2.1, update="alternating"), axis=1)
    assert radius[-1] > 1e6


def test_shape_and_start():
    trajectory = theory.bilinear_game(0, 0.1, 2.0, 3.0)
    np.testing.assert_array_equal(trajectory, [[2.0, 3.0]])
    assert theory.bilinear_game(5, 0.1).shape == (6, 2)
    np.testing.assert_array_equal(theory.bilinear_game(5, 0.1, 0.0, 0.0), 0.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"update": "both"}, "'simultaneous' or 'alternating'. Received: update='both'"),
        ({"steps": -1}, "integer >= 0. Received: steps=-1"),
        ({"learning_rate": 0.0}, "finite number > 0. Received: learning_rate=0.0"),
        ({"learning_rate": np.inf}, "finite number > 0. Received: learning_rate=inf"),
    ],
)
def test_errors(arguments, message):
    with pytest.raises(ValueError, match=message):
        theory.bilinear_game(**{"steps": 1, "learning_rate": 0.1} | arguments)

"""Wasserstein distances against SciPy's and against linear programming."""

import numpy as np
import pytest
from scipy import integrate, optimize, sparse, stats

from kerasgan import theory


@pytest.fixture
def rng():
    return np.random.default_rng(2)


def linear_program(p, q, cost):
    n, m = cost.shape
    rows = sparse.kron(sparse.eye(n), np.ones((1, m)))
    columns = sparse.kron(np.ones((1, n)), sparse.eye(m))
    result = optimize.linprog(
        cost.ravel(),
        A_eq=sparse.vstack([rows, columns]).tocsr(),
        b_eq=np.concatenate([p, q]),
        method="highs",
    )
    assert result.status == 0
    return result.fun


def random_masses(rng, size):
    """Some of them zero, never all."""
    masses = rng.dirichlet(np.ones(size))
    masses[1:][rng.random(size - 1) < 0.2] = 0
    return masses / masses.sum()


# On the line


def test_example_of_the_lecture():
    p, q = [3, 2, 1, 4], [1, 2, 4, 3]
    assert theory.wasserstein_1d(p, q) == 5.0
    assert theory.wasserstein_1d(q, p) == 5.0
    position = np.arange(4)
    cost = np.abs(position[:, None] - position)
    assert theory.wasserstein_discrete(p, q, cost) == 5.0
    assert 10 * stats.wasserstein_distance(position, position, p, q) == pytest.approx(5.0)


@pytest.mark.parametrize("size", [1, 2, 5, 40])
def test_line_against_scipy(rng, size):
    positions = rng.normal(size=size)  # in no order
    p, q = random_masses(rng, size), random_masses(rng, size)
    expected = stats.wasserstein_distance(positions, positions, p, q)
    assert theory.wasserstein_1d(p, q, positions) == pytest.approx(expected, abs=1e-13)
    assert theory.wasserstein_1d(3 * p, 3 * q, positions) == pytest.approx(3 * expected, abs=1e-13)
    assert theory.wasserstein_1d(p, p, positions) == 0


def test_line_with_equal_positions():
    assert theory.wasserstein_1d([1, 0, 1], [0, 1, 1], [2.0, 2.0, 5.0]) == 0
    assert theory.wasserstein_1d([1, 0, 0], [0, 0.5, 0.5], [2.0, 2.0, 5.0]) == 1.5


def test_line_for_densities():
    """Of Gaussians of one mean: the difference of deviations times E|z|."""
    x = np.linspace(-12, 12, 4801)
    p, q = (stats.norm(0, scale).pdf(x) * (x[1] - x[0]) for scale in (1.0, 1.6))
    assert theory.wasserstein_1d(p, q, x) == pytest.approx(0.6 * np.sqrt(2 / np.pi), abs=1e-5)


@pytest.mark.parametrize(("n", "m"), [(1, 1), (50, 50), (30, 47)])
def test_samples(rng, n, m):
    x, y = rng.normal(size=n), rng.normal(0.5, 2, size=m)
    expected = stats.wasserstein_distance(x, y)
    assert theory.wasserstein_samples(x, y) == pytest.approx(expected, abs=1e-13)
    if n == m:
        paired = np.abs(np.sort(x) - np.sort(y)).mean()
        assert theory.wasserstein_samples(x, y) == pytest.approx(paired, abs=1e-13)


# At any cost


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 5), (4, 4), (7, 12), (25, 18), (60, 60)])
@pytest.mark.parametrize("kind", ["plane", "any", "ties"])
def test_transport_against_linear_programming(rng, n, m, kind):
    p, q = random_masses(rng, n), random_masses(rng, m)
    if kind == "plane":
        a, b = rng.normal(size=(n, 2)), rng.normal(size=(m, 2))
        cost = np.linalg.norm(a[:, None] - b, axis=-1)
    elif kind == "any":
        cost = rng.normal(size=(n, m))  # of both signs, no distance
    else:
        cost = rng.integers(0, 3, size=(n, m)).astype("float64")
        p, q = np.full(n, 1 / n), np.full(m, 1 / m)
    result = theory.wasserstein_discrete(p, q, cost)
    assert result == pytest.approx(linear_program(p, q, cost), abs=1e-9)
    plan = theory.transport_plan(p, q, cost)
    assert plan.min() >= 0
    np.testing.assert_allclose(plan.sum(axis=1), p, atol=1e-14)
    np.testing.assert_allclose(plan.sum(axis=0), q, atol=1e-14)
    assert np.sum(plan * cost) == pytest.approx(result, abs=1e-15)


def test_transport_of_equal_counts_is_assignment(rng):
    cost = rng.random((40, 40))
    rows, columns = optimize.linear_sum_assignment(cost)
    result = theory.wasserstein_discrete(np.ones(40), np.ones(40), cost)
    assert result == pytest.approx(cost[rows, columns].sum(), abs=1e-12)
    plan = theory.transport_plan(np.ones(40), np.ones(40), cost)
    np.testing.assert_array_equal(plan[rows, columns], 1)


def test_transport_on_the_line_is_the_closed_form(rng):
    positions = rng.normal(size=30)
    p, q = random_masses(rng, 30), random_masses(rng, 30)
    cost = np.abs(positions[:, None] - positions)
    expected = theory.wasserstein_1d(p, q, positions)
    assert theory.wasserstein_discrete(p, q, cost) == pytest.approx(expected, abs=1e-13)


def test_transport_of_totals_that_differ_by_rounding(rng):
    p = np.full(10, 0.1, "float32").astype("float64")
    plan = theory.transport_plan(p, [0.25, 0.75], rng.random((10, 2)))
    np.testing.assert_allclose(plan.sum(axis=1), p, rtol=1e-12)
    np.testing.assert_allclose(plan.sum(axis=0), [0.25, 0.75], rtol=1e-6)


# Parallel lines


def test_parallel_lines_by_transport_and_by_divergences_of_strips():
    """The segments as 20 points each: the same point sets only if theta is 0."""
    z = (np.arange(20) + 0.5) / 20
    uniform, empty = np.full(20, 1 / 20), np.zeros(20)
    for theta in (-1.5, -0.3, 0.0, 0.2, 2.0):
        cost = np.hypot(theta, z[:, None] - z)
        table = theory.parallel_lines(theta)
        w = theory.wasserstein_discrete(uniform, uniform, cost)
        assert table["wasserstein"] == pytest.approx(w, abs=1e-12)
        p = np.concatenate([uniform, empty])
        q = p if theta == 0 else np.concatenate([empty, uniform])
        for name in ("kl", "reverse_kl", "total_variation"):
            assert table[name] == pytest.approx(theory.f_divergence(p, q, name), abs=1e-12)
        jsd = theory.jensen_shannon(p, q)
        assert table["jensen_shannon"] == pytest.approx(jsd, abs=1e-12)


def test_parallel_lines_is_a_table():
    theta = np.linspace(-1, 1, 5)
    table = theory.parallel_lines(theta)
    assert list(table) == [
        "theta",
        "kl",
        "reverse_kl",
        "jensen_shannon",
        "total_variation",
        "wasserstein",
    ]
    assert {column.shape for column in table.values()} == {(5,)}
    np.testing.assert_array_equal(table["theta"], theta)
    np.testing.assert_allclose(table["jensen_shannon"], np.log(2) * (theta != 0))


def test_value_of_parallel_lines():
    """(V + log 4) / 2 of an optimal discriminator is the JSD, whatever the distance."""
    p, q = [1.0, 0.0], [0.0, 1.0]
    v = theory.value(p, q, theory.optimal_discriminator(p, q))
    assert (v + np.log(4)) / 2 == pytest.approx(theory.parallel_lines(0.7)["jensen_shannon"])


def test_duality_on_the_line():
    """W is the integral of the optimal critic, whose slope is +-1 (Kantorovich and Rubinstein)."""
    x = np.linspace(-8, 8, 3201)
    p, q = stats.norm(-0.5, 0.7), stats.norm(0.4, 1.1)
    slope = np.sign(q.cdf(x) - p.cdf(x))
    critic = integrate.cumulative_trapezoid(slope, x, initial=0)
    dual = np.trapezoid(critic * (p.pdf(x) - q.pdf(x)), x)
    width = x[1] - x[0]
    result = theory.wasserstein_1d(p.pdf(x) * width, q.pdf(x) * width, x)
    assert result == pytest.approx(dual, abs=1e-4)


# Errors


@pytest.mark.parametrize(
    ("p", "q", "positions", "message"),
    [
        ([1, 2], [1, 1], None, "Received: totals 3 and 2"),
        ([0, 0], [0, 0], None, "same positive total mass"),
        ([1, 2], [3], None, r"Received: shapes \(2,\) and \(1,\)"),
        ([1, -1], [0, 0], None, r"Received: p\[1\]=-1"),
        ([1, 2], [2, 1], [0, 1, 2], r"Received: shapes \(2,\), \(2,\) and \(3,\)"),
        ([[1, 2]], [[2, 1]], None, r"same shape \[N\]"),
        ([1, 2], [2, 1], [0, np.nan], "`positions` must be finite"),
    ],
)
def test_errors_on_the_line(p, q, positions, message):
    with pytest.raises(ValueError, match=message):
        theory.wasserstein_1d(p, q, positions)


@pytest.mark.parametrize(
    ("p", "q", "cost", "message"),
    [
        ([1, 2], [1, 1], np.zeros((2, 2)), "Received: totals 3 and 2"),
        ([1, 1], [2], np.zeros((1, 2)), r"Received: shapes \(2,\), \(1,\) and \(1, 2\)"),
        ([1], [1], [[np.inf]], "`cost` must be finite"),
        ([-1], [-1], [[0]], r"Received: p\[0\]=-1"),
    ],
)
def test_errors_of_transport(p, q, cost, message):
    with pytest.raises(ValueError, match=message):
        theory.wasserstein_discrete(p, q, cost)


def test_errors_of_samples_and_lines():
    with pytest.raises(ValueError, match=r"Received: shapes \(0,\) and \(1,\)"):
        theory.wasserstein_samples([], [1.0])
    with pytest.raises(ValueError, match="finite"):
        theory.wasserstein_samples([np.nan], [1.0])
    with pytest.raises(ValueError, match=r"`theta` must be finite. Received: theta=inf"):
        theory.parallel_lines(np.inf)

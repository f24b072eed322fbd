"""Optimal transport between discrete distributions, at any cost."""

import numpy as np

from kerasgan.theory.checks import check_totals, read_finite, read_non_negative


def transport_plan(p, q, cost):
    """The cheapest way to move the masses p to the masses q.

    Minimises `sum plan * cost` over plans >= 0 with row sums p and column sums q, exactly: masses
    are sent along successive shortest paths of the residual network, found by Dijkstra's method
    on reduced costs. For problems of up to a few hundred points: 400 x 400 take some ten seconds.

    Args:
        p: Masses >= 0, `[N]`.
        q: Masses >= 0, `[M]`, with the same total.
        cost: Cost of moving a unit of mass from i to j, `[N, M]`, finite.

    Returns:
        A float64 array `[N, M]`: the mass that goes from i to j.

    Raises:
        ValueError: If the shapes do not fit, a mass is negative or not finite, a cost not finite,
            or the totals differ by more than a relative 1e-6.

    Example:
        >>> kerasgan.theory.transport_plan([2, 1], [1, 2], [[0, 1], [1, 0]])
        array([[1., 1.],
               [0., 1.]])

    Reference:
        Ahuja, Magnanti and Orlin, "Network Flows", 1993, section 9.7.
    """
    p, q, cost = _read_problem(p, q, cost)
    # What rounding leaves of unequal totals must not be left over.
    supply, demand = p.copy(), q * (p.sum() / q.sum())
    plan = np.zeros_like(cost)
    # Potentials keep every reduced cost, cost - rows - columns, >= 0, and 0 wherever mass flows.
    rows, columns = cost.min(axis=1), np.zeros(cost.shape[1])
    for source in range(p.size):
        while supply[source] > 0 and demand.any():
            path = _find_shortest_path(source, demand, plan, cost, rows, columns)
            forward, backward = path[::2], path[1::2]
            amount = min(supply[source], demand[path[-1][1]], *(plan[edge] for edge in backward))
            for edge in forward:
                plan[edge] += amount
            for edge in backward:
                plan[edge] -= amount
            supply[source] -= amount
            demand[path[-1][1]] -= amount
    return plan


def wasserstein_discrete(p, q, cost):
    """The cost of optimal transport between two discrete distributions.

    With a distance as the cost and probabilities as the masses it is the Wasserstein-1 or earth
    mover's distance. The masses count as they are given, not divided by their total. On the line
    `wasserstein_1d` gives the same without optimisation.

    Args:
        p: Masses >= 0, `[N]`.
        q: Masses >= 0, `[M]`, with the same total.
        cost: Cost of moving a unit of mass from i to j, `[N, M]`, finite.

    Returns:
        A float.

    Raises:
        ValueError: As `transport_plan`.

    Example:
        >>> position = np.arange(4)
        >>> distance = np.abs(position[:, None] - position)
        >>> kerasgan.theory.wasserstein_discrete([3, 2, 1, 4], [1, 2, 4, 3], distance)
        5.0

    Reference:
        Arjovsky et al., "Wasserstein GAN", 2017, equation 1 (arXiv:1701.07875).
    """
    return float(np.sum(transport_plan(p, q, cost) * np.asarray(cost, "float64")))


def _read_problem(p, q, cost):
    p, q = read_non_negative(p, "p"), read_non_negative(q, "q")
    cost = read_finite(cost, "cost")
    if p.ndim != 1 or q.ndim != 1 or cost.shape != (p.size, q.size):
        raise ValueError(
            "`p`, `q` and `cost` must have the shapes [N], [M] and [N, M]. "
            f"Received: shapes {p.shape}, {q.shape} and {cost.shape}."
        )
    check_totals(p, q)
    return p, q, cost


def _find_shortest_path(source, demand, plan, cost, rows, columns):
    """The edges from a row to the nearest column with demand; updates the potentials in place.

    Edges at even places are used forwards, those at odd places backwards: mass that already flows
    there is sent elsewhere.
    """
    row_distance = np.full(rows.size, np.inf)
    row_distance[source] = 0.0
    row_from = np.full(rows.size, -1)
    distance = np.full(columns.size, np.inf)
    column_from = np.full(columns.size, -1)
    settled = np.zeros(columns.size, bool)
    frontier = [source]
    while True:
        for row in frontier:
            through = row_distance[row] + cost[row] - rows[row] - columns
            better = ~settled & (through < distance)
            distance[better] = through[better]
            column_from[better] = row
        column = int(np.argmin(np.where(settled, np.inf, distance)))
        settled[column] = True
        if demand[column] > 0:
            break
        frontier = np.flatnonzero((plan[:, column] > 0) & np.isinf(row_distance))
        row_distance[frontier] = distance[column]
        row_from[frontier] = column
    reached = np.isfinite(row_distance)
    rows[reached] += distance[column] - row_distance[reached]
    columns[settled] -= distance[column] - distance[settled]

    path = []
    while True:
        row = int(column_from[column])
        path.append((row, column))
        if row == source:
            return path[::-1]
        column = int(row_from[row])
        path.append((row, column))

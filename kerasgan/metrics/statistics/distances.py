"""Comparisons of all pairs of feature vectors, tile by tile.

A tile has at most `TILE` x `TILE` entries of float64, 32 MiB, however many vectors there are.
"""

import numpy as np

TILE = 2048

# Features are float32, so distances that agree to this are not known to differ. Without it, the
# rounding of matrix products would decide whether a point lies on a sphere through it.
_EQUAL = 1e-6


def multiply_rows(x, y, centre=0.0):
    """Scalar products of the rows of x `[N, D]` and y `[M, D]`, less a common centre `[D]`.

    Yields:
        `(rows, columns, tile)`: slices of x and y, and the float64 products of these rows.
    """
    for rows in slice_rows(len(x)):
        a = x[rows].astype("float64") - centre
        for columns in slice_rows(len(y)):
            b = y[columns].astype("float64") - centre
            yield rows, columns, a @ b.T


def measure_distances(x, y):
    """Squared Euclidean distances of all rows of x to all of y, tile by tile as `multiply_rows`.

    Distances within rounding of zero are zero.
    """
    centre = x.mean(axis=0, dtype="float64")  # so that no common offset costs digits
    norms_x, norms_y = _square_norms(x, centre), _square_norms(y, centre)
    for rows, columns, tile in multiply_rows(x, y, centre):
        norms = norms_x[rows, None] + norms_y[None, columns]
        tile *= -2.0
        tile += norms
        norms *= 1e-13
        tile[tile <= norms] = 0.0
        yield rows, columns, tile


def find_kth_neighbour(x, k):
    """Squared distance of every row to its k-th nearest other row, `[N]` with N > k."""
    nearest = np.full([len(x), k], np.inf)
    for rows, columns, tile in measure_distances(x, x):
        if rows == columns:
            np.fill_diagonal(tile, np.inf)  # A row is not its own neighbour.
        candidates = np.concatenate([nearest[rows], tile], axis=1)
        candidates.partition(k - 1, axis=1)
        nearest[rows] = candidates[:, :k]
    return nearest.max(axis=1)


def is_within(squared, squared_radius):
    """Whether distances are at most the radius, as far as features can tell."""
    return squared <= squared_radius * (1 + _EQUAL)


def is_inside(squared, squared_radius):
    """Whether distances are less than the radius, as far as features can tell."""
    return squared < squared_radius * (1 - _EQUAL)


def slice_rows(n):
    """Slices of at most `TILE` that cover 0 ... n - 1."""
    return [slice(start, min(start + TILE, n)) for start in range(0, n, TILE)]


def check_neighbours(k, **sets):
    """Refuses a number of neighbours that sets, given by name, do not have."""
    for name, array in sets.items():
        if len(array) <= k:
            raise ValueError(
                f"The {k} nearest neighbours among the {name} images need at least {k + 1} of "
                f"them. Received: {len(array)}."
            )


def _square_norms(x, centre):
    parts = [x[rows].astype("float64") - centre for rows in slice_rows(len(x))]
    return np.concatenate([np.einsum("nd,nd->n", part, part) for part in parts])

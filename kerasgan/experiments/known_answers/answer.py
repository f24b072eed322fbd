"""What a known answer consists of."""

from typing import NamedTuple

import numpy as np


class Row(NamedTuple):
    """One figure that is known beforehand, and what was reached."""

    what: str
    expected: float
    reached: float
    tolerance: float  # in either direction; 0 asks for equality
    how: str  # it was measured

    @property
    def holds(self):
        """Whether what was reached lies within the tolerance; NaN never does."""
        if not np.isfinite(self.expected):
            return bool(self.reached == self.expected)
        return bool(abs(self.reached - self.expected) <= self.tolerance)


class Answer(NamedTuple):
    """A known answer: its figures, and the pictures that show them."""

    title: str
    rows: list  # of `Row`s
    pictures: dict  # from names to uint8 arrays [H, W, 3]


def tabulate(rows):
    """Rows as lines of text, expected beside reached."""
    cells = [("", "expected", "reached", "tolerance", "what", "how it was measured")]
    for row in rows:
        numbers = (f"{number:.6g}" for number in (row.expected, row.reached, row.tolerance))
        cells.append(("ok" if row.holds else "MISSED", *numbers, row.what, row.how))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )

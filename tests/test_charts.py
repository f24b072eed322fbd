import numpy as np
import pytest

from kerasgan import charts

WHITE, BLUE = [255, 255, 255], list(charts.BLUE)


def test_a_chart_has_curves_where_they_belong():
    horizontal = charts.Curve([0, 10], [0.25, 0.25], charts.BLUE)
    picture = charts.draw_chart([horizontal], "title", (0, 10), (0, 1), size=(200, 100))
    axes = picture[charts._TOP : charts._TOP + 100, charts._LEFT : charts._LEFT + 200]
    is_blue = (axes == BLUE).all(axis=2)
    rows = np.flatnonzero(is_blue[:, 5:-5].any(axis=1))
    assert abs(rows.mean() - 75) <= 1.0  # A quarter of the way up.
    assert is_blue[rows[0], 5:-5].all()
    assert picture[0, 0].tolist() == WHITE


def test_a_gap_in_a_curve_is_not_drawn_over():
    y = np.array([0.5, 0.5, np.nan, 0.5, 0.5])
    curve = charts.Curve([0, 1, 2, 3, 4], y, charts.BLUE)
    picture = charts.draw_chart([curve], "", (0, 4), (0, 1), size=(400, 100))
    row = picture[charts._TOP + 50, charts._LEFT : charts._LEFT + 400]
    is_blue = (row == BLUE).all(axis=1)
    assert is_blue[10:90].all()
    assert not is_blue[110:290].any()
    assert is_blue[310:390].all()


def test_dots_and_what_lies_outside():
    dots = charts.Curve([1.0, 99.0], [1.0, 1.0], charts.BLUE, "dots", dots=6)
    picture = charts.draw_chart([dots], "", (0, 2), (0, 2), size=(100, 100))
    y, x = np.nonzero((picture == BLUE).all(axis=2))
    assert abs(x.mean() - (charts._LEFT + 50)) <= 1
    assert abs(y.mean() - (charts._TOP + 50)) <= 1
    assert len(x) == pytest.approx(np.pi * 36, rel=0.2)
    legend = picture[charts._TOP + 2 : charts._TOP + 25, charts._LEFT + 4 : charts._LEFT + 60]
    assert (legend[..., 2] > legend[..., 0].astype(int) + 50).any()


def test_charts_stand_side_by_side():
    left, right = np.zeros((4, 3, 3), np.uint8), np.ones((4, 5, 3), np.uint8)
    assert charts.join_charts([left, right]).shape == (4, 8, 3)

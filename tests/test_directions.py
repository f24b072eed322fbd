"""Both ways between A and B."""

import pytest

from kerasgan.directions import Direction


def test_both_ways():
    assert Direction("a2b") == "a2b"
    assert (Direction.A2B.source, Direction.A2B.target) == ("a", "b")
    assert (Direction.B2A.source, Direction.B2A.target) == ("b", "a")
    assert [way.reverse.reverse for way in Direction] == list(Direction)
    assert Direction.A2B.reverse is Direction.B2A
    assert Direction.A2B.of_source((1, 2)) == Direction.B2A.of_target((1, 2)) == 1
    assert Direction.B2A.of_source((1, 2)) == Direction.A2B.of_target((1, 2)) == 2


def test_others_are_refused():
    with pytest.raises(ValueError, match=r"must be 'a2b' or 'b2a'. Received: direction='b2b'"):
        Direction("b2b")

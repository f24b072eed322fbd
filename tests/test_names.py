import keras
import pytest

from kerasgan.configured import Configured
from kerasgan.names import Lookup, did_you_mean


class Shape(Configured):
    pass


@keras.saving.register_keras_serializable(package="tests")
class Square(Shape):
    def __init__(self, side=1.0):
        self.side = side

    def get_config(self):
        return {"side": self.side}


SHAPES = Lookup("shape", Shape, {"square": Square})


def test_did_you_mean():
    assert did_you_mean("Hing", ["hinge", "minimax"]) == " Did you mean 'hinge'?"
    assert did_you_mean("squar-e", ["squar_e"]) == " Did you mean 'squar_e'?"
    assert did_you_mean("xyzzy", ["hinge"]) == did_you_mean(3, ["hinge"]) == ""


def test_lookup_of_names_configs_and_instances():
    assert SHAPES.names() == ["square"]
    square = SHAPES.get("square")
    assert type(square) is Square
    assert SHAPES.get(square) is square
    for config in (
        {"class_name": "square", "config": {"side": 3.0}},
        {"class_name": "Square", "config": {"side": 3.0}},
        keras.saving.serialize_keras_object(Square(3.0)),
    ):
        assert repr(SHAPES.get(config)) == "Square(side=3.0)"


def test_lookup_of_unknown_names():
    with pytest.raises(ValueError) as error:
        SHAPES.get("sqare")
    assert str(error.value) == "Unknown shape 'sqare'. Did you mean 'square'? Known names: square."


@pytest.mark.parametrize("identifier", [None, 3, Square, {"side": 1.0}, {"class_name": 3}])
def test_lookup_of_something_else(identifier):
    with pytest.raises(ValueError) as error:
        SHAPES.get(identifier)
    assert "a name (square), an instance of a subclass of `" in str(error.value)
    assert str(error.value).endswith(f"Received: shape={identifier!r}.")

import keras
import pytest

from kerasgan import latents, losses
from kerasgan.configured import Configured, deserialize_arguments


@keras.saving.register_keras_serializable(package="tests")
class Line(Configured):
    def __init__(self, slope, offset=0):
        self.slope, self.offset = slope, offset

    def get_config(self):
        return {"slope": self.slope, "offset": self.offset}


def test_configured():
    line = Line(2)
    assert repr(line) == "Line(slope=2, offset=0)"
    assert repr(Line.from_config(line.get_config())) == repr(line)
    assert repr(Configured()) == "Configured()"
    assert Configured().get_config() == {}


def test_deserialize_arguments():
    given = {
        "line": Line(3, 4),
        "loss": losses.LeastSquares(a=-1.0),
        "prior": latents.Uniform(0.0, 1.0),
        "optimizer": keras.optimizers.Adam(0.25),
        "seed": 7,
        "shape": [1, 2],
        "nothing": None,
    }
    config = {name: keras.saving.serialize_keras_object(value) for name, value in given.items()}
    arguments = deserialize_arguments(config)
    assert list(arguments) == list(given)
    for name in ("line", "loss", "prior"):
        assert repr(arguments[name]) == repr(given[name])
    assert isinstance(arguments["optimizer"], keras.optimizers.Adam)
    assert float(arguments["optimizer"].learning_rate) == 0.25
    assert {name: arguments[name] for name in ("seed", "shape", "nothing")} == {
        "seed": 7,
        "shape": [1, 2],
        "nothing": None,
    }


def test_deserialize_arguments_of_classes_that_keras_does_not_know():
    class Own(keras.layers.Layer):
        pass

    config = {"layer": keras.saving.serialize_keras_object(Own(name="mine"))}
    layer = deserialize_arguments(config, {"Own": Own})["layer"]
    assert type(layer) is Own
    assert layer.name == "mine"
    with pytest.raises(TypeError, match="Own"):
        deserialize_arguments(config)

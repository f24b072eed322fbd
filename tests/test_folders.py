import keras
import numpy as np
import pytest

from kerasgan import folders


def network(value):
    kernel = keras.initializers.Constant(value)
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer=kernel)])


def test_weights_and_attributes_are_one_file(tmp_path):
    path = folders.check_weights_path(tmp_path / "state.weights.h5")
    folders.save_weights(network(1.0), path, epochs=7, name="seven")
    assert [each.name for each in tmp_path.iterdir()] == ["state.weights.h5"]
    model = network(0.0)
    assert folders.load_weights(model, path) == {"epochs": 7, "name": "seven"}
    np.testing.assert_array_equal(model.layers[0].kernel, np.ones([2, 1]))


def test_what_cannot_be_finished_leaves_the_file_before(tmp_path):
    path = tmp_path / "state.weights.h5"
    folders.save_weights(network(1.0), path, epochs=7)
    before = path.read_bytes()
    with pytest.raises(TypeError):
        folders.save_weights(network(2.0), path, epochs=object())
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["state.weights.h5"]


def test_the_name_must_be_one_that_keras_takes():
    with pytest.raises(ValueError, match=r"\.weights\.h5.* Received: filepath='state\.h5'"):
        folders.check_weights_path("state.h5")

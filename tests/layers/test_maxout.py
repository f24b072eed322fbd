import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import Maxout


def _brute_force(inputs, kernel, bias, units, pieces):
    outputs = np.empty((*inputs.shape[:-1], units))
    for index in np.ndindex(*inputs.shape[:-1]):
        for unit in range(units):
            values = []
            for piece in range(pieces):
                column = unit * pieces + piece
                values.append(sum(inputs[index] * kernel[:, column]) + bias[column])
            outputs[(*index, unit)] = max(values)
    return outputs


@pytest.mark.parametrize("shape", [(6, 4), (2, 3, 4)])
def test_equals_brute_force(shape):
    rng = np.random.default_rng(0)
    layer = Maxout(3, 5, bias_initializer="random_normal")
    inputs = rng.normal(size=shape).astype("float32")
    outputs = keras.ops.convert_to_numpy(layer(inputs))
    kernel, bias = layer.get_weights()
    assert kernel.shape == (4, 15)
    np.testing.assert_allclose(outputs, _brute_force(inputs, kernel, bias, 3, 5), atol=1e-6)


def test_gradient_reaches_only_the_largest_piece():
    layer = Maxout(1, 3, use_bias=False)
    layer.build((None, 1))
    layer.set_weights([np.array([[1.0, -2.0, 0.5]], "float32")])
    with tf.GradientTape() as tape:
        output = layer(tf.constant([[2.0]]))
    np.testing.assert_allclose(tape.gradient(output, layer.kernel), [[2.0, 0.0, 0.0]])
    with tf.GradientTape() as tape:
        output = layer(tf.constant([[-2.0]]))
    np.testing.assert_allclose(tape.gradient(output, layer.kernel), [[0.0, -2.0, 0.0]])


def test_absolute_value_is_a_maxout_of_two_pieces():
    layer = Maxout(1, 2)
    layer.build((None, 1))
    layer.set_weights([np.array([[1.0, -1.0]], "float32"), np.zeros(2, "float32")])
    x = np.linspace(-3, 3, 7, dtype="float32")[:, None]
    np.testing.assert_array_equal(layer(x), np.abs(x))


def test_round_trip_of_the_config():
    layer = Maxout(
        2,
        3,
        use_bias=False,
        kernel_initializer=keras.initializers.RandomUniform(-0.1, 0.1, seed=4),
        kernel_constraint=keras.constraints.MaxNorm(1.5, axis=0),
    )
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
    inputs = np.ones((2, 4), "float32")
    np.testing.assert_array_equal(layer(inputs), again(inputs))
    assert len(again.weights) == 1


def test_constraint_bounds_every_column():
    model = keras.Sequential(
        [Maxout(2, 3, kernel_constraint=keras.constraints.MaxNorm(0.5, axis=0))]
    )
    model.compile(keras.optimizers.SGD(10.0), "mse")
    x = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")
    model.fit(x, np.full((8, 2), 9.0, "float32"), epochs=2, verbose=0)
    norms = np.linalg.norm(model.layers[0].get_weights()[0], axis=0)
    assert norms.max() <= 0.5 + 1e-5
    assert norms.max() >= 0.5 - 1e-3


def test_unknown_batch_size_and_symbolic_shape():
    inputs = keras.Input((None, 4))
    outputs = Maxout(3, 2)(inputs)
    assert outputs.shape == (None, None, 3)
    model = keras.Model(inputs, outputs)
    assert model(np.zeros((2, 5, 4), "float32")).shape == (2, 5, 3)


@pytest.mark.parametrize(("units", "pieces"), [(0, 2), (2, 0), (2.5, 2)])
def test_refuses_bad_sizes(units, pieces):
    with pytest.raises(ValueError, match="positive integer"):
        Maxout(units, pieces)

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.layers import ReflectionPadding2D


def _images(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def _sources(height, width, padding):
    """Row and column that each pixel of the padded map comes from, by walking to and fro."""

    def walk(size):
        there_and_back = [*range(size), *range(size - 2, 0, -1)]
        return [there_and_back[i % len(there_and_back)] for i in range(-padding, size + padding)]

    return np.meshgrid(walk(height), walk(width), indexing="ij")


@pytest.mark.parametrize("size", [(5, 4), (4, 9)])
@pytest.mark.parametrize("padding", [0, 1, 3])
@pytest.mark.parametrize("xla", [False, True])
def test_every_pixel_and_its_gradient(size, padding, xla):
    images = _images(2, *size, 3)
    layer = ReflectionPadding2D(padding)
    rows, columns = _sources(*size, padding)
    weights = _images(2, *rows.shape, 3)

    @tf.function(jit_compile=xla)
    def pad(images):
        with tf.GradientTape() as tape:
            tape.watch(images)
            padded = layer(images)
            loss = tf.reduce_sum(padded * weights)
        return padded, tape.gradient(loss, images)

    padded, gradient = pad(tf.constant(images))
    np.testing.assert_array_equal(padded, images[:, rows, columns])
    expected = np.zeros_like(images)
    np.add.at(expected, (slice(None), rows, columns), weights)
    np.testing.assert_allclose(gradient, expected, atol=1e-5)


def test_equals_numpy_and_the_example_of_the_documentation():
    row = np.arange(4, dtype="float32").reshape(1, 1, 4, 1).repeat(3, axis=1)
    padded = ReflectionPadding2D(2)(row)
    np.testing.assert_array_equal(padded[0, 2, :, 0], [2, 1, 0, 1, 2, 3, 2, 1])
    expected = np.pad(row, ((0, 0), (2, 2), (2, 2), (0, 0)), mode="reflect")
    np.testing.assert_array_equal(padded, expected)


def test_symbolic_shapes():
    inputs = keras.Input((None, 6, 2))
    outputs = ReflectionPadding2D(2)(inputs)
    assert outputs.shape == (None, None, 10, 2)
    assert keras.Model(inputs, outputs)(_images(3, 4, 6, 2)).shape == (3, 8, 10, 2)


def test_round_trip_of_the_config():
    layer = ReflectionPadding2D(3, name="mirror")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert again.get_config() == layer.get_config()
    assert (again.padding, again.name) == (3, "mirror")
    assert not again.weights


@pytest.mark.parametrize("shape", [(3, 8), (8, 3)])
def test_refuses_small_maps(shape):
    message = f"with 3 .* at least 4 .* Received: a map of {shape[0]} x {shape[1]} pixels"
    with pytest.raises(ValueError, match=message):
        ReflectionPadding2D(3)(keras.Input((*shape, 1)))
    layer = ReflectionPadding2D(3)
    assert layer(_images(1, 4, 4, 1)).shape == (1, 10, 10, 1)
    with pytest.raises(ValueError, match=message):
        layer(_images(1, *shape, 1))


@pytest.mark.parametrize("padding", [-1, 1.5, "same"])
def test_refuses_other_paddings(padding):
    with pytest.raises(ValueError, match=r"integer >= 0. Received: padding="):
        ReflectionPadding2D(padding)


def test_refuses_other_ranks():
    with pytest.raises(ValueError, match="expected ndim=4"):
        ReflectionPadding2D(1)(_images(2, 5))

"""Bytes to [-1, 1] and back, on tensors in any mode, against exact arithmetic."""

from fractions import Fraction

import numpy as np
import pytest
import tensorflow as tf

from kerasgan import images, pixels

BYTES = np.arange(256)


@pytest.mark.parametrize("dtype", ["uint8", "int32", "float32"])
def test_scales_to_the_nearest_float_there_is(dtype):
    values = pixels.scale_bytes(tf.constant(BYTES, dtype))
    assert values.dtype == tf.float32
    exact = np.array([float(Fraction(2 * int(byte), 255) - 1) for byte in BYTES])
    np.testing.assert_allclose(values, exact, atol=2.0**-24, rtol=0)
    assert values[0] == -1
    assert values[255] == 1


def test_rounding_undoes_scaling():
    restored = pixels.round_to_bytes(pixels.scale_bytes(BYTES))
    assert restored.dtype == tf.uint8
    np.testing.assert_array_equal(restored, BYTES)


def test_rounds_half_up_and_clips():
    np.testing.assert_array_equal(
        pixels.round_to_bytes(tf.constant([-3.0, -1.0, 0.0, 1.0, 3.0])), [0, 0, 128, 255, 255]
    )


@pytest.mark.parametrize("jit_compile", [False, True])
def test_the_same_in_a_graph_and_for_arrays(jit_compile):
    values = np.random.default_rng(0).uniform(-1, 1, [64, 8, 8, 3]).astype("float32")
    rounded = tf.function(pixels.round_to_bytes, jit_compile=jit_compile)(tf.constant(values))
    np.testing.assert_array_equal(rounded, images.to_uint8(values))
    scaled = tf.function(pixels.scale_bytes)(tf.constant(BYTES, tf.uint8))
    np.testing.assert_allclose(scaled, images.from_uint8(BYTES.astype("uint8")), atol=1e-7)

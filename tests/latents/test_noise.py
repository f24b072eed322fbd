import numpy as np
import tensorflow as tf

from kerasgan.latents.noise import draw_symmetric_uniform

SEED = tf.constant([3, 5], tf.int64)


def test_the_same_bits_in_a_graph_and_under_xla():
    eager = draw_symmetric_uniform([63, 1000], SEED).numpy()
    for options in ({}, {"jit_compile": True}):
        compiled = tf.function(lambda seed: draw_symmetric_uniform([63, 1000], seed), **options)
        np.testing.assert_array_equal(eager, compiled(SEED))


def test_open_and_symmetric():
    x = draw_symmetric_uniform([1_000_000], SEED).numpy().astype("float64")
    odd = x * 2**23
    np.testing.assert_array_equal(odd % 2, 1.0)
    assert -1 < x.min() < -0.9999
    assert 0.9999 < x.max() < 1


def test_uniform():
    x = np.sort(draw_symmetric_uniform([1_000_000], SEED).numpy().astype("float64"))
    # Kolmogorov-Smirnov at the level 0.001; the seed is fixed.
    assert np.abs((x + 1) / 2 - (np.arange(len(x)) + 0.5) / len(x)).max() < 1.95e-3

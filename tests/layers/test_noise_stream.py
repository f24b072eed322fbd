import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan.layers import NoiseStream


def expected(seed, counter, shape, prior="normal"):
    """What draw number `counter` is: the prior at (seed, counter)."""
    return kerasgan.latents.get(prior).sample(shape, tf.constant([seed, counter], tf.int64)).numpy()


def test_draws_are_a_function_of_seed_and_counter():
    stream = NoiseStream(latent_dim=3, seed=5)
    for counter in range(3):
        np.testing.assert_array_equal(stream.draw(4), expected(5, counter, (4, 3)))
    assert int(stream.counter) == 3


def test_draws_differ_between_counters_seeds_and_priors():
    first = NoiseStream(latent_dim=3, seed=5)
    others = [NoiseStream(3, seed=6), NoiseStream(3, prior="uniform", seed=5)]
    draws = [first.draw(4), first.draw(4), *(stream.draw(4) for stream in others)]
    values = np.concatenate([np.ravel(draw) for draw in draws])
    assert len(np.unique(values)) == len(values)


def test_law_of_the_prior_over_many_draws():
    stream = NoiseStream(latent_dim=4, prior=kerasgan.latents.Uniform(-2, 1), seed=0)
    values = np.concatenate([stream.draw(256) for _ in range(20)])
    assert values.min() >= -2
    assert values.max() < 1
    standard_error = np.sqrt(9 / 12 / values.size)
    assert values.mean() == pytest.approx(-0.5, abs=5 * standard_error)
    assert values.var() == pytest.approx(9 / 12, abs=0.03)
    # Consecutive draws are not correlated.
    correlation = np.corrcoef(values[:-256].ravel(), values[256:].ravel())[0, 1]
    assert abs(correlation) < 5 / np.sqrt(values.size)


@pytest.mark.parametrize("xla", [False, True])
def test_graph_equals_eager(xla):
    stream = NoiseStream(latent_dim=3, seed=5)
    draw = tf.function(lambda: stream.draw(4), jit_compile=xla)
    for counter in range(3):
        np.testing.assert_allclose(draw(), expected(5, counter, (4, 3)), rtol=0, atol=1e-6)
    assert int(stream.counter) == 3


def test_batch_size_may_be_a_tensor():
    stream = NoiseStream(latent_dim=3, seed=5)
    draw = tf.function(stream.draw)
    assert draw(tf.constant(6)).shape == (6, 3)
    np.testing.assert_array_equal(draw(tf.constant(2)), expected(5, 1, (2, 3)))


def test_reset_and_saved_counter(tmp_path):
    stream = NoiseStream(latent_dim=2, seed=1)
    first = stream.draw(3)
    stream.draw(3)
    fresh = NoiseStream.from_config(stream.get_config())
    store = {}
    stream.save_own_variables(store)
    fresh.load_own_variables(store)
    np.testing.assert_array_equal(fresh.draw(3), stream.draw(3))
    stream.reset()
    np.testing.assert_array_equal(stream.draw(3), first)


def test_config_round_trip():
    stream = NoiseStream(2, prior=kerasgan.latents.Uniform(-3, 3), seed=9, name="z")
    config = keras.saving.serialize_keras_object(stream)
    again = keras.saving.deserialize_keras_object(config)
    assert again.get_config() == stream.get_config()
    assert (again.prior, again.seed, again.name) == (stream.prior, 9, "z")


def test_float32_under_every_policy():
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        stream = NoiseStream(latent_dim=2, seed=1)
        assert stream.draw(3).dtype == tf.float32
    finally:
        keras.config.set_dtype_policy(before)
    assert not stream.trainable_variables
    assert stream.counter.dtype == "int64"


def test_each_replica_has_its_slice_of_the_global_draw(mirrored):
    with mirrored.scope():
        stream = NoiseStream(latent_dim=3, seed=5)

    @tf.function
    def draw():
        return mirrored.run(stream.draw, args=(4,))

    for counter in range(2):
        slices = mirrored.experimental_local_results(draw())
        assert len(slices) == 2
        np.testing.assert_array_equal(np.concatenate(slices), expected(5, counter, (8, 3)))
    assert np.array(stream.counter) == 2

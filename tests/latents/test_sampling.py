import numpy as np
import pytest
import tensorflow as tf

from kerasgan import latents

SEEDS = np.array([0, 7, -1, 2**40, -(2**63), 2**63 - 1, 7], "int64")
ROWS = np.array([0, 3, 2, 2**35, 5, -4, 4], "int64")
each_prior = pytest.mark.parametrize("prior", ["normal", latents.Uniform(0.0, 2.0)], ids=repr)


@each_prior
def test_row_is_a_function_of_its_seed_and_row_alone(prior):
    together = latents.from_seeds(prior, SEEDS, ROWS, 6).numpy()
    assert together.shape == (7, 6)
    assert together.dtype == np.float32
    for j in range(7):
        alone = latents.from_seeds(prior, SEEDS[j : j + 1], ROWS[j : j + 1], 6).numpy()
        np.testing.assert_array_equal(alone[0], together[j])
    backwards = latents.from_seeds(prior, SEEDS[::-1], ROWS[::-1], 6).numpy()
    np.testing.assert_array_equal(backwards[::-1], together)


@each_prior
def test_row_equals_a_draw_with_the_pair_as_seed(prior):
    drawn = latents.from_seeds(prior, SEEDS, ROWS, 6).numpy()
    for j in range(7):
        pair = tf.constant([SEEDS[j], ROWS[j]], tf.int64)
        np.testing.assert_array_equal(latents.get(prior).sample([6], pair), drawn[j])


def test_different_pairs_give_different_vectors():
    seeds, rows = (x.ravel() for x in np.meshgrid(np.arange(-20, 20), np.arange(40)))
    vectors = latents.from_seeds("normal", seeds, rows, 2).numpy()
    assert len(np.unique(vectors, axis=0)) == len(vectors)
    correlation = np.corrcoef(vectors[:-1, 0], vectors[1:, 0])[0, 1]
    assert abs(correlation) < 5 / len(vectors) ** 0.5


def test_no_rows():
    assert latents.from_seeds("normal", [], [], 6).shape == (0, 6)
    assert latents.sample(0, 6, seed=1).shape == (0, 6)


def test_python_and_int32_seeds():
    expected = latents.from_seeds("normal", np.array([5, 6]), np.array([0, 1]), 3).numpy()
    np.testing.assert_array_equal(latents.from_seeds("normal", [5, 6], [0, 1], 3), expected)
    narrow = tf.constant([5, 6]), tf.constant([0, 1])
    np.testing.assert_array_equal(latents.from_seeds("normal", *narrow, 3), expected)


def test_in_a_saved_model(tmp_path):
    module = tf.Module()

    @tf.function(input_signature=[tf.TensorSpec([None], tf.int64, name="seeds")])
    def serve(seeds):
        return latents.from_seeds("normal", seeds, tf.zeros_like(seeds), 6)

    module.serve = serve
    tf.saved_model.save(module, str(tmp_path))
    loaded = tf.saved_model.load(str(tmp_path))
    expected = latents.from_seeds("normal", SEEDS, np.zeros(7, "int64"), 6).numpy()
    np.testing.assert_array_equal(loaded.serve(tf.constant(SEEDS)), expected)
    assert loaded.serve(tf.zeros([0], tf.int64)).shape == (0, 6)


def test_sample():
    vectors = latents.sample(5, 4, seed=9)
    assert isinstance(vectors, np.ndarray)
    expected = latents.from_seeds("normal", [9] * 5, list(range(5)), 4).numpy()
    np.testing.assert_array_equal(vectors, expected)
    np.testing.assert_array_equal(latents.sample(3, 4, seed=9), vectors[:3])
    assert latents.sample(64, 50, "uniform", seed=9).min() > -1


def test_sample_without_a_seed_differs_at_every_call():
    assert not np.array_equal(latents.sample(2, 3), latents.sample(2, 3))


def test_ten_thousand_rows_have_the_moments_of_the_prior():
    vectors = latents.sample(10_000, 100, seed=3)
    slack = 5 / vectors.size**0.5
    assert abs(vectors.mean()) < slack
    assert abs(vectors.std() - 1) < slack

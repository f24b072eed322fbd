import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan import latents

SEED = tf.constant([3, 5], tf.int64)
each_prior = pytest.mark.parametrize(
    "prior", [latents.Normal(), latents.Uniform(), latents.Uniform(0.5, 3.5)], ids=repr
)


@pytest.mark.parametrize(
    ("prior", "mean", "deviation"),
    [
        (latents.Normal(), 0.0, 1.0),
        (latents.Uniform(), 0.0, 3**-0.5),
        (latents.Uniform(-(3**0.5), 3**0.5), 0.0, 1.0),
        (latents.Uniform(0.5, 3.5), 2.0, 3 / 12**0.5),
    ],
    ids=repr,
)
def test_moments(prior, mean, deviation):
    x = prior.sample([400, 500], SEED).numpy()
    slack = 5 * deviation / x.size**0.5
    assert abs(x.mean() - mean) < slack
    assert abs(x.std() - deviation) < slack


def test_quartiles_of_the_normal():
    x = latents.Normal().sample([200_000], SEED).numpy()
    quartiles = np.quantile(x, [0.25, 0.5, 0.75])
    np.testing.assert_allclose(quartiles, [-0.67449, 0.0, 0.67449], atol=0.015)


def test_tails_of_the_normal():
    """Kolmogorov-Smirnov against the exact distribution, and as many outliers as there must be."""
    x = np.sort(latents.Normal().sample([1_000_000], SEED).numpy())
    exact = tf.math.erfc(-tf.constant(x, tf.float64) / 2**0.5).numpy() / 2
    assert np.abs(exact - (np.arange(len(x)) + 0.5) / len(x)).max() < 1.95 / len(x) ** 0.5
    for limit, expected in [(3.0, 1349.9), (4.0, 31.7)]:
        for beyond in ((x > limit).sum(), (x < -limit).sum()):
            assert abs(beyond - expected) < 5 * expected**0.5
    assert np.isfinite(x).all()


def test_bounds_of_the_uniform():
    x = latents.Uniform(0.5, 3.5).sample([200_000], SEED).numpy()
    assert 0.5 <= x.min() < 0.501
    assert 3.499 < x.max() <= 3.5


@each_prior
def test_the_same_in_a_graph_and_under_xla(prior):
    eager = prior.sample([70, 90], SEED).numpy()
    assert eager.dtype == np.float32
    graph = tf.function(lambda seed: prior.sample([70, 90], seed))
    np.testing.assert_array_equal(eager, graph(SEED))
    xla = tf.function(lambda seed: prior.sample([70, 90], seed), jit_compile=True)
    np.testing.assert_allclose(eager, xla(SEED), rtol=2e-6, atol=2e-6)


@each_prior
@pytest.mark.parametrize("dtype", [tf.int32, tf.int64])
def test_unknown_batch_size(prior, dtype):
    @tf.function(input_signature=[tf.TensorSpec([], dtype)])
    def draw(count):
        samples = prior.sample((count, 7), SEED)
        assert samples.shape.as_list() == [None, 7]
        return samples

    np.testing.assert_array_equal(draw(tf.constant(3, dtype)), prior.sample([3, 7], SEED))
    assert draw(tf.constant(0, dtype)).shape == (0, 7)
    assert prior.sample([], SEED).shape == ()


@each_prior
def test_another_seed_gives_other_numbers(prior):
    x = prior.sample([50], SEED).numpy()
    for other in ([3, 6], [4, 5], [5, 3]):
        assert not np.isin(x, prior.sample([50], tf.constant(other)).numpy()).any()


@each_prior
def test_round_trip(prior):
    config = keras.saving.serialize_keras_object(prior)
    again = latents.get(config)
    assert type(again) is type(prior)
    assert again == prior
    np.testing.assert_array_equal(again.sample([5], SEED), prior.sample([5], SEED))


def test_get():
    assert latents.get("normal") == latents.Normal()
    assert latents.get("uniform") == latents.Uniform(-1.0, 1.0)
    prior = latents.Uniform(0.0, 2.0)
    assert latents.get(prior) is prior
    short = {"class_name": "uniform", "config": {"low": 0.0, "high": 2.0}}
    assert latents.get(short) == prior


def test_own_prior():
    class Constant:
        def sample(self, shape, seed):
            return tf.ones(shape)

    prior = Constant()
    assert latents.get(prior) is prior
    np.testing.assert_array_equal(latents.sample(2, 3, prior, seed=0), np.ones((2, 3)))


def test_unknown_name():
    with pytest.raises(ValueError, match=r"Unknown prior 'gaussian'. .*normal, uniform"):
        latents.get("gaussian")
    with pytest.raises(ValueError, match="Did you mean 'normal'"):
        latents.get("norml")


@pytest.mark.parametrize("identifier", [None, 3, latents.Normal, {"low": 0}])
def test_not_a_prior(identifier):
    with pytest.raises(
        ValueError, match=r"`prior` must be a name .*`sample\(shape, seed\)`.* Received: prior="
    ):
        latents.get(identifier)


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (float("nan"), 1.0)])
def test_refuses_empty_intervals(low, high):
    with pytest.raises(ValueError, match="low < high"):
        latents.Uniform(low, high)

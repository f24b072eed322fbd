"""The loss made of a divergence: its bound, its two sides, and how far out it stays finite."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from kerasgan import losses, theory

losses.register_divergence(
    "bounded_triangular",
    lambda u: ops.square(u - 1.0) / (u + 1.0),
    lambda u: 1.0 - 4.0 / ops.square(u + 1.0),
)

ROWS = [(name, {}) for name in losses.divergences() if name in theory.f_functions.F_FUNCTIONS]
ROWS += [("weighted_jensen_shannon", {"pi": 0.3}), ("alpha", {"alpha": -1.0})]
ROWS += [("alpha", {"alpha": 2.0}), ("alpha", {"alpha": 0.9}), ("alpha", {"alpha": 1.01})]
ROWS += [("bounded_triangular", {})]
LOSSES = [losses.FDivergence(name, **parameters) for name, parameters in ROWS]
IDS = [name + "".join(f" {value}" for value in given.values()) for name, given in ROWS]
each_loss = pytest.mark.parametrize("loss", LOSSES, ids=IDS)

# Sixteenths, so that samples can have these distributions exactly.
P, Q = np.array([5, 1, 3, 7]), np.array([2, 6, 4, 4])
EXPONENT = 40.0
OVERFLOWS = {  # where an exponential of the logit grows: the sides to be continued linearly
    "kl": {"composition": [1]},
    "reverse_kl": {"activation": [-1]},
    "neyman": {"activation": [-1], "composition": [-1]},
    "squared_hellinger": {"activation": [-1], "composition": [1]},
    "jeffrey": {"composition": [1]},
    "alpha": {"composition": [1]},  # at alpha = 1/2
}


def _gradient(function, x):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = function(x)
    return value.numpy(), tape.gradient(value, x).numpy()


def _samples(logits):
    """Logits of samples whose frequencies are exactly P, and exactly Q."""
    return np.repeat(logits, P), np.repeat(logits, Q)


def _best_logits(loss, ratios):
    """Logits with g(v) = f'(u), by bisection."""
    targets = loss.optimal(ratios).numpy()
    low, high = np.full(len(ratios), -30.0), np.full(len(ratios), 30.0)
    for _ in range(100):
        middle = (low + high) / 2
        below = loss.activation(middle).numpy() < targets
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return middle


@each_loss
def test_bound_is_the_divergence_at_the_best_critic(loss):
    expected = theory.f_divergence(P / 16, Q / 16, loss.name, **loss.parameters)
    real, fake = _samples(_best_logits(loss, P / Q))
    assert float(loss.bound(real, fake)) == pytest.approx(expected, abs=1e-8)
    single = loss.bound(real.astype("float32"), fake.astype("float32"))
    assert float(single) == pytest.approx(expected, abs=2e-6)


@each_loss
def test_bound_never_exceeds_the_divergence(loss):
    expected = theory.f_divergence(P / 16, Q / 16, loss.name, **loss.parameters)
    rng = np.random.default_rng(0)
    best = _best_logits(loss, P / Q)
    bounds = []
    for size in (0.01, 0.1, 1.0, 5.0):
        for _ in range(25):
            real, fake = _samples(np.clip(best + size * rng.normal(size=4), -39, 39))
            bounds.append(float(loss.bound(real, fake)))
    assert max(bounds) <= expected + 1e-9
    assert max(bounds) > expected - 0.01, "critics near the best one come near the divergence"


@each_loss
def test_bound_of_equal_distributions(loss):
    logit = _best_logits(loss, np.ones(1))
    expected = -np.log(4) if loss.name == "gan" else 0.0
    assert float(loss.bound(logit, logit)) == pytest.approx(expected, abs=1e-9)


@each_loss
def test_both_sides(loss):
    rng = np.random.default_rng(1)
    real, fake = rng.normal(size=(2, 3, 4, 4, 1)).astype("float32")
    bound = np.mean(loss.activation(real)) - np.mean(loss.composition(fake))
    assert float(loss.bound(real, fake)) == pytest.approx(bound, abs=1e-6)
    assert float(loss.discriminator(real, fake)) == -float(loss.bound(real, fake))
    assert float(loss.generator(fake)) == pytest.approx(-np.mean(loss.composition(fake)), abs=1e-6)
    practical = losses.FDivergence(loss.name, "practical", **loss.parameters)
    assert float(practical.bound(real, fake)) == float(loss.bound(real, fake))
    expected = -np.mean(loss.activation(fake))
    assert float(practical.generator(fake)) == pytest.approx(expected, abs=1e-6)


@each_loss
@pytest.mark.parametrize("generator", ["faithful", "practical"])
def test_signs_of_the_gradients(loss, generator):
    """The critic raises real logits and lowers generated ones; the generator raises its own."""
    loss = losses.FDivergence(loss.name, generator, **loss.parameters)
    zero = tf.zeros([4, 1])
    for v in (-0.9, 0.0, 2.0):  # where a > 1 is, f* is constant below -1/(a - 1)
        v = tf.fill([4, 1], v)
        assert (_gradient(lambda x: loss.discriminator(x, zero), v)[1] < 0).all()
        assert (_gradient(lambda x: loss.discriminator(zero, x), v)[1] > 0).all()
        assert (_gradient(loss.generator, v)[1] < 0).all()


def test_gan_is_the_first_paper_s_game():
    rng = np.random.default_rng(2)
    real, fake = rng.normal(size=(2, 8, 1)).astype("float32") * 3
    loss, minimax = losses.FDivergence("gan"), losses.Minimax()
    expected = float(minimax.discriminator(real, fake))
    assert float(loss.discriminator(real, fake)) == pytest.approx(expected, rel=1e-6)
    assert float(loss.generator(fake)) == pytest.approx(float(minimax.generator(fake)), rel=1e-6)
    practical = losses.FDivergence("gan", "practical").generator(fake)
    assert float(practical) == pytest.approx(float(losses.NonSaturating().generator(fake)))


def test_constants_between_rows():
    p, q = P / 16, Q / 16
    jsd = theory.jensen_shannon(p, q)
    for name, expected in (
        ("jensen_shannon", 2 * jsd),
        ("weighted_jensen_shannon", jsd),
        ("gan", 2 * jsd - np.log(4)),
    ):
        loss = losses.FDivergence(name)
        bound = float(loss.bound(*_samples(_best_logits(loss, P / Q))))
        assert bound == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("weight", [1e-3, 0.5])
@each_loss
def test_logit_penalty(loss, weight):
    rng = np.random.default_rng(3)
    real, fake = rng.normal(size=(2, 6, 1)).astype("float32")
    penalised = losses.FDivergence(loss.name, logit_penalty=weight, **loss.parameters)
    expected = float(loss.discriminator(real, fake)) + weight * (
        np.mean(real**2) + np.mean(fake**2)
    )
    assert float(penalised.discriminator(real, fake)) == pytest.approx(expected, rel=1e-5)
    assert float(penalised.bound(real, fake)) == float(loss.bound(real, fake))
    assert float(penalised.generator(fake)) == float(loss.generator(fake))


# Far out

FAR = np.array([40.5, 41.0, 60.0, 88.0, 89.0, 200.0, 1e3], "float32")


@each_loss
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_finite_far_out(loss, dtype, sign):
    logits = (sign * FAR).astype(dtype)
    for function in (loss.activation, loss.composition):
        value, gradient = _gradient(function, logits)
        assert np.isfinite(value).all()
        assert np.isfinite(gradient).all()
        assert (gradient >= 0).all()
    for x, y in itertools.product((logits, -logits), repeat=2):
        assert np.isfinite(float(loss.discriminator(x, y)))
    with tf.GradientTape() as outer:  # as a gradient penalty differentiates
        x = tf.constant(logits)
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            value = ops.sum(loss.activation(x)) + ops.sum(loss.composition(x))
        first = inner.gradient(value, x)
    second = outer.gradient(first, x)
    assert second is None or np.isfinite(second).all()


@pytest.mark.parametrize("name", OVERFLOWS)
def test_exponentials_continue_on_their_tangent(name):
    loss = losses.FDivergence(name)
    for key, sides in OVERFLOWS[name].items():
        for sign in sides:
            function = getattr(loss, key)
            end = np.array([sign * EXPONENT])
            value, slope = _gradient(function, end)
            assert slope[0] > 1e8
            expected = value + slope * (sign * FAR - end)
            for dtype, tolerance in (("float32", 1e-5), ("float64", 1e-7)):
                found, gradient = _gradient(function, (sign * FAR).astype(dtype))
                np.testing.assert_allclose(found, expected, rtol=tolerance)
                np.testing.assert_allclose(gradient, slope[0], rtol=tolerance)


@pytest.mark.parametrize("name", OVERFLOWS)
def test_no_jump_where_the_tangent_begins(name):
    loss = losses.FDivergence(name)
    for key, sides in OVERFLOWS[name].items():
        for sign in sides:
            around = sign * (EXPONENT + np.array([-1e-6, 0.0, 1e-6]))
            value, gradient = _gradient(getattr(loss, key), around)
            np.testing.assert_allclose(np.diff(value), sign * 1e-6 * gradient[1], rtol=1e-3)
            np.testing.assert_allclose(gradient, gradient[1], rtol=1e-5)


def _pushes(loss, wrong):
    """The critic's gradients in the logit -wrong of a real sample, and +wrong of a fake one."""
    zero, far = tf.zeros([1]), tf.constant([wrong])
    real = _gradient(lambda x: loss.discriminator(x, zero), -far)[1]
    fake = _gradient(lambda x: loss.discriminator(zero, x), far)[1]
    return float(real[0]), float(fake[0])


@each_loss
@pytest.mark.parametrize("wrong", [10.0, 40.0, 1e3])
def test_wrong_decisions_of_the_critic_have_a_gradient(loss, wrong):
    real, fake = _pushes(loss, wrong)
    if loss.name not in ("total_variation", "bounded_triangular"):  # f'(0) is finite
        assert real < -1e-3
    bounded = loss.name in ("total_variation", "neyman", "bounded_triangular")
    if not bounded and loss.parameters.get("alpha", 1) > 0:  # f(0) is finite
        assert fake > 1e-3


@pytest.mark.parametrize("wrong", [40.0, 1e3])
def test_logit_penalty_against_saturation(wrong):
    assert np.allclose(_pushes(losses.FDivergence("total_variation"), wrong), 0.0, atol=1e-30)
    penalised = losses.FDivergence("total_variation", logit_penalty=1e-3)
    np.testing.assert_allclose(_pushes(penalised, wrong), [-2e-3 * wrong, 2e-3 * wrong], rtol=1e-5)


@each_loss
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_is_computed_in_float32(loss, dtype):
    rng = np.random.default_rng(4)
    real, fake = (tf.cast(rng.normal(size=(8, 1)) * 9, dtype) for _ in range(2))
    for function in (loss.discriminator, loss.bound):
        result = function(real, fake)
        assert result.dtype == tf.float32
        assert float(result) == float(function(tf.cast(real, "float32"), tf.cast(fake, "float32")))
    for function in (loss.generator, loss.activation, loss.composition, loss.conjugate):
        result = function(fake)
        assert result.dtype == tf.float32
        np.testing.assert_array_equal(result, function(tf.cast(fake, "float32")))


@each_loss
def test_graph_and_xla_equal_eager(loss):
    logits = np.linspace(-60, 60, 41).astype("float32")

    def both(v):
        return loss.activation(v), loss.composition(v)

    eager = both(tf.constant(logits))
    for jit in (False, True):
        for plain, found in zip(eager, tf.function(both, jit_compile=jit)(logits), strict=True):
            np.testing.assert_allclose(found, plain, rtol=2e-5, atol=1e-6)


@each_loss
def test_serialization(loss):
    for generator, penalty in (("faithful", 0.0), ("practical", 1e-3)):
        loss = losses.FDivergence(loss.name, generator, logit_penalty=penalty, **loss.parameters)
        config = keras.saving.serialize_keras_object(loss)
        assert config["registered_name"] == "kerasgan>FDivergence"
        for again in (losses.get(config), keras.saving.deserialize_keras_object(config)):
            assert again.get_config() == loss.get_config()
            assert repr(again) == repr(loss)
            assert float(again.bound(1.0, 0.5)) == float(loss.bound(1.0, 0.5))

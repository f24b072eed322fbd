"""Every loss against formulas in float64 and finite differences of them."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan import losses

REAL = np.array([-5.0, 1.4, 12.5, 2.7])
FAKE = np.array([10.0, 4.4, -5.5, 3.6])
SMOOTHING = 0.125


def _log_sigmoid(v):
    return -np.logaddexp(0.0, -v)


def _cross_entropy(target):
    def value(real, fake):
        real_loss = -target * _log_sigmoid(real) - (1 - target) * _log_sigmoid(-real)
        return np.mean(real_loss) + np.mean(-_log_sigmoid(-fake))

    return value


def _least_squares(a, b):
    return lambda real, fake: np.mean((real - b) ** 2) / 2 + np.mean((fake - a) ** 2) / 2


# (loss, discriminator's formula, generator's formula)
CASES = [
    (losses.NonSaturating(), _cross_entropy(1.0), lambda v: np.mean(-_log_sigmoid(v))),
    (
        losses.NonSaturating(SMOOTHING),
        _cross_entropy(1 - SMOOTHING),
        lambda v: np.mean(-_log_sigmoid(v)),
    ),
    (losses.Minimax(), _cross_entropy(1.0), lambda v: np.mean(_log_sigmoid(-v))),
    (
        losses.Minimax(SMOOTHING),
        _cross_entropy(1 - SMOOTHING),
        lambda v: np.mean(_log_sigmoid(-v)),
    ),
    (losses.MaximumLikelihood(), _cross_entropy(1.0), lambda v: -np.mean(np.exp(v))),
    (
        losses.MaximumLikelihood(SMOOTHING),
        _cross_entropy(1 - SMOOTHING),
        lambda v: -np.mean(np.exp(v)),
    ),
    (losses.LeastSquares(), _least_squares(0.0, 1.0), lambda v: np.mean((v - 1.0) ** 2) / 2),
    (
        losses.LeastSquares(a=-1.0, b=2.0, c=0.5),
        _least_squares(-1.0, 2.0),
        lambda v: np.mean((v - 0.5) ** 2) / 2,
    ),
    (
        losses.LeastSquares(scale=1.0),
        lambda real, fake: np.mean((real - 1.0) ** 2) + np.mean(fake**2),
        lambda v: np.mean((v - 1.0) ** 2),
    ),
    (
        losses.Hinge(),
        lambda r, f: np.mean(np.maximum(0, 1 - r)) + np.mean(np.maximum(0, 1 + f)),
        lambda v: -np.mean(v),
    ),
    (losses.Wasserstein(), lambda r, f: np.mean(f) - np.mean(r), lambda v: -np.mean(v)),
]
each_case = pytest.mark.parametrize(
    ("loss", "discriminator", "generator"), CASES, ids=[repr(case[0]) for case in CASES]
)
each_loss = pytest.mark.parametrize("loss", [case[0] for case in CASES], ids=repr)


def _gradients(function, *logits):
    logits = [tf.constant(x, tf.float32) for x in logits]
    with tf.GradientTape() as tape:
        for x in logits:
            tape.watch(x)
        value = function(*logits)
    return [gradient.numpy() for gradient in tape.gradient(value, logits)]


@pytest.mark.parametrize(
    ("loss", "part", "value"),
    [
        (losses.NonSaturating(), "generator", 1.38582),
        (losses.Minimax(), "generator", -4.51082),
        (losses.LeastSquares(), "generator", 17.69625),
        (losses.Wasserstein(), "generator", -3.125),
        (losses.Minimax(), "discriminator", 5.83387),
        (losses.NonSaturating(), "discriminator", 5.83387),
        (losses.MaximumLikelihood(), "discriminator", 5.83387),
        (losses.Minimax(label_smoothing=0.125), "discriminator", 6.19637),
        (losses.LeastSquares(), "discriminator", 41.73375),
        (losses.Wasserstein(), "discriminator", 0.225),
        (losses.Hinge(), "discriminator", 6.75),
    ],
    ids=repr,
)
def test_published_values(loss, part, value):
    arguments = (FAKE,) if part == "generator" else (REAL, FAKE)
    arguments = [x.astype("float32") for x in arguments]
    assert float(getattr(loss, part)(*arguments)) == pytest.approx(value, abs=1e-5)


@each_case
def test_values(loss, discriminator, generator):
    for v in np.linspace(-40, 40, 161):
        real, fake = np.array([v], "float32"), np.array([-0.7 * v + 1], "float32")
        expected = discriminator(real.astype("float64"), fake.astype("float64"))
        assert float(loss.discriminator(real, fake)) == pytest.approx(expected, rel=2e-6, abs=1e-6)
        expected = generator(real.astype("float64"))
        assert float(loss.generator(real)) == pytest.approx(expected, rel=1e-5, abs=1e-20)


@each_case
def test_gradients_equal_finite_differences(loss, discriminator, generator):
    # Off the hinge's corners at -1 and 1, where no derivative exists.
    logits = np.linspace(-40, 40, 80)
    step = 1e-4

    def finite_difference(function):
        return np.array([(function(v + step) - function(v - step)) / (2 * step) for v in logits])

    count = len(logits)
    real, fake = _gradients(loss.discriminator, logits, logits)
    zero = np.zeros(1)
    expected = finite_difference(lambda v: discriminator(np.array([v]), zero))
    np.testing.assert_allclose(real * count, expected, rtol=2e-5, atol=1e-7)
    expected = finite_difference(lambda v: discriminator(zero, np.array([v])))
    np.testing.assert_allclose(fake * count, expected, rtol=2e-5, atol=1e-7)
    (gradient,) = _gradients(loss.generator, logits)
    expected = finite_difference(lambda v: generator(np.array([v])))
    np.testing.assert_allclose(gradient * count, expected, rtol=2e-5, atol=1e-7)


@each_loss
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_finite_far_out(loss, sign):
    logits = (sign * np.array([41.0, 88.0, 89.0, 1e3, 1e4])).astype("float32")
    assert np.isfinite(float(loss.discriminator(logits, -logits)))
    assert np.isfinite(float(loss.discriminator(-logits, logits)))
    assert np.isfinite(float(loss.generator(logits)))
    for gradient in (
        *_gradients(loss.discriminator, logits, -logits),
        *_gradients(loss.generator, logits),
    ):
        assert np.isfinite(gradient).all()


def test_maximum_likelihood_has_a_gradient_far_out():
    (gradient,) = _gradients(losses.MaximumLikelihood().generator, [41.0, 89.0, 1e4])
    np.testing.assert_allclose(gradient * 3, -np.exp(40.0), rtol=1e-5)


@pytest.mark.parametrize("wrong", [1.0, 100.0, 1e4])
def test_wrong_decisions_always_have_a_gradient(wrong):
    """Where the discriminator errs, every loss pushes its logits back, however far out."""
    for loss, _, _ in CASES:
        real, fake = _gradients(loss.discriminator, [-wrong], [wrong])
        assert real[0] < -0.1
        assert fake[0] > 0.1


def test_small_gradients_are_right_relative_to_their_size():
    v = np.linspace(-40, 40, 81)
    (gradient,) = _gradients(losses.Minimax().generator, v)
    np.testing.assert_allclose(gradient * 81, -1 / (1 + np.exp(-v)), rtol=1e-5)
    (gradient,) = _gradients(losses.NonSaturating().generator, v)
    np.testing.assert_allclose(gradient * 81, -1 / (1 + np.exp(v)), rtol=1e-5)


def test_who_saturates():
    """A sure discriminator: minimax has no gradient, non-saturating has all of it."""
    (minimax,) = _gradients(losses.Minimax().generator, [-30.0])
    (non_saturating,) = _gradients(losses.NonSaturating().generator, [-30.0])
    assert -1e-12 < minimax[0] < 0
    assert non_saturating[0] == pytest.approx(-1.0, abs=1e-6)


@each_loss
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_is_computed_in_float32(loss, dtype):
    real, fake = (tf.cast(x, dtype) for x in (REAL, FAKE))
    result = loss.discriminator(real, fake)
    assert result.dtype == tf.float32
    expected = loss.discriminator(tf.cast(real, tf.float32), tf.cast(fake, tf.float32))
    assert float(result) == float(expected)
    result = loss.generator(fake)
    assert result.dtype == tf.float32
    assert float(result) == float(loss.generator(tf.cast(fake, tf.float32)))


def test_half_precision_sums_do_not_overflow():
    # 4096 squares of 100 are far beyond float16's largest number, 65504.
    logits = tf.fill([4096, 1], tf.constant(101.0, tf.float16))
    assert float(losses.LeastSquares().generator(logits)) == pytest.approx(5000.0, rel=1e-5)


@each_loss
def test_patches_equal_their_elements(loss):
    rng = np.random.default_rng(0)
    real, fake = rng.normal(size=(2, 3, 4, 5, 1)).astype("float32") * 3
    flat = loss.discriminator(real.reshape(-1, 1), fake.reshape(-1, 1))
    assert loss.discriminator(real, fake).shape == ()
    assert float(loss.discriminator(real, fake)) == pytest.approx(float(flat), rel=1e-6)
    flat = loss.generator(fake.reshape(-1))
    assert float(loss.generator(fake)) == pytest.approx(float(flat), rel=1e-6)


@each_loss
def test_xla_equals_plain(loss):
    logits = [np.linspace(-60, 60, 41, dtype="float32"), np.linspace(9, -99, 41, dtype="float32")]

    def run(function, arguments):
        compiled = tf.function(lambda *xs: _value_and_gradients(function, xs), jit_compile=True)
        plain = _value_and_gradients(function, arguments)
        for a, b in zip(plain, compiled(*arguments), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)

    arguments = [tf.constant(x) for x in logits]
    run(loss.discriminator, arguments)
    run(loss.generator, arguments[:1])


def _value_and_gradients(function, arguments):
    with tf.GradientTape() as tape:
        tape.watch(arguments)
        value = function(*arguments)
    return [value, *tape.gradient(value, arguments)]


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.25, 0.5])
@pytest.mark.parametrize("loss", [losses.NonSaturating, losses.Minimax, losses.MaximumLikelihood])
def test_smoothing_hits_its_target(loss, smoothing):
    """Real samples: the loss is least where sigmoid(logit) = 1 - s. Fakes: untouched."""
    target = 1 - smoothing
    best = np.log(target / smoothing) if smoothing else 30.0
    real, fake = _gradients(loss(smoothing).discriminator, [best], [0.3])
    assert abs(real[0]) < 1e-6
    if smoothing:
        left, right = (
            _gradients(loss(smoothing).discriminator, [best + d], [0.3])[0] for d in (-0.1, 0.1)
        )
        assert left[0] < -1e-3
        assert right[0] > 1e-3
    np.testing.assert_allclose(fake[0], 1 / (1 + np.exp(-0.3)), rtol=1e-6)


@pytest.mark.parametrize("smoothing", [-0.1, 1.0, 2.0])
def test_refuses_bad_smoothing(smoothing):
    with pytest.raises(ValueError, match=r"`label_smoothing` must lie in \[0, 1\)"):
        losses.NonSaturating(smoothing)


@each_loss
def test_float64_stays_float64(loss):
    assert keras.backend.standardize_dtype(loss.generator(FAKE).dtype) == "float64"


def test_optimal_discriminator_gives_the_closed_form():
    """With logits log p - log q the minimax value is 2 JSD(p, q) - log 4."""
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.3, 0.6])
    counts_p, counts_q = (np.rint(x * 10).astype(int) for x in (p, q))
    logits = np.log(p / q)
    real, fake = np.repeat(logits, counts_p), np.repeat(logits, counts_q)
    m = (p + q) / 2
    jsd = (np.sum(p * np.log(p / m)) + np.sum(q * np.log(q / m))) / 2
    value = -float(losses.Minimax().discriminator(real, fake))
    assert value == pytest.approx(2 * jsd - np.log(4), abs=1e-12)

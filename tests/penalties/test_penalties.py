"""Every penalty against closed forms for linear and quadratic critics."""

import numpy as np
import pytest
import tensorflow as tf

from kerasgan import penalties
from kerasgan.constraints import WeightClip

ALL = [
    penalties.GradientPenalty(),
    penalties.GradientPenalty(3.0, one_sided=True, target=0.5),
    penalties.DRAGAN(),
    penalties.R1(),
]
each_penalty = pytest.mark.parametrize("penalty", ALL, ids=repr)
each_shape = pytest.mark.parametrize("shape", [(5,), (2, 3, 2)], ids=str)


def _samples(shape, count=6, dtype="float64", seed=0):
    """Real and generated samples."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(2, count, *shape)).astype(dtype)


def _noise(penalty, shape, count=6, dtype="float64"):
    size = penalty.noise_size(shape)
    return np.random.default_rng(1).uniform(size=(count, size)).astype(dtype) if size else None


class Linear:
    """f(x) = w·x, whose gradient is w everywhere."""

    def __init__(self, w):
        self.w = tf.Variable(w)

    def __call__(self, x):
        return tf.reshape(x, [tf.shape(x)[0], -1]) @ self.w[:, None]


class Quadratic:
    """f(x) = xᵀAx / 2, whose gradient is Sx with S = (A + Aᵀ) / 2."""

    def __init__(self, a):
        self.a = tf.Variable(a)

    def __call__(self, x):
        x = tf.reshape(x, [tf.shape(x)[0], -1])
        return 0.5 * tf.reduce_sum(x * (x @ self.a), axis=1)


def _quadratic(shape):
    size = np.prod(shape)
    return Quadratic(np.random.default_rng(2).normal(size=(size, size)) / size**0.5)


def _value_and_gradient(penalty, critic, variables, real, fake, noise):
    with tf.GradientTape() as tape:
        value = penalty(critic, real, fake, noise)
    return value, tape.gradient(value, variables)


def _squared_excess(a, points, weight, target, one_sided=False):
    """weight * mean (‖Sx‖ - target)², and its gradient in A, by hand."""
    s, x = (a + a.T) / 2, points.reshape(len(points), -1)
    slopes = x @ s
    norm = np.linalg.norm(slopes, axis=1)
    excess = norm - target
    if one_sided:
        excess = np.maximum(excess, 0.0)
    outer = np.einsum("n,ni,nj->ij", 2 * excess / norm, slopes, x) / len(x)
    return weight * np.mean(excess**2), weight * (outer + outer.T) / 2


# Closed forms


@pytest.mark.parametrize(
    ("penalty", "derivative"),
    [
        (penalties.GradientPenalty(7.0), lambda n: 2 * 7.0 * (n - 1)),
        (penalties.GradientPenalty(7.0, one_sided=True), lambda n: 2 * 7.0 * max(n - 1, 0)),
        (penalties.GradientPenalty(7.0, target=0.25), lambda n: 2 * 7.0 * (n - 0.25)),
        (penalties.DRAGAN(7.0), lambda n: 2 * 7.0 * (n - 1)),
        (penalties.R1(7.0), lambda n: 7.0 * n),
    ],
    ids=["two-sided", "one-sided", "target", "DRAGAN", "R1"],
)
@pytest.mark.parametrize("norm", [0.5, 2.0])
@each_shape
def test_linear_critic(penalty, derivative, norm, shape):
    w = np.random.default_rng(3).normal(size=np.prod(shape))
    w *= norm / np.linalg.norm(w)
    critic = Linear(w)
    value, gradient = _value_and_gradient(
        penalty, critic, critic.w, *_samples(shape), _noise(penalty, shape)
    )
    # All five are weight/curvature * (distance to their target)²: value = derivative² / (2 * 2w).
    curvature = 7.0 if isinstance(penalty, penalties.R1) else 14.0
    np.testing.assert_allclose(value, derivative(norm) ** 2 / (2 * curvature), rtol=1e-9)
    np.testing.assert_allclose(gradient, derivative(norm) * w / norm, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("one_sided", [False, True])
@each_shape
def test_gradient_penalty_of_a_quadratic_critic(one_sided, shape):
    critic, (real, fake) = _quadratic(shape), _samples(shape)
    noise = _noise(penalties.GradientPenalty(), shape)
    epsilon = noise.reshape(-1, *[1] * len(shape))
    points = epsilon * real + (1 - epsilon) * fake
    slopes = points.reshape(6, -1) @ (critic.a.numpy() + critic.a.numpy().T) / 2
    target = np.median(np.linalg.norm(slopes, axis=1))  # so that norms lie on both sides of it
    expected = _squared_excess(critic.a.numpy(), points, 2.5, target, one_sided)
    penalty = penalties.GradientPenalty(2.5, one_sided=one_sided, target=target)
    value, gradient = _value_and_gradient(penalty, critic, critic.a, real, fake, noise)
    np.testing.assert_allclose(value, expected[0], rtol=1e-9)
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-9, atol=1e-12)


@each_shape
def test_dragan_of_a_quadratic_critic(shape):
    penalty = penalties.DRAGAN(2.5, scale=0.7)
    critic, (real, fake), noise = _quadratic(shape), _samples(shape), _noise(penalty, shape)
    real = 3.0 + 2.0 * real
    alpha, u = noise[:, :1].reshape(-1, *[1] * len(shape)), noise[:, 1:].reshape(real.shape)
    points = real + alpha * 0.7 * np.std(real) * u
    expected = _squared_excess(critic.a.numpy(), points, 2.5, 1.0)
    value, gradient = _value_and_gradient(
        penalty, critic, critic.a, real, np.full_like(fake, np.nan), noise
    )
    np.testing.assert_allclose(value, expected[0], rtol=1e-9)
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-9, atol=1e-12)


@each_shape
def test_r1_of_a_quadratic_critic(shape):
    critic, (real, fake) = _quadratic(shape), _samples(shape)
    expected = _squared_excess(critic.a.numpy(), real, 1.25, 0.0)
    value, gradient = _value_and_gradient(
        penalties.R1(2.5), critic, critic.a, real, np.full_like(fake, np.nan), None
    )
    np.testing.assert_allclose(value, expected[0], rtol=1e-9)
    np.testing.assert_allclose(gradient, expected[1], rtol=1e-9, atol=1e-12)


def test_epsilon_is_one_number_a_sample():
    """Not one a pixel, nor one a batch."""
    seen = []
    penalty = penalties.GradientPenalty()
    noise = _noise(penalty, (4, 3, 2))

    def critic(points):
        seen.append(points.numpy())
        return tf.reduce_sum(points, axis=[1, 2, 3])

    penalty(critic, np.ones((6, 4, 3, 2)), np.zeros((6, 4, 3, 2)), noise)
    np.testing.assert_array_equal(seen[0], np.broadcast_to(noise[:, :, None, None], (6, 4, 3, 2)))


def test_norm_is_of_one_sample_over_all_its_elements():
    """f is the sum over 4 x 3 x 2 elements: the norm is √24, for any number of samples."""
    for count in (1, 5):
        value = penalties.GradientPenalty(1.0)(
            lambda x: tf.reduce_sum(x, axis=[1, 2, 3]),
            *np.zeros((2, count, 4, 3, 2), "float32"),
            np.zeros((count, 1), "float32"),
        )
        np.testing.assert_allclose(value, (24**0.5 - 1) ** 2, rtol=1e-6)


@pytest.mark.parametrize("form", [(3, 3, 1), (9,), (9, 1)], ids=str)
def test_patch_logits_are_averaged(form):
    """Nine logits v_i x_i a sample: f is their mean, whose gradient is v / 9."""
    v = np.random.default_rng(4).normal(size=(3, 3, 1))
    real, fake = _samples((3, 3, 1))
    value = penalties.R1(2.0)(lambda x: tf.reshape(x * v, [-1, *form]), real, fake)
    np.testing.assert_allclose(value, np.sum(v**2) / 81, rtol=1e-9)


# Numerics


@each_penalty
def test_zero_gradient_stays_finite(penalty):
    critic = Linear(np.zeros(3, "float32"))
    value, gradient = _value_and_gradient(
        penalty,
        critic,
        critic.w,
        *_samples((3,), dtype="float32"),
        _noise(penalty, (3,), dtype="float32"),
    )
    constant = {1.0: penalty.weight, 0.5: 0.0}[getattr(penalty, "target", 1.0)]
    np.testing.assert_allclose(
        value, 0.0 if isinstance(penalty, penalties.R1) else constant, rtol=1e-5
    )
    np.testing.assert_array_equal(gradient, np.zeros(3))


@pytest.mark.parametrize("norm", [0.0, 1e-9, 1e-6, 1e-3, 1.0, 1e3])
def test_norm_is_right_to_one_millionth(norm):
    penalty = penalties.GradientPenalty(1.0, target=0.0)
    value = penalty(Linear(np.array([norm])), *_samples((1,)), _noise(penalty, (1,)))
    assert abs(float(value) ** 0.5 - norm) <= 1.000001e-6


def test_dragan_takes_the_deviation_of_the_global_batch(mirrored):
    penalty = penalties.DRAGAN(scale=2.0)
    real = np.random.default_rng(6).normal([[0.0]] * 3 + [[5.0]] * 3, size=(6, 4))
    real = real.astype("float32")
    noise = _noise(penalty, (4,), dtype="float32")

    def rows(values):
        return mirrored.experimental_distribute_values_from_function(
            lambda context: tf.split(values, 2)[context.replica_id_in_sync_group]
        )

    points = mirrored.run(penalty.perturb, args=(rows(real), rows(noise)))
    expected = real + noise[:, :1] * 2.0 * np.std(real) * noise[:, 1:]
    both = tf.concat(mirrored.experimental_local_results(points), axis=0)
    np.testing.assert_allclose(both, expected, rtol=1e-5)


# Arguments


def test_noise_sizes():
    for shape, elements in [((3,), 3), ((28, 28, 1), 784)]:
        assert [penalty.noise_size(shape) for penalty in ALL] == [1, 1, elements + 1, 0]
    with pytest.raises(ValueError, match="fixed shape"):
        penalties.DRAGAN().noise_size((None, None, 3))


@pytest.mark.parametrize(
    "build", [penalties.GradientPenalty, penalties.DRAGAN, penalties.R1, WeightClip]
)
@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf"), "10", None, True])
def test_refuses_weights_that_are_no_numbers(build, value):
    with pytest.raises(ValueError, match=r"must be a finite number >=? 0"):
        build(value)


@pytest.mark.parametrize(
    ("build", "name"), [(penalties.GradientPenalty, "target"), (penalties.DRAGAN, "scale")]
)
def test_refuses_other_negative_numbers(build, name):
    with pytest.raises(ValueError, match=f"`{name}` must be"):
        build(**{name: -0.5})


@pytest.mark.parametrize("penalty", [penalties.GradientPenalty(), penalties.DRAGAN()], ids=repr)
def test_refuses_missing_noise(penalty):
    with pytest.raises(ValueError, match="needs `noise`"):
        penalty(Linear(np.ones(3)), *_samples((3,)), None)


def test_refuses_pairs_of_different_shapes():
    real, _ = _samples((3,))
    for fake in (real[:1], real[:, :2]):
        with pytest.raises(ValueError, match="must have the same shape"):
            penalties.GradientPenalty()(Linear(np.ones(3)), real, fake, np.ones((6, 1)))


@each_penalty
def test_refuses_a_critic_without_gradient(penalty):
    with pytest.raises(ValueError, match="no gradient to penalise"):
        penalty(tf.round, *_samples((3,)), _noise(penalty, (3,)))

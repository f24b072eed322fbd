import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.optimizers import RampedMomentumSGD

# A quadratic in two variables: gradient A x.
CURVATURE = np.array([[1.0, 0.3], [0.3, 0.5]])
START = np.array([1.0, -2.0])


def _hand_loop(steps, rate, initial, final, ramp):
    x, velocity, xs = START.copy(), np.zeros(2), []
    for n in range(steps):
        momentum = final if n >= ramp else initial + (final - initial) * n / ramp
        velocity = momentum * velocity - rate(n) * (CURVATURE @ x)
        x = x + velocity
        xs.append(x)
    return np.array(xs)


def _run(optimizer, variable, steps, **kwargs):
    @tf.function(**kwargs)
    def step():
        gradient = tf.linalg.matvec(tf.constant(CURVATURE, tf.float32), variable.value)
        optimizer.apply([gradient], [variable])

    xs = []
    for _ in range(steps):
        step()
        xs.append(variable.numpy())
    return np.array(xs)


@pytest.mark.parametrize("kwargs", [{}, {"jit_compile": True}], ids=["graph", "xla"])
def test_equals_hand_loop(kwargs):
    variable = keras.Variable(START.astype("float32"))
    optimizer = RampedMomentumSGD(0.1, initial_momentum=0.5, final_momentum=0.9, ramp_steps=8)
    optimizer.build([variable])
    xs = _run(optimizer, variable, 20, **kwargs)
    expected = _hand_loop(20, lambda n: 0.1, 0.5, 0.9, 8)
    np.testing.assert_allclose(xs, expected, atol=1e-5)
    # The ramp matters: neither of its ends alone gives these numbers.
    for constant in (0.5, 0.9):
        wrong = _hand_loop(20, lambda n: 0.1, constant, constant, 8)
        assert np.abs(xs - wrong).max() > 0.05


def test_constant_ramp_equals_keras_sgd():
    runs = []
    for optimizer in (
        RampedMomentumSGD(0.1, initial_momentum=0.6, final_momentum=0.6),
        keras.optimizers.SGD(0.1, momentum=0.6),
    ):
        variable = keras.Variable(START.astype("float32"))
        optimizer.build([variable])
        runs.append(_run(optimizer, variable, 10))
    np.testing.assert_allclose(runs[0], runs[1], rtol=1e-6)


def test_current_momentum():
    optimizer = RampedMomentumSGD(0.1, initial_momentum=0.5, final_momentum=0.7, ramp_steps=100)
    for iterations, momentum in [(0, 0.5), (25, 0.55), (100, 0.7), (5000, 0.7)]:
        optimizer.iterations.assign(iterations)
        assert float(optimizer.current_momentum()) == pytest.approx(momentum, abs=1e-6)


def test_the_paper_schedule():
    schedule = keras.optimizers.schedules.ExponentialDecay(
        0.1, decay_steps=250_000, decay_rate=1.000004**-250_000
    )
    rate, done = 0.1, 0
    for updates in (1, 1000, 200_000, 2_877_000):
        for _ in range(updates - done):
            rate /= 1.000004
        done = updates
        assert float(schedule(updates)) == pytest.approx(rate, rel=2e-5)
    # The paper's floor is 1e-6.
    assert 1.0e-6 < rate < 1.01e-6


def test_schedule_and_ramp_together():
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=1, decay_rate=0.9)
    variable = keras.Variable(START.astype("float32"))
    optimizer = RampedMomentumSGD(schedule, ramp_steps=5)
    optimizer.build([variable])
    expected = _hand_loop(12, lambda n: 0.1 * 0.9**n, 0.5, 0.7, 5)
    np.testing.assert_allclose(_run(optimizer, variable, 12), expected, atol=1e-5)


def test_round_trip_of_the_config():
    optimizer = RampedMomentumSGD(
        keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9),
        initial_momentum=0.1,
        final_momentum=0.3,
        ramp_steps=7,
        clipnorm=2.0,
    )
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(optimizer))
    assert isinstance(again, RampedMomentumSGD)
    assert again.get_config() == optimizer.get_config()


def test_resumes_bit_for_bit(tmp_path):
    def model():
        network = keras.Sequential(
            [keras.Input((4,)), keras.layers.Dense(3, kernel_initializer="ones")]
        )
        network.compile(RampedMomentumSGD(0.01, ramp_steps=10), "mse")
        return network

    rng = np.random.default_rng(0)
    x = rng.normal(size=(16, 4)).astype("float32")
    y = rng.normal(size=(16, 3)).astype("float32")
    options = {"batch_size": 4, "shuffle": False, "verbose": 0}
    whole = model()
    whole.fit(x, y, epochs=3, **options)
    part = model()
    part.fit(x, y, epochs=1, **options)
    part.save(tmp_path / "part.keras")
    rest = keras.models.load_model(tmp_path / "part.keras")
    rest.fit(x, y, epochs=2, **options)
    assert int(rest.optimizer.iterations) == 12
    for a, b in zip(whole.get_weights(), rest.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "arguments", [{"initial_momentum": -0.1}, {"final_momentum": 1.5}, {"ramp_steps": 0}]
)
def test_refuses_bad_arguments(arguments):
    with pytest.raises(ValueError, match=next(iter(arguments))):
        RampedMomentumSGD(0.1, **arguments)

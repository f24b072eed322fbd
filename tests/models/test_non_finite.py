"""A loss that is not finite stops training and spoils nothing."""

import keras
import numpy as np
import pytest
import tensorflow as tf

BATCH = 8


def batches(points, bad=(), n=6, value=np.nan):
    """A dataset of `n` batches, with one spoiled value in those that are `bad`."""
    data = points(n * BATCH).reshape(n, BATCH, 2).copy()
    for i in bad:
        data[i, -1, 0] = value
    return tf.data.Dataset.from_tensor_slices(data)


def compiled(make_gan, **options):
    model = make_gan()
    model.compile(
        generator_optimizer=keras.optimizers.Adam(1e-2, use_ema=True),
        discriminator_optimizer=keras.optimizers.Adam(1e-2),
        **options,
    )
    return model


def without_seeds(state):
    """Networks and optimizers; the seeds of a step that failed are spent."""
    return {name: value for name, value in state.items() if "seed_generator" not in name}


@pytest.fixture
def fails_and_keeps(network_state, optimizer_state, assert_same):
    """Fits until the error; asserts that everything is as after the last good batch."""

    def fit(model, dataset, message, good_batches=2):
        def state():
            return without_seeds({**network_state(model), **optimizer_state(model)})

        states = {}
        callback = keras.callbacks.LambdaCallback(
            on_train_batch_end=lambda batch, logs: states.update({batch + 1: state()})
        )
        with pytest.raises(FloatingPointError, match=message):
            model.fit(dataset, epochs=2, verbose=0, callbacks=[callback])
        assert list(states) == list(range(1, good_batches + 1))
        assert_same(state(), states[good_batches])
        assert np.isfinite(model.generate(4, seed=0)).all()

    return fit


@pytest.mark.parametrize(
    "options",
    [{}, {"jit_compile": True, "update": "simultaneous"}, {"run_eagerly": True}],
    ids=str,
)
def test_stops_with_the_weights_before(make_gan, points, fails_and_keeps, options):
    message = "discriminator_loss is not finite at step 3"
    fails_and_keeps(compiled(make_gan, **options), batches(points, bad=[2]), message)


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e38])
def test_infinity_and_overflow(make_gan, points, fails_and_keeps, value):
    model = make_gan(dropout=0, normalized=False)  # whose square overflows
    model.compile(loss="least_squares", run_eagerly=True)
    message = "discriminator_loss is not finite at step 3"
    fails_and_keeps(model, batches(points, bad=[2], value=value), message)


def test_several_steps_an_execution(make_gan, points, network_state, optimizer_state, assert_same):
    good, bad = (compiled(make_gan, steps_per_execution=10) for _ in range(2))
    good.fit(batches(points).take(2), verbose=0)
    with pytest.raises(FloatingPointError, match="discriminator_loss is not finite at step 3"):
        bad.fit(batches(points, bad=[2]), epochs=2, verbose=0)
    for state in (network_state, optimizer_state):
        assert_same(without_seeds(state(bad)), without_seeds(state(good)))


def test_training_on_clean_data_goes_on(make_gan, points, network_state):
    model = compiled(make_gan, run_eagerly=True)
    with pytest.raises(FloatingPointError):
        model.fit(batches(points, bad=[2]), verbose=0)
    history = model.fit(batches(points), epochs=1, verbose=0).history
    assert int(model.generator_optimizer.iterations) == 2 + 6
    assert np.isfinite(list(history.values())).all()
    assert all(np.isfinite(value).all() for value in network_state(model).values())


def test_several_discriminator_steps(make_gan, points):
    model = compiled(make_gan, discriminator_steps=2, run_eagerly=True)
    with pytest.raises(FloatingPointError, match="discriminator_loss is not finite at step 2"):
        model.fit(batches(points, bad=[3]), verbose=0)
    # The first discriminator update of step 2 was a good one; nothing came after it.
    assert int(model.discriminator_optimizer.iterations) == 3
    assert int(model.generator_optimizer.iterations) == 1


def test_names_the_generator(make_gan, points, network_state):
    model = make_gan(normalized=False, dropout=0)
    model.compile(keras.optimizers.SGD(1e-2), keras.optimizers.SGD(1e-2), run_eagerly=True)
    model.fit(batches(points).take(2), verbose=0)
    model.generator.layers[-1].bias.assign([np.inf, 0.0])
    model.discriminator_step = lambda images: None
    before = network_state(model)
    with pytest.raises(FloatingPointError, match=r"generator_loss .* step 3.*learning rate"):
        model.fit(batches(points), verbose=0)
    for name, value in network_state(model).items():
        np.testing.assert_array_equal(value, before[name])

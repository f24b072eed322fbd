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


@pytest.fixture(scope="module")
def after_two_steps(make_gan, points, network_state, optimizer_state):
    model = compiled(make_gan)
    model.fit(batches(points).take(2), verbose=0)
    return without_seeds(network_state(model)), without_seeds(optimizer_state(model))


@pytest.mark.parametrize(
    ("value", "options"), [(np.nan, {}), (-np.inf, {}), (np.nan, {"steps_per_execution": 10})]
)
def test_stops_with_the_weights_before(
    make_gan, points, network_state, optimizer_state, assert_same, after_two_steps, value, options
):
    model = compiled(make_gan, **options)
    with pytest.raises(FloatingPointError, match="discriminator_loss is not finite at step 3"):
        model.fit(batches(points, bad=[2], value=value), epochs=2, verbose=0)
    assert_same(without_seeds(network_state(model)), after_two_steps[0])
    assert_same(without_seeds(optimizer_state(model)), after_two_steps[1])
    assert np.isfinite(model.generate(4, seed=0)).all()


def test_training_on_clean_data_goes_on(make_gan, points, network_state):
    model = compiled(make_gan)
    with pytest.raises(FloatingPointError):
        model.fit(batches(points, bad=[2]), verbose=0)
    history = model.fit(batches(points), epochs=1, verbose=0).history
    assert int(model.generator_optimizer.iterations) == 2 + 6
    assert np.isfinite(list(history.values())).all()
    assert all(np.isfinite(value).all() for value in network_state(model).values())


def test_compiled_by_xla(make_gan, points, network_state, optimizer_state, assert_same):
    good, bad = compiled(make_gan, jit_compile=True), compiled(make_gan, jit_compile=True)
    good.fit(batches(points).take(2), verbose=0)
    with pytest.raises(FloatingPointError, match="discriminator_loss is not finite at step 3"):
        bad.fit(batches(points, bad=[2]), verbose=0)
    assert_same(without_seeds(network_state(bad)), without_seeds(network_state(good)))
    assert_same(without_seeds(optimizer_state(bad)), without_seeds(optimizer_state(good)))


def test_simultaneous_and_several_steps(make_gan, points, network_state, assert_same):
    good, bad = (compiled(make_gan, update="simultaneous", run_eagerly=True) for _ in range(2))
    good.fit(batches(points).take(2), verbose=0)
    with pytest.raises(FloatingPointError, match="discriminator_loss is not finite at step 3"):
        bad.fit(batches(points, bad=[2]), verbose=0)
    assert_same(without_seeds(network_state(bad)), without_seeds(network_state(good)))

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

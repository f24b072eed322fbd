"""The moving average of the generator: training ignores it, generation uses it."""

import keras
import numpy as np
import pytest

MOMENTUM = 0.6


def compiled(make_gan, use_ema=True, **options):
    model = make_gan()
    average = {"use_ema": True, "ema_momentum": MOMENTUM} if use_ema else {}
    model.compile(
        generator_optimizer=keras.optimizers.Adam(5e-2, **average),
        discriminator_optimizer=keras.optimizers.Adam(5e-2, **average),
        **options,
    )
    return model


def test_training_is_the_same_with_and_without(make_gan, points, network_state, assert_same):
    states = []
    for use_ema in (False, True):
        model = compiled(make_gan, use_ema)
        model.fit(points(), batch_size=16, epochs=2, verbose=0)
        states.append(network_state(model))
    assert_same(*states)


def by_hand(model, points):
    """Trains step by step; returns the average of the generator's weights, in float64.

    Keras corrects for the beginning: the first average is the weights after the first update.
    """
    average = None
    for batch in np.split(points(96), 6):
        model.train_on_batch(batch)
        weights = [np.array(v, "float64") for v in model.generator.trainable_variables]
        if average is None:
            average = weights
        average = [MOMENTUM * a + (1 - MOMENTUM) * w for a, w in zip(average, weights, strict=True)]
    return average


def test_generation_uses_the_average(make_gan, points, tmp_path):
    model = compiled(make_gan)
    average = by_hand(model, points)
    trained = [np.array(v) for v in model.generator.trainable_variables]
    assert max(np.abs(a - w).max() for a, w in zip(average, trained, strict=True)) > 1e-2

    averaged = model.averaged("generator")
    assert averaged is not model.generator
    for variable, value in zip(averaged.trainable_variables, average, strict=True):
        np.testing.assert_allclose(np.array(variable), value, atol=1e-5)
    for a, b in zip(
        averaged.non_trainable_variables, model.generator.non_trainable_variables, strict=True
    ):
        np.testing.assert_array_equal(np.array(a), np.array(b))
    for variable, value in zip(model.generator.trainable_variables, trained, strict=True):
        np.testing.assert_array_equal(np.array(variable), value)

    z = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    expected = averaged(z, training=False).numpy()
    plain = model.generator(z, training=False).numpy()
    assert np.abs(expected - plain).max() > 1e-2
    np.testing.assert_allclose(model.generate(latents=z), expected, atol=1e-6)
    np.testing.assert_allclose(model.predict(z, verbose=0), expected, atol=1e-6)
    np.testing.assert_allclose(model(z).numpy(), plain, atol=1e-6)

    model.save(tmp_path / "run.keras")
    loaded = keras.models.load_model(tmp_path / "run.keras")
    np.testing.assert_allclose(loaded.generate(latents=z), expected, atol=1e-6)


def test_follows_training(make_gan, points):
    """A function traced before training is right after it."""
    model = compiled(make_gan, run_eagerly=True)
    z = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")
    before = [model.generate(latents=z), model.predict(z, verbose=0)]
    for samples in before:
        np.testing.assert_allclose(samples, model.generator(z).numpy(), atol=1e-6)
    model.fit(points(), batch_size=16, verbose=0)
    after = model.averaged("generator")(z).numpy()
    assert np.abs(after - before[0]).max() > 1e-3
    np.testing.assert_allclose(model.generate(latents=z), after, atol=1e-6)
    np.testing.assert_allclose(model.predict(z, verbose=0), after, atol=1e-6)


def test_without_an_average_it_is_the_network_itself(make_gan):
    model = make_gan()
    assert model.averaged("generator") is model.generator
    model.compile()
    assert model.averaged("generator") is model.generator


def test_before_the_first_update_the_average_is_the_weights(make_gan):
    model = compiled(make_gan)
    for a, b in zip(model.averaged("generator").weights, model.generator.weights, strict=True):
        np.testing.assert_array_equal(np.array(a), np.array(b))


def test_overwriting_the_weights_is_refused(make_gan):
    optimizer = keras.optimizers.Adam(use_ema=True, ema_overwrite_frequency=10)
    for side in ("generator_optimizer", "discriminator_optimizer"):
        with pytest.raises(ValueError, match=r"ema_overwrite_frequency=10.*Leave it out"):
            make_gan().compile(**{side: optimizer})

"""The extra updates of the critic: how many, on which data, and the same after an interruption."""

import keras
import numpy as np
import pytest

import kerasgan

BATCH = 8


def wgan(**options):
    def mlp(inputs, outputs, seed):
        weights = keras.initializers.RandomNormal(0, 0.5, seed=seed)
        layers = [
            keras.layers.Dense(4, "tanh", kernel_initializer=weights),
            keras.layers.Dense(outputs, kernel_initializer=weights),
        ]
        return keras.Sequential([keras.Input((inputs,)), *layers])

    model = kerasgan.WGAN(mlp(3, 2, 1), mlp(2, 1, 2), seed=0)
    model.compile(weight_clip=0.1, discriminator_steps=2, **options)
    return model


def points(count=BATCH * 16, seed=0):
    return np.random.default_rng(seed).normal(size=(count, 2)).astype("float32")


def warm_up(**options):
    extra = kerasgan.data.from_arrays(points(), batch_size=BATCH, seed=1)
    return kerasgan.callbacks.CriticWarmUp(extra, **options)


def test_the_number_of_updates():
    counts = []

    def count(batch, logs=None):
        counts.append(int(model.discriminator_optimizer.iterations))

    model = wgan()
    callbacks = [
        warm_up(updates=7, first=2, every=5),
        keras.callbacks.LambdaCallback(on_train_batch_end=count),
    ]
    model.fit(points(), batch_size=BATCH, verbose=0, callbacks=callbacks)  # eight steps
    assert np.diff([0, *counts]).tolist() == [7, 7, 2, 2, 2, 7, 2, 2]
    assert int(model.generator_optimizer.iterations) == 8


def test_the_published_schedule():
    callback = warm_up()
    assert (callback.updates, callback.first, callback.every) == (100, 25, 500)


def test_an_interrupted_training_goes_on_the_same(tmp_path):
    def options(**more):
        callbacks = [warm_up(updates=20, first=3, every=4)]
        return {"batch_size": BATCH, "verbose": 0, "callbacks": callbacks} | more

    whole, part = wgan(), wgan()
    whole.fit(points(), **options(epochs=3))
    part.fit(points(), **options(epochs=1))
    part.save(tmp_path / "run.keras")
    again = keras.models.load_model(tmp_path / "run.keras")
    again.fit(points(), **options(initial_epoch=1, epochs=3))
    for a, b in zip(again.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert np.abs(whole.get_weights()[0] - part.get_weights()[0]).max() > 1e-6


def test_what_it_cannot_do_is_refused(mirrored):
    with pytest.raises(ValueError, match="steps_per_execution=4 on 1 replica"):
        wgan(steps_per_execution=4).fit(points(), verbose=0, callbacks=[warm_up()])
    with mirrored.scope():
        model = wgan()
    with pytest.raises(ValueError, match="steps_per_execution=1 on 2 replica"):
        model.fit(points(), verbose=0, callbacks=[warm_up()])


@pytest.mark.parametrize("name", ["updates", "first", "every"])
def test_numbers_are_checked(name):
    with pytest.raises(ValueError, match=f"`{name}` must be a positive integer"):
        warm_up(**{name: 0})


@pytest.mark.parametrize("method", [None, lambda a, b: None])
def test_a_model_without_an_update_of_the_critic_is_refused(method):
    model = wgan()
    model.discriminator_step = method
    callback = warm_up()
    callback.set_model(model)
    with pytest.raises(TypeError, match=r"`discriminator_step\(real\)`.* Received: a WGAN"):
        callback.on_train_begin()

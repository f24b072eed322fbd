"""Interrupted training equals uninterrupted training, bit for bit in every variable."""

import keras
import numpy as np
import pytest

import kerasgan

EPOCHS = 4


def compiled(make_gan):
    model = make_gan()
    decay = keras.optimizers.schedules.ExponentialDecay(1e-2, 3, 0.9)
    model.compile(
        generator_optimizer=keras.optimizers.Adam(decay, 0.5, use_ema=True, ema_momentum=0.7),
        discriminator_optimizer=keras.optimizers.RMSprop(1e-2, momentum=0.5, use_ema=True),
        discriminator_steps=2,
    )
    return model


# 112 samples are 7 batches of 16: three steps of two batches, and one that is left over.
SOURCES = {
    "array": lambda points: {"x": points(112), "batch_size": 16},
    "array, fewer steps than it has, several an execution": lambda points: {
        "x": points(112),
        "batch_size": 16,
        "steps_per_epoch": 2,
    },
    "mapped dataset with labels": lambda points: {
        "x": kerasgan.data.from_arrays(points(112), np.arange(112), batch_size=16, seed=5).map(
            lambda x, y: (2 * x, y)
        ),
    },
}


@pytest.fixture(scope="module", params=SOURCES)
def run(request, make_gan, points, full_state, tmp_path_factory):
    """How to fit, the file after epoch 2 of a run, and the state after its last epoch."""
    fit_arguments = SOURCES[request.param](points)
    executions = 2 if "several" in request.param else 1

    def make():
        model = compiled(make_gan)
        model.steps_per_execution = executions
        return model

    model = make()
    file = tmp_path_factory.mktemp("run") / "after_2.keras"

    def save(epoch, logs=None):
        if epoch == 1:
            model.save(file)

    callback = keras.callbacks.LambdaCallback(on_epoch_end=save)
    model.fit(**fit_arguments, epochs=EPOCHS, verbose=0, callbacks=[callback])
    state = full_state(model)
    fresh = full_state(make())
    moved = [name for name in fresh if not np.array_equal(fresh[name], state[name])]
    assert {"noise", "generator_optimizer/0", "discriminator_optimizer/0"} <= set(moved)
    assert any("seed_generator_state" in name for name in moved)
    assert any("moving_variance" in name for name in moved)
    return make, fit_arguments, file, state


def test_from_a_keras_file(run, full_state, assert_same):
    _, fit_arguments, file, expected = run
    model = keras.models.load_model(file)
    assert int(model.generator_optimizer.iterations) == int(expected["generator_optimizer/0"]) / 2
    model.fit(**fit_arguments, initial_epoch=2, epochs=EPOCHS, verbose=0)
    assert_same(full_state(model), expected)


class Interrupted(Exception):
    pass


class Interrupt(keras.callbacks.Callback):
    """Raises in the middle of the third epoch."""

    epoch = 0

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self.epoch == 2:
            raise Interrupted


def test_by_backup_and_restore(run, tmp_path, full_state, assert_same):
    make, fit_arguments, _, expected = run

    def backup():
        return keras.callbacks.BackupAndRestore(tmp_path)

    with pytest.raises(Interrupted):
        make().fit(**fit_arguments, epochs=EPOCHS, verbose=0, callbacks=[backup(), Interrupt()])
    model = make()
    history = model.fit(**fit_arguments, epochs=EPOCHS, verbose=0, callbacks=[backup()])
    assert history.epoch == [2, 3]
    assert_same(full_state(model), expected)


def test_order_of_an_array_differs_between_epochs_and_seeds(points):
    seen = []

    class Record(keras.layers.Layer):
        def call(self, inputs):
            if hasattr(inputs, "numpy"):
                seen.append(inputs.numpy())
            return inputs

    def batches(seed):
        generator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        discriminator = keras.Sequential([keras.Input((2,)), Record(), keras.layers.Dense(1)])
        model = kerasgan.GAN(generator, discriminator, seed=seed)
        model.compile(run_eagerly=True)
        seen.clear()
        model.fit(points(32), batch_size=16, epochs=2, verbose=0)
        # A step passes real ones, fake ones, and the generator's through the discriminator.
        assert len(seen) == 4 * 3
        return np.concatenate([seen[0], seen[3]]), np.concatenate([seen[6], seen[9]])

    first, second = batches(seed=1)
    np.testing.assert_array_equal(np.sort(first, axis=0), np.sort(points(32), axis=0))
    np.testing.assert_array_equal(np.sort(second, axis=0), np.sort(points(32), axis=0))
    assert not np.array_equal(first, second)
    assert not np.array_equal(first, points(32))
    np.testing.assert_array_equal(batches(seed=1)[1], second)
    assert not np.array_equal(batches(seed=2)[0], first)

"""No step is ever done in part, however the data end."""

import keras
import numpy as np
import pytest
import tensorflow as tf


def seed_counters(model):
    return [
        int(variable[1])
        for variable in model.variables
        if variable.path.endswith("seed_generator_state")
    ]


def generated(data, batch_size):
    """A dataset of unknown cardinality."""

    def batches():
        for start in range(0, len(data), batch_size):
            yield data[start : start + batch_size]

    return tf.data.Dataset.from_generator(
        batches, output_signature=tf.TensorSpec([None, 2], tf.float32)
    )


def sliced(data, batch_size):
    """The same batches, of known cardinality."""
    return tf.data.Dataset.from_tensor_slices(data).batch(batch_size)


@pytest.mark.parametrize(
    ("samples", "k", "steps_per_execution"), [(112, 1, 1), (116, 1, 5), (116, 3, 1), (116, 3, 5)]
)
def test_counters(make_gan, points, samples, k, steps_per_execution):
    model = make_gan(normalized=False)
    model.compile(
        generator_optimizer=keras.optimizers.SGD(1e-2),
        discriminator_optimizer=keras.optimizers.SGD(1e-2),
        discriminator_steps=k,
        steps_per_execution=steps_per_execution,
    )
    (before,) = seed_counters(model)
    epochs = 3
    model.fit(generated(points(samples), 16), epochs=epochs, verbose=0)
    steps = epochs * (-(-samples // 16) // k)  # the partial batch is a batch
    assert int(model.generator_optimizer.iterations) == steps
    assert int(model.discriminator_optimizer.iterations) == steps * k
    assert int(model.noise.counter) == steps * (k + 1)
    (after,) = seed_counters(model)
    assert after - before == steps * (2 * k + 1)  # passes through the discriminator
    assert int(model.evaluation_noise.counter) == 0


def test_logs_are_not_diluted_by_the_end_of_the_data(make_gan, points):
    logs = []
    for dataset in (generated, sliced):
        model = make_gan(normalized=False)
        model.compile("sgd", "sgd")
        logs.append(model.fit(dataset(points(64), 16), epochs=3, verbose=0).history)
    assert logs[0].keys() == {"generator_loss", "discriminator_loss", "real_score", "fake_score"}
    assert logs[0] == logs[1]


def test_steps_an_execution_do_not_change_training(make_gan, points, full_state, assert_same):
    states = []
    for steps in (1, 4):
        model = make_gan()
        model.compile(steps_per_execution=steps)
        model.fit(points(), batch_size=8, epochs=2, verbose=0)
        states.append(full_state(model))
    assert_same(*states)


def test_progress_counts_steps(make_gan, points):
    model = make_gan()
    model.compile(discriminator_steps=3, run_eagerly=True)
    batches = []
    callback = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: batches.append(batch)
    )
    model.fit(points(112), batch_size=16, epochs=2, verbose=0, callbacks=[callback])
    assert batches == [0, 1] * 2


def test_steps_per_epoch_of_an_endless_dataset(make_gan, points):
    model = make_gan()
    model.compile(discriminator_steps=2, run_eagerly=True)
    dataset = sliced(points(64), 16).repeat()
    history = model.fit(dataset, epochs=2, steps_per_epoch=3, verbose=0)
    assert history.epoch == [0, 1]
    assert int(model.generator_optimizer.iterations) == 6
    assert int(model.discriminator_optimizer.iterations) == 12


def test_train_on_batch_is_one_step(make_gan, points):
    model = make_gan()
    model.compile(run_eagerly=True)
    model.train_on_batch(points(16))
    assert int(model.generator_optimizer.iterations) == 1
    assert int(model.noise.counter) == 2
    assert np.isfinite(np.array(model.generator.weights[0])).all()

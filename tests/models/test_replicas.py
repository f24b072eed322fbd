"""Two replicas on two logical CPUs train as one device does."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan


def sgd():
    return keras.optimizers.SGD(0.1, momentum=0.5)


@pytest.mark.parametrize(
    ("k", "update"), [(1, "alternating"), (3, "alternating"), (1, "simultaneous")]
)
def test_two_equal_one(
    mirrored, make_gan, points, network_state, optimizer_state, assert_same, k, update
):
    def train():
        model = make_gan(synchronized=True, dropout=0)
        model.compile(sgd(), sgd(), discriminator_steps=k, update=update)
        logs = model.fit(points(96), batch_size=16, epochs=2, verbose=0).history
        return model, logs

    one, one_logs = train()
    with mirrored.scope():
        two, two_logs = train()
    steps = 2 * (6 // k)
    assert np.array(two.noise.counter) == np.array(one.noise.counter)
    assert np.array(two.generator_optimizer.iterations) == steps
    assert np.array(two.discriminator_optimizer.iterations) == steps * k
    assert_same(network_state(two), network_state(one), atol=1e-5)
    assert_same(optimizer_state(two), optimizer_state(one), atol=1e-5)
    for name, values in one_logs.items():
        np.testing.assert_allclose(two_logs[name], values, atol=1e-5, err_msg=name)
    # And it did train.
    start = network_state(make_gan(synchronized=True, dropout=0))
    moved = network_state(one)
    kernels = [name for name in start if name.endswith("kernel")]
    assert len(kernels) == 4
    assert all(np.abs(moved[name] - start[name]).max() > 1e-2 for name in kernels)


def test_weight_decay_is_counted_once(mirrored, points, network_state, assert_same):
    def train():
        layer = keras.layers.Dense(1, kernel_regularizer="l2", kernel_initializer="ones")
        discriminator = keras.Sequential([keras.Input((2,)), layer])
        generator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, name="g")])
        generator.set_weights([np.eye(2), np.zeros(2)])
        model = kerasgan.GAN(generator, discriminator, seed=0)
        model.compile("sgd", keras.optimizers.SGD(1.0))
        model.fit(points(32), batch_size=16, verbose=0)
        return network_state(model)

    one = train()
    with mirrored.scope():
        two = train()
    assert_same(two, one, atol=1e-5)


def test_saves_reloads_generates_and_exports(mirrored, make_gan, points, tmp_path):
    with mirrored.scope():
        model = make_gan(synchronized=True)
        model.compile(
            generator_optimizer=keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.5)
        )
        model.fit(points(), batch_size=16, epochs=2, verbose=0)
    codes = kerasgan.latents.sample(5, 3, seed=0)
    samples = model.generate(5, seed=0)
    # They are the average's, not those of the weights that train.
    assert np.abs(samples - model.generator(codes).numpy()).max() > 1e-4
    model.save(tmp_path / "run.keras")
    loaded = keras.models.load_model(tmp_path / "run.keras")
    np.testing.assert_allclose(loaded.generate(5, seed=0), samples, atol=1e-6)
    served = tf.saved_model.load(str(model.export(tmp_path / "served")))
    images = served.signatures["serve"](latents=codes)["images"]
    np.testing.assert_allclose(images, samples, atol=1e-6)
    predicted = model.predict(codes, batch_size=2, verbose=0)
    np.testing.assert_allclose(predicted, samples, atol=1e-6)
    values = model.evaluate(points(), batch_size=16, verbose=0, return_dict=True)
    assert np.isfinite(list(values.values())).all()


def test_interrupted_equals_uninterrupted(
    mirrored, make_gan, points, full_state, assert_same, tmp_path
):
    def fit(model, **epochs):
        model.fit(points(48), batch_size=16, verbose=0, **epochs)

    with mirrored.scope():
        model = make_gan()  # with Dropout, and statistics that each replica has for itself
        model.compile()
    fit(model, epochs=1)
    model.save(tmp_path / "run.keras")
    fit(model, initial_epoch=1, epochs=2)
    with mirrored.scope():
        loaded = keras.models.load_model(tmp_path / "run.keras")
    fit(loaded, initial_epoch=1, epochs=2)
    assert_same(full_state(loaded), full_state(model))


def test_not_finite_on_one_replica(
    mirrored, make_gan, points, network_state, optimizer_state, assert_same
):
    def dataset(bad):
        data = points(6 * 8).reshape(6, 8, 2).copy()
        if bad:
            data[2, -1] = np.nan  # the last sample of a batch is on the second replica
        return tf.data.Dataset.from_tensor_slices(data)

    with mirrored.scope():
        bad = make_gan(synchronized=True, dropout=0)
        bad.compile()
    states = []

    def remember(batch, logs):
        states.append(state())

    def state():
        return {**network_state(bad), **optimizer_state(bad)}

    callback = keras.callbacks.LambdaCallback(on_train_batch_end=remember)
    with pytest.raises(FloatingPointError, match="discriminator_loss is not finite at step 3"):
        bad.fit(dataset(bad=True), verbose=0, callbacks=[callback])
    assert len(states) == 2
    assert_same(state(), states[1])
    for variable in bad.discriminator.variables:
        for copy in mirrored.experimental_local_results(variable.value):
            assert np.isfinite(copy).all()
    bad.fit(dataset(bad=False), verbose=0)
    assert np.array(bad.generator_optimizer.iterations) == 8


@pytest.mark.parametrize("options", [{"steps_per_execution": 2}, {"jit_compile": True}])
def test_what_keras_cannot_do_on_replicas_is_refused(mirrored, make_gan, options):
    with mirrored.scope():
        model = make_gan()
    with pytest.raises(ValueError, match=r"several replicas.*2 replicas.*Leave both out"):
        model.compile(**options)
    model.compile(steps_per_execution=1, jit_compile=False)

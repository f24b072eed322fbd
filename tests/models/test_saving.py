"""Configurations and `.keras` files."""

import json

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import latents, losses


def same_weights(a, b):
    assert len(a.weights) == len(b.weights)
    for x, y in zip(a.weights, b.weights, strict=True):
        np.testing.assert_array_equal(np.array(x), np.array(y))


def as_json(model):
    return json.loads(json.dumps(keras.saving.serialize_keras_object(model)))


def round_trip(model):
    return keras.saving.deserialize_keras_object(as_json(model))


def test_config_of_gan(make_gan):
    model = make_gan(prior=latents.Uniform(-2, 2), latent_dim=3, name="game")
    again = round_trip(model)
    assert type(again) is kerasgan.GAN
    assert as_json(again) == as_json(model)
    assert (again.prior, again.seed, again.name) == (latents.Uniform(-2, 2), 7, "game")
    assert again.noise.get_config()["seed"] == model.noise.get_config()["seed"]
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(again.generate(3, seed=0), model.generate(3, seed=0))


def test_config_of_dcgan():
    model = kerasgan.DCGAN(
        (32, 32, 3), latent_dim=5, width=2, prior="uniform", synchronized=True, seed=4, name="game"
    )
    again = round_trip(model)
    assert type(again) is kerasgan.DCGAN
    assert as_json(again) == as_json(model)
    same_weights(again, model)  # the seed fixes the initial weights
    assert again.generator.output_shape == (None, 32, 32, 3)
    assert again.prior == latents.Uniform()
    normalizations = [
        layer
        for layer in again.generator.layers
        if isinstance(layer, keras.layers.BatchNormalization)
    ]
    assert normalizations
    assert all(layer.synchronized for layer in normalizations)


def test_a_seed_that_was_drawn_is_saved(tmp_path, make_gan):
    model = make_gan(seed=None)
    assert make_gan(seed=None).seed != model.seed
    model.save(tmp_path / "model.keras")
    assert keras.models.load_model(tmp_path / "model.keras").seed == model.seed


def test_a_file_brings_no_code(tmp_path):
    """Keras' safe mode stays on: a layer that is code is not run, and the model not loaded."""
    generator = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2), keras.layers.Lambda(lambda x: 2 * x)]
    )
    discriminator = kerasgan.networks.mlp_discriminator((2,), hidden=(4,))
    kerasgan.GAN(generator, discriminator).save(tmp_path / "model.keras")
    with pytest.raises(ValueError, match="safe_mode"):
        keras.models.load_model(tmp_path / "model.keras")


def test_uncompiled_model(make_gan, tmp_path):
    model = make_gan()
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert not loaded.compiled
    same_weights(loaded, model)
    np.testing.assert_array_equal(loaded.generate(3, seed=0), model.generate(3, seed=0))


def test_everything_of_compile_survives(make_gan, points, tmp_path, full_state, assert_same):
    model = make_gan()
    schedule = keras.optimizers.schedules.PolynomialDecay(1e-2, 100, 1e-4)
    model.compile(
        generator_optimizer=keras.optimizers.Adam(schedule, 0.4, use_ema=True, ema_momentum=0.9),
        discriminator_optimizer=keras.optimizers.SGD(3e-2, momentum=0.3, clipnorm=1.0),
        loss=losses.Minimax(label_smoothing=0.125),
        discriminator_steps=2,
        steps_per_execution=3,
        jit_compile=False,
    )
    model.fit(points(), batch_size=16, verbose=0)
    model.save(tmp_path / "run.keras")
    loaded = keras.models.load_model(tmp_path / "run.keras")
    assert loaded.get_compile_config() == model.get_compile_config()
    for name in ("generator_optimizer", "discriminator_optimizer"):
        old, new = getattr(model, name), getattr(loaded, name)
        assert type(new) is type(old)
        assert new.get_config() == old.get_config()
        assert float(new.learning_rate) == float(old.learning_rate)
    assert loaded.optimizer is loaded.generator_optimizer
    assert loaded.adversarial_loss.get_config() == {"label_smoothing": 0.125}
    assert (loaded.discriminator_steps, loaded.update) == (2, "alternating")
    assert loaded.steps_per_execution == 3
    assert loaded.jit_compile is False
    assert_same(full_state(loaded), full_state(model))
    np.testing.assert_array_equal(loaded.generate(3, seed=0), model.generate(3, seed=0))


def test_user_loss_and_networks(tmp_path, points):
    @keras.saving.register_keras_serializable(package="test_saving")
    class Linear(losses.AdversarialLoss):
        def discriminator(self, real_logits, fake_logits):
            return keras.ops.mean(fake_logits) - keras.ops.mean(real_logits)

        def generator(self, fake_logits):
            return -keras.ops.mean(fake_logits)

    @keras.saving.register_keras_serializable(package="test_saving")
    class Double(keras.layers.Layer):
        def call(self, inputs):
            return 2 * inputs

    z = keras.Input((3,))
    generator = keras.Model(z, Double()(keras.layers.Dense(2)(z)))
    x = keras.Input((2,))
    discriminator = keras.Model(x, keras.layers.Dense(4)(x))
    model = kerasgan.GAN(generator, discriminator, seed=0)
    model.compile(loss=Linear(), update="simultaneous", run_eagerly=True)
    model.fit(points(), batch_size=32, verbose=0)
    model.save(tmp_path / "run.keras")
    loaded = keras.models.load_model(tmp_path / "run.keras")
    assert type(loaded.adversarial_loss) is Linear
    assert loaded.update == "simultaneous"
    np.testing.assert_array_equal(loaded.generate(3, seed=0), model.generate(3, seed=0))


def test_weights_file_holds_the_whole_state(make_gan, points, tmp_path, full_state, assert_same):
    def compiled():
        model = make_gan()
        model.compile(run_eagerly=True)
        return model

    model, other = compiled(), compiled()
    model.fit(points(), batch_size=32, verbose=0)
    model.save_weights(tmp_path / "run.weights.h5")
    other.load_weights(tmp_path / "run.weights.h5")
    assert_same(full_state(other), full_state(model))


def test_networks_keep_their_names_and_are_parts_of_the_model(make_gan):
    model = make_gan()
    assert model.networks == {
        "generator": model.generator,
        "discriminator": model.discriminator,
    }
    assert [v.path for v in model.trainable_variables] == [
        v.path for n in (model.generator, model.discriminator) for v in n.trainable_variables
    ]
    assert (
        model.count_params()
        == sum(n.count_params() for n in (model.generator, model.discriminator)) + 2
    )  # and the counters of two streams of noise
    assert (model.latent_dim, model.sample_shape, model.family) == (3, (2,), "GAN")


@pytest.mark.parametrize("compiled", [False, True])
def test_clone_by_config_is_independent(make_gan, compiled):
    model = make_gan()
    if compiled:
        model.compile()
    copy = kerasgan.GAN.from_config(model.get_config())
    before = model.generate(2, seed=0)
    copy.generator.set_weights([0 * w for w in copy.generator.get_weights()])
    np.testing.assert_array_equal(model.generate(2, seed=0), before)

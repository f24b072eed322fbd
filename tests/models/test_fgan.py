"""f-GAN against its two algorithms written out, and against the GAN that it contains."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan.losses import FDivergence

BATCH = 8


def networks():
    def mlp(inputs, outputs, seed):
        weights = keras.initializers.RandomNormal(0, 0.5, seed=seed)
        return keras.Sequential(
            [
                keras.Input((inputs,)),
                keras.layers.Dense(5, "tanh", kernel_initializer=weights),
                keras.layers.Dense(outputs, kernel_initializer=weights),
            ]
        )

    return mlp(3, 2, 1), mlp(2, 1, 3)


def fgan(divergence="kl", update="alternating", rates=(0.1, 0.2), **kwargs):
    model = kerasgan.FGAN(*networks(), divergence, seed=5, **kwargs)
    model.compile(*map(keras.optimizers.SGD, rates), update=update)
    return model


def latents(draw):
    return kerasgan.latents.Normal().sample([BATCH, 3], tf.constant([5 + 2**40, draw], tf.int64))


def forward(weights, x):
    return tf.tanh(x @ weights[0] + weights[1]) @ weights[2] + weights[3]


def bound(g, v, x, z):
    """F of the KL divergence: g_f(v) = v, and f*(t) = exp(t - 1)."""
    real, fake = forward(v, x), forward(v, forward(g, z))
    return tf.reduce_mean(real) - tf.reduce_mean(tf.exp(fake - 1))


def descend(weights, gradients, rate):
    for weight, gradient in zip(weights, gradients, strict=True):
        weight.assign_sub(rate * gradient)


@pytest.mark.parametrize("update", ["simultaneous", "alternating"])
def test_equals_the_algorithm_written_out(points, update):
    model = fgan(update=update)
    g = [tf.Variable(w) for w in model.generator.get_weights()]
    v = [tf.Variable(w) for w in model.critic.get_weights()]
    batches = np.split(points(4 * BATCH), 4)
    draw = 0
    for x in batches:
        with tf.GradientTape(persistent=True) as tape:
            value = bound(g, v, x, latents(draw))
        if update == "alternating":
            descend(v, tape.gradient(value, v), -0.2)
            draw += 1
            with tf.GradientTape() as tape:
                value = bound(g, v, x, latents(draw))
            descend(g, tape.gradient(value, g), 0.1)
        else:
            ascent, descent = tape.gradient(value, v), tape.gradient(value, g)
            descend(v, ascent, -0.2)
            descend(g, descent, 0.1)
        draw += 1
    model.fit(points(4 * BATCH), batch_size=BATCH, shuffle=False, verbose=0)
    start = networks()
    for network, plain, before in zip((model.generator, model.critic), (g, v), start, strict=True):
        for weight, expected, initial in zip(
            network.get_weights(), plain, before.get_weights(), strict=True
        ):
            np.testing.assert_allclose(weight, expected, atol=1e-6)
            assert np.abs(weight - initial).max() > 1e-3


def test_the_divergence_gan_is_the_minimax_gan(points):
    """f(u) = u log u - (u + 1) log(u + 1) makes F the value V of the game of 2014."""
    model = fgan("gan")
    other = kerasgan.GAN(*networks(), seed=5)
    other.compile(*map(keras.optimizers.SGD, (0.1, 0.2)), loss="minimax")
    logs = [
        each.fit(points(64), batch_size=BATCH, epochs=2, verbose=0).history
        for each in (model, other)
    ]
    for a, b in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)
    np.testing.assert_allclose(
        logs[0]["divergence"], -np.array(logs[1]["discriminator_loss"]), atol=1e-5
    )


@pytest.mark.parametrize("update", ["simultaneous", "alternating"])
def test_logs_the_bound_in_nats(points, update):
    model = fgan("pearson", update, rates=(0.0, 0.0))
    x = points(BATCH)
    logs = model.train_step(tf.constant(x))
    assert set(logs) == {"generator_loss", "discriminator_loss", "divergence"}
    v = model.critic(x).numpy().astype("float64")
    w = model.critic(model.generator(latents(0))).numpy().astype("float64")
    expected = v.mean() - np.where(w < -2, -1, w**2 / 4 + w).mean()
    assert float(logs["divergence"]) == pytest.approx(expected, abs=1e-5)
    assert float(logs["discriminator_loss"]) == pytest.approx(-expected, abs=1e-5)


def test_the_practical_generator_loss(points):
    model = fgan(FDivergence("kl", generator="practical"), rates=(0.0, 0.0))
    logs = model.train_step(tf.constant(points(BATCH)))
    fake = model.critic(model.generator(latents(1))).numpy()
    assert float(logs["generator_loss"]) == pytest.approx(-fake.mean(), abs=1e-5)
    faithful = fgan("kl", rates=(0.0, 0.0)).train_step(tf.constant(points(BATCH)))
    expected = -np.exp(fake - 1).mean()
    assert float(faithful["generator_loss"]) == pytest.approx(expected, abs=1e-5)


def test_saves_and_continues(points, tmp_path, full_state, assert_same):
    divergence = FDivergence("alpha", alpha=2.0)
    model, whole = fgan(divergence), fgan(divergence)
    model.fit(points(64), batch_size=BATCH, verbose=0)
    model.save(tmp_path / "run.keras")
    loaded = keras.models.load_model(tmp_path / "run.keras")
    assert type(loaded) is kerasgan.FGAN
    assert loaded.divergence.get_config() == divergence.get_config()
    loaded.fit(points(64), batch_size=BATCH, initial_epoch=1, epochs=2, verbose=0)
    whole.fit(points(64), batch_size=BATCH, epochs=2, verbose=0)
    assert_same(full_state(loaded), full_state(whole))


def test_a_loss_is_refused():
    with pytest.raises(ValueError, match=r"'kl'.*Received: loss='hinge'.*Leave `loss` out"):
        kerasgan.FGAN(*networks()).compile(loss="hinge")


def test_an_unknown_divergence_is_refused():
    with pytest.raises(ValueError, match="pearson"):
        kerasgan.FGAN(*networks(), "pearsn")


@pytest.mark.parametrize("name", kerasgan.losses.divergences())
def test_every_divergence_trains(name, points):
    model = kerasgan.FGAN(*networks(), name, seed=5)
    model.compile()
    history = model.fit(points(512), batch_size=64, epochs=2, verbose=0).history
    assert all(np.isfinite(values).all() for values in history.values())
    start = networks()
    for network, before in zip((model.generator, model.critic), start, strict=True):
        moved = np.abs(network.get_weights()[0] - before.get_weights()[0])
        assert moved.max() > 1e-4

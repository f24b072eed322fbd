"""Trainings whose result is known in closed form (Goodfellow et al. 2014, Proposition 1)."""

import keras
import numpy as np
import pytest
from scipy import integrate, stats

import kerasgan


def affine(scale, shift, trainable):
    """A generator whose law is known: N(shift, scale^2)."""
    layer = keras.layers.Dense(1)
    network = keras.Sequential([keras.Input((1,)), layer])
    layer.set_weights([np.array([[scale]], "float32"), np.array([shift], "float32")])
    network.trainable = trainable
    return network


def discriminator():
    normal = keras.initializers.GlorotNormal
    return keras.Sequential(
        [
            keras.Input((1,)),
            keras.layers.Dense(32, "tanh", kernel_initializer=normal(1)),
            keras.layers.Dense(32, "tanh", kernel_initializer=normal(2)),
            keras.layers.Dense(1, kernel_initializer=normal(3)),
        ]
    )


def train(generator, generator_optimizer, steps, discriminator_steps=1):
    batch = 512
    model = kerasgan.GAN(generator, discriminator(), seed=0)
    updates = steps * discriminator_steps
    model.compile(
        generator_optimizer=generator_optimizer,
        discriminator_optimizer=keras.optimizers.Adam(
            keras.optimizers.schedules.CosineDecay(5e-3, updates)
        ),
        loss="minimax",
        discriminator_steps=discriminator_steps,
        steps_per_execution=50,
    )
    data = np.random.default_rng(0).normal(size=(updates * batch, 1)).astype("float32")
    model.fit(data, batch_size=batch, epochs=1, verbose=0)
    return model


def judged(model, x):
    """D(x), the sigmoid of the logits."""
    logits = model.discriminator.predict(x[:, None].astype("float32"), verbose=0, batch_size=4096)
    return 1 / (1 + np.exp(-logits[:, 0].astype("float64")))


def value(model):
    """V(D, G) = E log D(x) + E log(1 - D(G(z))) on fresh samples."""
    real, z = np.random.default_rng(1).normal(size=(2, 200_000)).astype("float32")
    fake = model.generate(latents=z[:, None], batch_size=20_000)[:, 0]
    return np.log(judged(model, real)).mean() + np.log1p(-judged(model, fake)).mean()


def test_equal_laws_give_one_half_and_minus_log_4():
    # A generator that the optimizer leaves where it is, by a learning rate of 0.
    model = train(affine(1.0, 0.0, trainable=True), keras.optimizers.SGD(0.0), steps=500)
    np.testing.assert_array_equal(model.generator.get_weights()[0], [[1.0]])
    x = np.linspace(-3, 3, 601)
    assert np.abs(judged(model, x) - 0.5).mean() <= 0.02
    assert value(model) == pytest.approx(-np.log(4), abs=2e-3)
    data = np.random.default_rng(2).normal(size=(65536, 1)).astype("float32")
    losses = model.evaluate(data, batch_size=4096, verbose=0, return_dict=True)
    assert losses["discriminator_loss"] == pytest.approx(np.log(4), abs=2e-3)
    assert losses["real_score"] == pytest.approx(0.5, abs=0.01)
    assert losses["fake_score"] == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(("steps", "discriminator_steps"), [(500, 1), (250, 2)])
def test_trained_discriminator_is_p_over_p_plus_q(steps, discriminator_steps):
    scale, shift = 0.7, 1.0
    model = train(affine(scale, shift, trainable=False), None, steps, discriminator_steps)
    p, q = stats.norm(0, 1).pdf, stats.norm(shift, scale).pdf

    x = np.linspace(-3, 3, 601)
    assert np.abs(judged(model, x) - p(x) / (p(x) + q(x))).mean() <= 0.02

    def integrand(x):  # of the Jensen-Shannon divergence
        m = (p(x) + q(x)) / 2
        return (p(x) * np.log(p(x) / m) + q(x) * np.log(q(x) / m)) / 2

    divergence = integrate.quad(integrand, -9, 9)[0]
    assert value(model) == pytest.approx(-np.log(4) + 2 * divergence, abs=0.01)

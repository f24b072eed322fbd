"""Every loss trains on every shape of logits; what is left out has the family's default."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan import losses


def images(n=16):
    return np.random.default_rng(0).uniform(-1, 1, (n, 8, 8, 2)).astype("float32")


def build(patch):
    layers = keras.layers
    initializers = iter([keras.initializers.GlorotNormal(seed) for seed in range(4)])
    generator = keras.Sequential(
        [
            keras.Input((3,)),
            layers.Dense(128, "tanh", kernel_initializer=next(initializers)),
            layers.Reshape((8, 8, 2)),
        ]
    )
    discriminator = keras.Sequential(
        [
            keras.Input((8, 8, 2)),
            layers.Conv2D(4, 4, 2, activation="leaky_relu", kernel_initializer=next(initializers)),
            *([] if patch else [layers.Flatten()]),
            (layers.Conv2D if patch else layers.Dense)(
                *((1, 1) if patch else (1,)), kernel_initializer=next(initializers)
            ),
        ]
    )
    return kerasgan.GAN(generator, discriminator, seed=3)


# The formulas of the papers on logits r and f, by NumPy: (discriminator, generator).
def log_sigmoid(x):
    return -np.logaddexp(0, -x)


FORMULAS = {
    "non_saturating": (
        lambda r, f: -log_sigmoid(r).mean() - log_sigmoid(-f).mean(),
        lambda f: -log_sigmoid(f).mean(),
    ),
    "minimax": (
        lambda r, f: -log_sigmoid(r).mean() - log_sigmoid(-f).mean(),
        lambda f: log_sigmoid(-f).mean(),
    ),
    "maximum_likelihood": (
        lambda r, f: -log_sigmoid(r).mean() - log_sigmoid(-f).mean(),
        lambda f: -np.exp(f).mean(),
    ),
    "least_squares": (
        lambda r, f: ((r - 1) ** 2).mean() / 2 + (f**2).mean() / 2,
        lambda f: ((f - 1) ** 2).mean() / 2,
    ),
    "hinge": (
        lambda r, f: np.maximum(0, 1 - r).mean() + np.maximum(0, 1 + f).mean(),
        lambda f: -f.mean(),
    ),
}


@pytest.mark.parametrize("patch", [False, True])
@pytest.mark.parametrize("loss", FORMULAS)
def test_one_step_of_every_loss(loss, patch):
    model = build(patch)
    assert len(model.discriminator.output_shape) == (4 if patch else 2)
    z = kerasgan.latents.Normal().sample([16, 3], tf.constant([3 + 2**40, 0], tf.int64))
    real = model.discriminator(images()).numpy().astype("float64")
    fake = model.discriminator(model.generator(z)).numpy().astype("float64")
    before = [n.get_weights() for n in (model.generator, model.discriminator)]
    model.compile("sgd", "sgd", loss=loss, update="simultaneous", run_eagerly=True)
    logs = model.fit(images(), batch_size=16, shuffle=False, verbose=0).history
    expected = FORMULAS[loss][0](real, fake), FORMULAS[loss][1](fake)
    assert logs["discriminator_loss"][0] == pytest.approx(expected[0], abs=1e-5)
    assert logs["generator_loss"][0] == pytest.approx(expected[1], abs=1e-5)
    assert logs["real_score"][0] == pytest.approx((1 / (1 + np.exp(-real))).mean(), abs=1e-5)
    assert logs["fake_score"][0] == pytest.approx((1 / (1 + np.exp(-fake))).mean(), abs=1e-5)
    after = [n.get_weights() for n in (model.generator, model.discriminator)]
    for old, new in zip(before, after, strict=True):
        assert all(np.isfinite(w).all() for w in new)
        assert np.abs(new[0] - old[0]).max() > 1e-7


def test_every_loss_of_the_library_is_tried():
    assert set(FORMULAS) == set(losses.names()) - {"wasserstein"}


def test_default_recipe():
    for model in (build(patch=False), kerasgan.DCGAN(width=2, latent_dim=3)):
        model.compile()
        for optimizer in (model.generator_optimizer, model.discriminator_optimizer):
            assert type(optimizer) is keras.optimizers.Adam
            assert float(optimizer.learning_rate) == pytest.approx(2e-4)
            assert (optimizer.beta_1, optimizer.beta_2) == (0.5, 0.999)
            assert not optimizer.use_ema
            assert optimizer.built
        assert model.generator_optimizer is not model.discriminator_optimizer
        assert model.optimizer is model.generator_optimizer
        assert isinstance(model.adversarial_loss, losses.NonSaturating)
        assert (model.discriminator_steps, model.update) == (1, "alternating")


def test_fit_takes_64_samples_by_default():
    model = build(patch=False)
    model.compile(run_eagerly=True)
    model.fit(images(150), verbose=0)
    assert int(model.generator_optimizer.iterations) == 2


@pytest.mark.parametrize("k", [1, 2])
def test_labels_are_ignored(k):
    x, y = images(64), np.arange(64)
    plain = tf.data.Dataset.from_tensor_slices(x).batch(16)
    labelled = tf.data.Dataset.from_tensor_slices((x, y)).batch(16)
    weights = []
    for arguments in (
        {"x": plain},
        {"x": labelled},
        {"x": x, "y": y, "batch_size": 16, "shuffle": False},
        {"x": (x, y), "batch_size": 16, "shuffle": False},
    ):
        model = build(patch=False)
        model.compile(discriminator_steps=k, run_eagerly=True)
        model.fit(**arguments, verbose=0)
        assert int(model.generator_optimizer.iterations) == 4 // k
        weights.append([n.get_weights() for n in (model.generator, model.discriminator)])
    for other in weights[1:]:
        for a, b in zip(weights[0], other, strict=True):
            for x, y in zip(a, b, strict=True):
                np.testing.assert_array_equal(x, y)


def test_learning_rate_callbacks_work():
    model = build(patch=False)
    model.compile("sgd", "sgd", run_eagerly=True)
    schedule = keras.callbacks.LearningRateScheduler(lambda epoch: 0.5**epoch)
    model.fit(images(32), batch_size=16, epochs=3, verbose=0, callbacks=[schedule])
    assert float(model.optimizer.learning_rate) == pytest.approx(0.25)


def test_dcgan_trains_and_its_seed_is_all(tmp_path):
    def run():
        model = kerasgan.DCGAN((28, 28, 1), latent_dim=4, width=2, seed=5)
        model.compile(keras.optimizers.Adam(1e-3), keras.optimizers.Adam(1e-3))
        data = np.random.default_rng(0).uniform(-1, 1, (32, 28, 28, 1)).astype("float32")
        logs = model.fit(data, batch_size=8, verbose=0).history
        return model.generate(2, seed=0), logs

    (first, logs), (second, again) = run(), run()
    np.testing.assert_array_equal(first, second)
    assert logs == again
    assert first.shape == (2, 28, 28, 1)
    assert np.abs(first).max() <= 1

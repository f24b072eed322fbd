"""The steps against Algorithm 1 of Goodfellow et al. 2014, written again in plain TensorFlow."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan.engine.minibatch import Minibatch

SEED, DIM, BATCH = 11, 3, 8


def networks():
    def weights(seed):
        return keras.initializers.RandomNormal(0, 0.5, seed=seed)

    def mlp(inputs, outputs, seed):
        return keras.Sequential(
            [
                keras.Input((inputs,)),
                keras.layers.Dense(5, "tanh", kernel_initializer=weights(seed)),
                keras.layers.Dense(outputs, kernel_initializer=weights(seed + 1)),
            ]
        )

    return mlp(DIM, 2, 1), mlp(2, 1, 3)


def latents(n, dim, seed, draw):
    """Latents of one draw. The stream of training begins far from the seeds of `generate`."""
    return kerasgan.latents.Normal().sample([n, dim], tf.constant([seed + 2**40, draw], tf.int64))


class Plain:
    """Two-layer perceptrons, non-saturating losses and SGD, without Keras and kerasgan."""

    def __init__(self, model, rates):
        self.g = [tf.Variable(w) for w in model.generator.get_weights()]
        self.d = [tf.Variable(w) for w in model.discriminator.get_weights()]
        self.rates = rates
        self.draws = 0

    def noise(self, n):
        self.draws += 1
        return latents(n, DIM, SEED, self.draws - 1)

    @staticmethod
    def mlp(weights, x):
        return tf.tanh(x @ weights[0] + weights[1]) @ weights[2] + weights[3]

    def discriminator_loss(self, real, fake):
        real, fake = self.mlp(self.d, real), self.mlp(self.d, fake)
        return tf.reduce_mean(tf.math.softplus(-real)) + tf.reduce_mean(tf.math.softplus(fake))

    def generator_loss(self, z):
        return tf.reduce_mean(tf.math.softplus(-self.mlp(self.d, self.mlp(self.g, z))))

    @staticmethod
    def descend(weights, gradients, rate):
        for weight, gradient in zip(weights, gradients, strict=True):
            weight.assign_sub(rate * gradient)

    def alternating(self, minibatches):
        for real in minibatches:
            z = self.noise(len(real))
            with tf.GradientTape() as tape:
                loss = self.discriminator_loss(real, self.mlp(self.g, z))
            self.descend(self.d, tape.gradient(loss, self.d), self.rates[1])
        z = self.noise(len(real))
        with tf.GradientTape() as tape:
            loss = self.generator_loss(z)
        self.descend(self.g, tape.gradient(loss, self.g), self.rates[0])

    def simultaneous(self, minibatches):
        (real,) = minibatches
        z = self.noise(len(real))
        with tf.GradientTape() as tape:
            loss = self.discriminator_loss(real, self.mlp(self.g, z))
        d_gradients = tape.gradient(loss, self.d)
        with tf.GradientTape() as tape:
            loss = self.generator_loss(z)
        g_gradients = tape.gradient(loss, self.g)
        self.descend(self.d, d_gradients, self.rates[1])
        self.descend(self.g, g_gradients, self.rates[0])


def train(points, update, k, steps=4, rates=(0.3, 0.2)):
    """Trains a model and the plain loop on the same data; returns both."""
    model = kerasgan.GAN(*networks(), seed=SEED)
    model.compile(*map(keras.optimizers.SGD, rates), discriminator_steps=k, update=update)
    plain = Plain(model, rates)
    data = points(steps * k * BATCH)
    for step in range(steps):
        minibatches = np.split(data[step * k * BATCH : (step + 1) * k * BATCH], k)
        getattr(plain, update)(minibatches)
    model.fit(data, batch_size=BATCH, shuffle=False, epochs=1, verbose=0)
    return model, plain


def distance(model, plain):
    pairs = [(model.generator, plain.g), (model.discriminator, plain.d)]
    return [
        max(np.abs(a - b).max() for a, b in zip(n.get_weights(), w, strict=True)) for n, w in pairs
    ]


@pytest.mark.parametrize(
    ("update", "k"), [("alternating", 1), ("alternating", 3), ("simultaneous", 1)]
)
def test_equals_a_plain_loop(points, update, k):
    model, plain = train(points, update, k)
    assert max(distance(model, plain)) <= 1e-6
    start = networks()
    assert np.abs(model.generator.get_weights()[0] - start[0].get_weights()[0]).max() > 1e-2
    assert np.abs(model.discriminator.get_weights()[0] - start[1].get_weights()[0]).max() > 1e-2


def test_alternating_and_simultaneous_differ(points):
    data = points(4 * BATCH)
    weights = []
    for update in ("alternating", "simultaneous"):
        model = kerasgan.GAN(*networks(), seed=SEED)
        model.compile(keras.optimizers.SGD(0.3), keras.optimizers.SGD(0.2), update=update)
        for batch in np.split(data, 4):
            model.train_step(tf.constant(batch))
        weights.append(model.generator.get_weights()[0])
    assert np.abs(weights[0] - weights[1]).max() > 1e-4


def changed(before, after):
    """The parts of a state that differ, by the kind of variable."""
    return {
        "/".join((name.split("/")[0], name.split("/")[-1]))
        for name in before
        if not np.array_equal(before[name], after[name])
    }


def test_a_discriminator_step_moves_the_discriminator_only(make_gan, points, network_state):
    model = make_gan()
    model.compile()
    before = network_state(model)
    model.discriminator_step(Minibatch(tf.constant(points(16))))
    assert changed(before, network_state(model)) == {
        "discriminator/kernel",
        "discriminator/bias",
        "discriminator/gamma",
        "discriminator/beta",
        "discriminator/moving_mean",
        "discriminator/moving_variance",
        "discriminator/seed_generator_state",
    }
    assert int(model.generator_optimizer.iterations) == 0
    assert int(model.discriminator_optimizer.iterations) == 1


def test_a_generator_step_moves_the_generator_only(make_gan, network_state):
    model = make_gan()
    model.compile()
    before = network_state(model)
    model.generator_step(Minibatch(tf.zeros([16, 2])))
    assert changed(before, network_state(model)) == {
        "generator/kernel",
        "generator/bias",
        "generator/gamma",
        "generator/beta",
        "generator/moving_mean",
        "generator/moving_variance",
        "discriminator/seed_generator_state",  # else the next mask of Dropout would be the same
    }
    assert int(model.generator_optimizer.iterations) == 1
    assert int(model.discriminator_optimizer.iterations) == 0


def test_a_simultaneous_step_moves_both(make_gan, points, network_state):
    model = make_gan()
    model.compile(update="simultaneous")
    before = network_state(model)
    model.train_step(tf.constant(points(16)))
    parts = {"kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance"}
    assert changed(before, network_state(model)) == {
        *(f"{network}/{part}" for network in ("generator", "discriminator") for part in parts),
        "discriminator/seed_generator_state",
    }
    assert int(model.noise.counter) == 1


def test_statistics_of_real_and_generated_batches_are_separate(make_gan, points):
    """Two passes move the discriminator's statistics twice, each by its own batch."""
    model = make_gan(dropout=0)
    model.compile(
        generator_optimizer=keras.optimizers.SGD(0.0),
        discriminator_optimizer=keras.optimizers.SGD(0.0),
    )
    real = points(16)
    z = latents(16, 3, seed=7, draw=0)
    g_kernel, g_bias, gamma, beta, *_ = (np.array(w) for w in model.generator.weights)
    hidden = z.numpy() @ g_kernel + g_bias
    normal = (hidden - hidden.mean(0)) / np.sqrt(hidden.var(0) + 1e-3) * gamma + beta
    last = model.generator.layers[-1].get_weights()
    fake = np.where(normal > 0, normal, 0.2 * normal) @ last[0] + last[1]
    kernel, bias = model.discriminator.layers[0].get_weights()
    mean = np.zeros(8)
    for batch in (real, fake):
        mean = 0.8 * mean + 0.2 * (batch @ kernel + bias).mean(0)
    model.discriminator_step(Minibatch(tf.constant(real)))
    normalization = model.discriminator.layers[1]
    np.testing.assert_allclose(np.array(normalization.moving_mean), mean, atol=1e-6)


def test_fresh_data_and_fresh_noise_for_every_update(points):
    seen = []

    class Record(keras.layers.Layer):
        def call(self, inputs):
            if hasattr(inputs, "numpy"):
                seen.append(inputs.numpy())
            return inputs

    identity = keras.Sequential([keras.Input((2,)), keras.layers.Identity()])
    discriminator = keras.Sequential([keras.Input((2,)), Record(), keras.layers.Dense(1)])
    model = kerasgan.GAN(identity, discriminator, seed=SEED)
    model.compile(run_eagerly=True, discriminator_steps=3)
    seen.clear()
    data = points(6 * BATCH)
    model.fit(data, batch_size=BATCH, verbose=0)
    assert len(seen) == 2 * 7  # real and fake, three times, and then the generator's
    steps = [seen[:7], seen[7:]]
    real = np.concatenate([step[i] for step in steps for i in (0, 2, 4)])
    np.testing.assert_array_equal(np.sort(real, axis=0), np.sort(data, axis=0))
    fake = [step[i] for step in steps for i in (1, 3, 5, 6)]
    for counter, samples in enumerate(fake):
        np.testing.assert_array_equal(samples, latents(BATCH, 2, SEED, counter))
    assert len(np.unique(np.concatenate(fake), axis=0)) == 8 * BATCH


def test_masks_of_dropout_are_fresh_in_every_pass(points):
    seen = []

    class Record(keras.layers.Layer):
        def call(self, inputs):
            if hasattr(inputs, "numpy"):
                seen.append(inputs.numpy() == 0)
            return inputs

    identity = keras.Sequential([keras.Input((2,)), keras.layers.Identity()])
    discriminator = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(16, use_bias=False),
            keras.layers.Dropout(0.5, seed=0),
            Record(),
            keras.layers.Dense(1),
        ]
    )
    model = kerasgan.GAN(identity, discriminator, seed=SEED)
    model.compile(run_eagerly=True, discriminator_steps=2)
    seen.clear()
    model.fit(points(4 * BATCH), batch_size=BATCH, verbose=0)
    assert len({mask.tobytes() for mask in seen}) == len(seen) == 2 * 5


def test_weight_decay_is_part_of_the_losses(points):
    def build(regularizer):
        layer = keras.layers.Dense(1, kernel_regularizer=regularizer, kernel_initializer="ones")
        discriminator = keras.Sequential([keras.Input((2,)), layer])
        generator = keras.Sequential([keras.Input((DIM,)), keras.layers.Dense(2, "tanh")])
        return kerasgan.GAN(generator, discriminator, seed=SEED)

    kernels, losses = [], []
    for regularizer in (None, keras.regularizers.L2(0.3)):
        keras.utils.set_random_seed(0)
        model = build(regularizer)
        model.compile(keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.1))
        losses.append(float(model.train_step(tf.constant(points(BATCH)))["discriminator_loss"]))
        kernels.append(np.array(model.discriminator.layers[0].kernel))
    # d(0.3 |w|^2)/dw = 0.6 at w = 1, and the penalty is 0.3 * 2.
    np.testing.assert_allclose(kernels[0] - kernels[1], 0.1 * 0.6, atol=1e-6)
    assert losses[1] - losses[0] == pytest.approx(0.6, abs=1e-6)

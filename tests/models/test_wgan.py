"""WGAN against its algorithms written out; clipping, penalties, and what they refuse."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan import penalties
from kerasgan.latents import streams

BATCH, SEED = 8, 5


def mlp(inputs, outputs, seed, *extra):
    weights = keras.initializers.RandomNormal(0, 0.5, seed=seed)
    return keras.Sequential(
        [
            keras.Input((inputs,)),
            keras.layers.Dense(5, kernel_initializer=weights),
            *extra,
            keras.layers.Activation("tanh"),
            keras.layers.Dense(outputs, kernel_initializer=weights),
        ]
    )


def networks():
    return mlp(3, 2, 1), mlp(2, 1, 3)


def wgan(rates=(0.1, 0.2), **options):
    model = kerasgan.WGAN(*networks(), seed=SEED)
    model.compile(*map(keras.optimizers.SGD, rates), **options)
    return model


def latents(draw):
    return kerasgan.latents.Normal().sample([BATCH, 3], tf.constant([SEED + 2**40, draw], tf.int64))


def forward(weights, x):
    return tf.tanh(x @ weights[0] + weights[1]) @ weights[2] + weights[3]


def slope(weights, x):
    """The gradient of the critic in x, by hand: W1 (W2 * (1 - tanh^2))."""
    hidden = tf.tanh(x @ weights[0] + weights[1])
    return ((1 - hidden**2) * weights[2][:, 0]) @ tf.transpose(weights[0])


def descend(weights, gradients, rate):
    for weight, gradient in zip(weights, gradients, strict=True):
        weight.assign_sub(rate * gradient)


@pytest.mark.parametrize("method", ["penalty", "clip"])
def test_equals_the_algorithm_written_out(points, method):
    options = {"penalty": penalties.GradientPenalty(3.0)}
    if method == "clip":
        options = {"weight_clip": 0.3}
    model = wgan(**options, discriminator_steps=2)
    g = [tf.Variable(w) for w in model.generator.get_weights()]
    f = [tf.Variable(w) for w in model.critic.get_weights()]
    draw = 0
    for update, batch in enumerate(np.split(points(8 * BATCH), 8)):
        fake = forward(g, latents(draw))
        draw += 1
        eps = streams.draw(
            kerasgan.latents.Uniform(0.0, 1.0), BATCH, 1, SEED + streams.PENALTY, update
        )
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(forward(f, fake)) - tf.reduce_mean(forward(f, batch))
            if method == "penalty":
                norm = tf.norm(slope(f, eps * batch + (1 - eps) * fake), axis=1)
                loss += 3.0 * tf.reduce_mean((norm - 1) ** 2)
        descend(f, tape.gradient(loss, f), 0.2)
        if method == "clip":
            for weight in f:
                weight.assign(tf.clip_by_value(weight, -0.3, 0.3))
        if update % 2 == 1:
            with tf.GradientTape() as tape:
                loss = -tf.reduce_mean(forward(f, forward(g, latents(draw))))
            descend(g, tape.gradient(loss, g), 0.1)
            draw += 1
    model.fit(points(8 * BATCH), batch_size=BATCH, shuffle=False, verbose=0)
    for network, plain in ((model.generator, g), (model.critic, f)):
        for weight, expected in zip(network.get_weights(), plain, strict=True):
            np.testing.assert_allclose(weight, expected, atol=1e-5)


def test_recipes_of_the_papers():
    model = kerasgan.WGAN(*networks())
    model.compile()
    assert model.discriminator_steps == 5
    assert model.penalty.get_config() == penalties.GradientPenalty(10.0).get_config()
    for optimizer in (model.generator_optimizer, model.discriminator_optimizer):
        assert type(optimizer) is keras.optimizers.Adam
        assert float(optimizer.learning_rate) == pytest.approx(1e-4)
        assert (optimizer.beta_1, optimizer.beta_2) == (0.0, 0.9)
    model = kerasgan.WGAN(*networks())
    model.compile(weight_clip=0.01)
    assert model.discriminator_steps == 5
    assert model.penalty is None
    for optimizer in (model.generator_optimizer, model.discriminator_optimizer):
        assert type(optimizer) is keras.optimizers.RMSprop
        assert float(optimizer.learning_rate) == pytest.approx(5e-5)


def test_five_updates_of_the_critic_for_one_of_the_generator(points):
    model = kerasgan.WGAN(*networks())
    model.compile()
    model.fit(points(11 * BATCH), batch_size=BATCH, verbose=0)
    assert int(model.generator_optimizer.iterations) == 2
    assert int(model.discriminator_optimizer.iterations) == 10


def test_every_update_of_the_critic_sees_other_data(points):
    seen = []

    class Record(keras.layers.Layer):
        def call(self, inputs):
            if hasattr(inputs, "numpy"):
                seen.append(inputs.numpy())
            return inputs

    critic = keras.Sequential([keras.Input((2,)), Record(), keras.layers.Dense(1)])
    model = kerasgan.WGAN(mlp(3, 2, 1), critic, seed=SEED)
    model.compile(weight_clip=0.1, run_eagerly=True)
    seen.clear()
    model.fit(points(5 * BATCH), batch_size=BATCH, verbose=0)
    real = np.concatenate(seen[0:10:2])
    np.testing.assert_array_equal(np.sort(real, axis=0), np.sort(points(5 * BATCH), axis=0))


@pytest.mark.parametrize("how", ["plain", "xla", "several steps an execution", "replicas"])
def test_clipped_weights_stay_in_the_box(points, mirrored, how):
    options = {"xla": {"jit_compile": True}, "several steps an execution": {}}.get(how, {})
    if how == "several steps an execution":
        options = {"steps_per_execution": 3}
    largest = []

    def look(batch, logs=None):
        largest.append(max(np.abs(w).max() for w in model.critic.get_weights()))

    strategy = mirrored if how == "replicas" else tf.distribute.get_strategy()
    with strategy.scope():
        model = kerasgan.WGAN(*networks(), seed=SEED)
        model.compile(
            generator_optimizer=keras.optimizers.SGD(0.1),
            discriminator_optimizer=keras.optimizers.SGD(0.5),
            weight_clip=0.02,
            discriminator_steps=2,
            **options,
        )
    callback = keras.callbacks.LambdaCallback(on_train_batch_end=look)
    model.fit(points(12 * BATCH), batch_size=BATCH, verbose=0, callbacks=[callback])
    assert len(largest) == (2 if how == "several steps an execution" else 6)
    # At such a rate every step would leave the box, so the clip is what holds them.
    assert largest == pytest.approx([np.float32(0.02)] * len(largest), abs=1e-7)
    assert np.abs(model.generator.get_weights()[0]).max() > 0.1


def test_the_clip_goes_with_its_compile(points):
    model = kerasgan.WGAN(*networks(), seed=SEED)
    model.compile(weight_clip=0.01)
    model.compile(discriminator_optimizer=keras.optimizers.SGD(0.5))
    model.fit(points(10 * BATCH), batch_size=BATCH, verbose=0)
    assert max(np.abs(w).max() for w in model.critic.get_weights()) > 0.1


def test_a_constraint_of_the_users_own_stays(points):
    layer = keras.layers.Dense(1, kernel_constraint=keras.constraints.NonNeg())
    model = kerasgan.WGAN(mlp(3, 2, 1), keras.Sequential([keras.Input((2,)), layer]))
    model.compile()
    assert isinstance(layer.kernel.constraint, keras.constraints.NonNeg)


@pytest.mark.parametrize(
    "options",
    [{"weight_clip": 0.05}, {"penalty": penalties.GradientPenalty(2.0, one_sided=True)}],
    ids=["clip", "penalty"],
)
def test_saves_and_continues(points, tmp_path, full_state, assert_same, options):
    def make():
        critic = mlp(2, 1, 3, keras.layers.Dropout(0.3, seed=2))
        model = kerasgan.WGAN(mlp(3, 2, 1), critic, seed=SEED)
        rates = map(keras.optimizers.Adam, (1e-2, 2e-2))
        model.compile(*rates, **options, discriminator_steps=2)
        return model

    model, whole = make(), make()
    model.fit(points(64), batch_size=BATCH, verbose=0)
    model.save(tmp_path / "run.keras")
    loaded = keras.models.load_model(tmp_path / "run.keras")
    assert type(loaded) is kerasgan.WGAN
    assert loaded.weight_clip == options.get("weight_clip")
    loaded.fit(points(64), batch_size=BATCH, initial_epoch=1, epochs=2, verbose=0)
    whole.fit(points(64), batch_size=BATCH, epochs=2, verbose=0)
    assert_same(full_state(loaded), full_state(whole))


def test_two_replicas_equal_one_under_a_penalty(points, mirrored, full_state, assert_same):
    def train():
        model = wgan((0.02, 0.01), penalty="gradient_penalty", discriminator_steps=2)
        model.fit(points(96), batch_size=16, verbose=0)
        return full_state(model)

    one = train()
    with mirrored.scope():
        two = train()
    assert_same(two, one, atol=1e-5)


def test_xla_equals_plain_under_a_penalty(points, full_state, assert_same):
    states = []
    for jit_compile in (False, True):
        options = {"discriminator_steps": 2, "jit_compile": jit_compile}
        model = wgan((0.02, 0.01), penalty="gradient_penalty", **options)
        model.fit(points(96), batch_size=16, verbose=0)
        states.append(full_state(model))
    assert_same(*states, atol=1e-5)


def test_logs_the_estimate_of_the_distance(points):
    model = wgan(rates=(0.0, 0.0), discriminator_steps=1)
    x = points(BATCH)
    logs = model.train_step(tf.constant(x))
    assert set(logs) == {"generator_loss", "discriminator_loss", "wasserstein"}
    fake = model.generator(latents(0))
    difference = model.critic(x).numpy().mean() - model.critic(fake).numpy().mean()
    assert float(logs["wasserstein"]) == pytest.approx(difference, abs=1e-6)
    # The penalty is part of the loss, not of the estimate.
    assert float(logs["discriminator_loss"]) + difference > 0.1


@pytest.mark.parametrize("name", penalties.names())
@pytest.mark.parametrize("update", ["alternating", "simultaneous"])
def test_penalties_serve_every_family(points, name, update):
    """The penalty of a step is that of the penalty called on the same samples."""
    penalty = penalties.get(name)
    losses = []
    for each in (None, penalty):
        model = kerasgan.GAN(*networks(), seed=SEED)
        rates = map(keras.optimizers.SGD, (0.0, 0.1))
        model.compile(*rates, penalty=each, update=update)
        critic = keras.models.clone_model(model.discriminator)
        critic.set_weights(model.discriminator.get_weights())
        x = tf.constant(points(BATCH))
        losses.append(float(model.train_step(x)["discriminator_loss"]))
    size = penalty.noise_size((2,))
    noise = None
    if size:
        uniform = kerasgan.latents.Uniform(0.0, 1.0)
        noise = streams.draw(uniform, BATCH, size, SEED + streams.PENALTY, 0)
    expected = penalty(critic, x, model.generator(latents(0)), noise)
    assert losses[1] - losses[0] == pytest.approx(float(expected), abs=1e-5)
    assert float(expected) > 1e-2


def test_what_a_penalty_cannot_take_is_refused():
    critic = mlp(2, 1, 3, keras.layers.BatchNormalization())
    model = kerasgan.WGAN(mlp(3, 2, 1), critic)
    with pytest.raises(ValueError, match=r"discriminator.*(?s:.)*BatchNormalization"):
        model.compile()
    model.compile(weight_clip=0.01)  # which does not mind
    dcgan = kerasgan.DCGAN(width=4)
    with pytest.raises(ValueError, match="BatchNormalization"):
        dcgan.compile(penalty="r1")


def test_contradictions_are_refused():
    model = kerasgan.WGAN(*networks())
    with pytest.raises(ValueError, match=r"Received both.*weight_clip=0.01.*Leave one out"):
        model.compile(weight_clip=0.01, penalty="r1")
    for clip in (-1, 0, "0.01"):
        with pytest.raises(ValueError, match=rf"number > 0. Received: weight_clip={clip!r}"):
            model.compile(weight_clip=clip)
    with pytest.raises(ValueError, match=r"Received: loss='hinge'.*`GAN`"):
        model.compile(loss="hinge")
    with pytest.raises(ValueError, match="-1"):
        model.compile(weight_clip=-1.0)
    with pytest.raises(ValueError, match="gradient_penalty"):
        model.compile(penalty="gradient_penalti")


def test_a_dcgan_that_can_be_penalised(tmp_path):
    model = kerasgan.DCGAN(
        width=4, discriminator_normalization="layer", discriminator_depth=3, seed=SEED
    )
    model.compile(penalty="r1")
    images = np.random.default_rng(0).uniform(-1, 1, (64, 28, 28, 1)).astype("float32")
    model.fit(images, batch_size=16, verbose=0)
    model.save(tmp_path / "run.keras")
    loaded = keras.models.load_model(tmp_path / "run.keras")
    assert loaded.penalty.get_config() == model.penalty.get_config()
    np.testing.assert_array_equal(loaded.generate(4, seed=0), model.generate(4, seed=0))
    for a, b in zip(loaded.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)

"""CycleGAN: its step against the textbook's, its pools, and what it refuses.

Steps run eagerly where it does not matter: to compile one takes longer than to run it a few times.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan import penalties
from kerasgan.losses import LeastSquares
from kerasgan.models.cyclegan import CycleGAN
from kerasgan.networks import patchgan_discriminator, resnet_translator

SHAPE = (16, 16, 3)  # maps of 4 x 4 within: over fewer pixels normalization magnifies rounding


def make(pool_size=3, shape=SHAPE, channels_b=None, seed=5, **kwargs):
    shape_b = (*shape[:2], channels_b or shape[-1])
    return CycleGAN(
        shape,
        width=4,
        blocks=1,
        channels_b=channels_b,
        discriminator_a=patchgan_discriminator(shape, 4, receptive_field=16, seed=seed),
        discriminator_b=patchgan_discriminator(shape_b, 4, receptive_field=16, seed=seed + 1),
        pool_size=pool_size,
        seed=seed,
        **kwargs,
    )


def images(n=6, shape=SHAPE, seed=0, channels_b=None):
    rng = np.random.default_rng(seed)
    shape_b = (*shape[:2], channels_b or shape[-1])
    a = rng.uniform(-1, 0.2, (n, *shape)).astype("float32")
    b = rng.uniform(-0.2, 1, (n, *shape_b)).astype("float32")
    return a, b


def pairs(a, b, batch_size=2):
    return tf.data.Dataset.from_tensor_slices((a, b)).batch(batch_size, drop_remainder=True)


def sgd():
    # So slow that rounding stays rounding: the gradient of |x| jumps where x changes its sign.
    return keras.optimizers.SGD(1e-4, momentum=0.5)


def weights_of(model, names=None):
    return {
        name: [np.array(weight) for weight in network.weights]
        for name, network in model.networks.items()
        if names is None or name in names
    }


def state_of(model):
    return [
        np.array(variable)
        for variables in (
            model.variables,
            model.pool_a.variables,
            model.pool_b.variables,
            model.generator_optimizer.variables,
            model.discriminator_optimizer.variables,
        )
        for variable in variables
    ]


def assert_states_equal(model, expected, atol=0.0):
    for value, other in zip(state_of(model), state_of(expected), strict=True):
        np.testing.assert_allclose(value, other, rtol=0, atol=atol)


# The algorithm


def textbook_step(model, a, b, rate, cycle=10.0, identity=5.0):
    """The paper's step with a call for every use of a network, and plain gradient descent."""
    to_b, to_a = model.generator_a2b, model.generator_b2a
    d_a, d_b = model.discriminator_a, model.discriminator_b
    l1 = keras.losses.MeanAbsoluteError()

    def square(logits, target):
        return tf.reduce_mean((logits - target) ** 2)

    with tf.GradientTape() as tape:
        fake_b, fake_a = to_b(a, training=True), to_a(b, training=True)
        logs = {
            "adversarial_a2b_loss": square(d_b(fake_b, training=True), 1.0),
            "adversarial_b2a_loss": square(d_a(fake_a, training=True), 1.0),
            "cycle_loss": l1(a, to_a(fake_b, training=True)) + l1(b, to_b(fake_a, training=True)),
            "identity_loss": l1(b, to_b(b, training=True)) + l1(a, to_a(a, training=True)),
        }
        logs["generator_loss"] = (
            logs["adversarial_a2b_loss"]
            + logs["adversarial_b2a_loss"]
            + cycle * logs["cycle_loss"]
            + identity * logs["identity_loss"]
        )
    translators = to_b.trainable_variables + to_a.trainable_variables
    for variable, gradient in zip(
        translators, tape.gradient(logs["generator_loss"], translators), strict=True
    ):
        variable.assign_sub(rate * gradient)
    with tf.GradientTape() as tape:
        loss_a = square(d_a(a, training=True), 1.0) + square(d_a(fake_a, training=True), 0.0)
        loss_b = square(d_b(b, training=True), 1.0) + square(d_b(fake_b, training=True), 0.0)
        logs["discriminator_loss"] = 0.5 * (loss_a + loss_b)
    variables = d_a.trainable_variables + d_b.trainable_variables
    for variable, gradient in zip(
        variables, tape.gradient(logs["discriminator_loss"], variables), strict=True
    ):
        variable.assign_sub(rate * gradient)
    return {name: float(value) for name, value in logs.items()}


@pytest.mark.parametrize("weights", [{}, {"cycle_weight": 3.0, "identity_weight": 0.0}])
def test_a_step_is_the_textbooks(weights):
    a, b = images(2)
    model, expected = make(pool_size=0), make(pool_size=0)
    model.compile(keras.optimizers.SGD(0.05), keras.optimizers.SGD(0.05), **weights)
    logs = model.fit(pairs(a, b), verbose=0).history
    reference = textbook_step(
        expected,
        a,
        b,
        0.05,
        weights.get("cycle_weight", 10.0),
        weights.get("identity_weight", 5.0),
    )
    if weights.get("identity_weight") == 0.0:
        reference["identity_loss"] = 0.0  # not computed, since nothing needs it
    assert set(logs) == set(reference) == set(model.log_names)
    for name, value in reference.items():
        assert logs[name][0] == pytest.approx(value, rel=1e-5), name
    before = weights_of(make())
    for name, values in weights_of(model).items():
        for value, other, start in zip(
            values, weights_of(expected)[name], before[name], strict=True
        ):
            np.testing.assert_allclose(value, other, rtol=0, atol=2e-6)
            assert not np.array_equal(value, start)


def test_each_side_updates_its_own_networks_only():
    model = make()
    model.compile(sgd(), sgd())
    a, b = model.minibatches(images(2))
    before = weights_of(model)
    fakes = model.translator_step(a, b)
    after = weights_of(model)
    for name in model.discriminator_networks:
        for value, start in zip(after[name], before[name], strict=True):
            np.testing.assert_array_equal(value, start)
    for name in model.generator_networks:
        assert all(
            not np.array_equal(value, start)
            for value, start in zip(after[name], before[name], strict=True)
        )
    model.discriminator_step(a, b, *fakes)
    final = weights_of(model)
    for name in model.generator_networks:
        for value, start in zip(final[name], after[name], strict=True):
            np.testing.assert_array_equal(value, start)
    for name in model.discriminator_networks:
        assert all(
            not np.array_equal(value, start)
            for value, start in zip(final[name], after[name], strict=True)
        )


def marking(value):
    """A translator that makes images of one value of whatever it is given."""
    inputs = keras.Input(SHAPE)
    outputs = keras.layers.Conv2D(3, 1, kernel_initializer="zeros")(inputs)
    network = keras.Model(inputs, outputs)
    network.layers[-1].bias.assign([value] * 3)
    return network


def recording(seen):
    """A discriminator that remembers the means of the images it is called on."""

    @keras.saving.register_keras_serializable(package="test", name=f"Recorder{id(seen)}")
    class Recorder(keras.layers.Layer):
        def call(self, batch):
            tf.py_function(lambda x: seen.update(np.mean(x, (1, 2, 3)).round(3)), [batch], [])
            return batch

    inputs = keras.Input(SHAPE)
    return keras.Model(inputs, keras.layers.Conv2D(1, 1)(Recorder()(inputs)))


def test_a_and_b_are_never_swapped():
    seen_a, seen_b = set(), set()
    model = CycleGAN(
        SHAPE,
        generator_a2b=marking(0.6),
        generator_b2a=marking(-0.6),
        discriminator_a=recording(seen_a),
        discriminator_b=recording(seen_b),
        pool_size=2,
        seed=0,
    )
    model.compile(keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.0), run_eagerly=True)
    seen_a.clear(), seen_b.clear()
    a, b = np.full((4, *SHAPE), -0.5, "float32"), np.full((4, *SHAPE), 0.5, "float32")
    logs = model.fit(pairs(a, b), verbose=0).history
    assert sorted(seen_a) == pytest.approx([-0.6, -0.5])  # real ones, and translations of B
    assert sorted(seen_b) == pytest.approx([0.5, 0.6])
    np.testing.assert_allclose(model.pool_a.images, -0.6)
    np.testing.assert_allclose(model.pool_b.images, 0.6)
    assert logs["cycle_loss"][0] == pytest.approx(0.1 + 0.1)
    assert logs["identity_loss"][0] == pytest.approx(0.1 + 0.1)
    np.testing.assert_allclose(model.translate(a, "a2b"), 0.6)
    np.testing.assert_allclose(model.translate(b, "b2a"), -0.6)


def test_the_pool_keeps_translations_from_before_the_update():
    model = make(pool_size=4)
    model.compile(sgd(), sgd(), run_eagerly=True)
    a, b = images(4)
    translated = model.translate(a[:2], "a2b"), model.translate(b[:2], "b2a")
    model.fit(pairs(a[:2], b[:2]), verbose=0)
    np.testing.assert_allclose(model.pool_b.images[:2], translated[0], atol=1e-5)
    np.testing.assert_allclose(model.pool_a.images[:2], translated[1], atol=1e-5)
    assert int(model.pool_a.count) == int(model.pool_b.count) == 2
    model.fit(pairs(a, b), verbose=0)
    assert int(model.pool_a.count) == 4


def test_batch_normalization_has_each_batch_on_its_own():
    def normalizing(seed):
        inputs = keras.Input(SHAPE)
        x = keras.layers.Conv2D(
            4, 3, padding="same", kernel_initializer=keras.initializers.GlorotNormal(seed)
        )(inputs)
        x = keras.layers.BatchNormalization()(x)
        outputs = keras.layers.Conv2D(
            3, 1, kernel_initializer=keras.initializers.GlorotNormal(seed), activation="tanh"
        )(x)
        return keras.Model(inputs, outputs)

    def built():
        return make(0, generator_a2b=normalizing(1), generator_b2a=normalizing(2))

    a, b = images(2)
    model, expected = built(), built()
    model.compile(keras.optimizers.SGD(0.05), keras.optimizers.SGD(0.05), run_eagerly=True)
    logs = model.fit(pairs(a, b), verbose=0).history
    reference = textbook_step(expected, a, b, 0.05)
    for name, value in reference.items():
        assert logs[name][0] == pytest.approx(value, rel=1e-5), name


def test_penalties_are_those_of_both_discriminators():
    a, b = images(2)
    plain, penalized = make(pool_size=0), make(pool_size=0)
    plain.compile(sgd(), sgd(), run_eagerly=True)
    penalized.compile(sgd(), sgd(), penalty=penalties.R1(4.0), run_eagerly=True)
    logs = [m.fit(pairs(a, b), verbose=0).history for m in (plain, penalized)]
    difference = logs[1]["discriminator_loss"][0] - logs[0]["discriminator_loss"][0]
    squares = []
    for network, real in ((make().discriminator_a, a), (make().discriminator_b, b)):
        with tf.GradientTape() as tape:
            real = tf.convert_to_tensor(real)
            tape.watch(real)
            logits = tf.reduce_mean(network(real), axis=(1, 2, 3))
        squares.append(tf.reduce_sum(tape.gradient(logits, real) ** 2, axis=(1, 2, 3)))
    expected = penalties.R1(4.0)
    assert difference == pytest.approx(
        0.5 * sum(float(expected.weight / 2 * tf.reduce_mean(each)) for each in squares), rel=1e-3
    )


# State


def test_interrupted_equals_uninterrupted(tmp_path):
    a, b = images(8)

    def compiled():
        model = make(pool_size=3)
        model.compile(
            keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.5),
            keras.optimizers.Adam(1e-2),
        )
        return model

    expected = compiled()
    expected.fit(pairs(a, b), epochs=2, verbose=0)
    model = compiled()
    model.fit(pairs(a, b), epochs=1, verbose=0)
    model.save(tmp_path / "model.keras")
    model = keras.models.load_model(tmp_path / "model.keras")
    assert model.pool_size == 3
    model.fit(pairs(a, b), initial_epoch=1, epochs=2, verbose=0)
    assert_states_equal(model, expected)
    np.testing.assert_array_equal(model.translate(a), expected.translate(a))
    assert not np.array_equal(model.translate(a), model.generator_a2b.predict(a, verbose=0))


@pytest.mark.parametrize("options", [{"jit_compile": True}, {"steps_per_execution": 2}])
def test_however_it_runs_it_trains_alike(options):
    a, b = images(8)
    models = []
    for each in ({"jit_compile": False}, options):
        model = make()
        model.compile(sgd(), sgd(), **each)
        model.fit(pairs(a, b), verbose=0)
        models.append(model)
    assert_states_equal(*models, atol=2e-5)


def test_two_replicas_equal_one(mirrored):
    a, b = images(8)

    def train():
        model = make(pool_size=3)
        model.compile(sgd(), sgd())
        logs = model.fit(pairs(a, b), epochs=2, verbose=0).history
        return model, logs

    one, one_logs = train()
    with mirrored.scope():
        two, two_logs = train()
    for name, values in one_logs.items():
        np.testing.assert_allclose(two_logs[name], values, rtol=1e-4, err_msg=name)
    for name, values in weights_of(two).items():
        for value, other in zip(values, weights_of(one)[name], strict=True):
            np.testing.assert_allclose(value, other, rtol=0, atol=2e-5)
    for pool in ("pool_a", "pool_b"):
        for value, other in zip(
            getattr(two, pool).weights, getattr(one, pool).weights, strict=True
        ):
            np.testing.assert_allclose(np.array(value), np.array(other), atol=2e-5)


def test_constant_images_are_no_trouble():
    a, b = np.full((2, 4, *SHAPE), 1.0, "float32")
    model = make()
    model.compile(sgd(), sgd(), run_eagerly=True)
    logs = model.fit(pairs(a, -b), epochs=2, verbose=0).history
    assert all(np.isfinite(values).all() for values in logs.values())


def test_images_that_are_not_finite_reach_neither_weights_nor_pools():
    a, b = images(4)
    model, expected = make(), make()
    for each in (model, expected):
        each.compile(sgd(), sgd())
    expected.fit(pairs(a[:2], b[:2]), verbose=0)
    a[3, 0, 0, 0] = np.nan
    with pytest.raises(FloatingPointError, match="generator_loss is not finite at step 2"):
        model.fit(pairs(a, b), verbose=0)
    for name, values in weights_of(model).items():
        for value, other in zip(values, weights_of(expected)[name], strict=True):
            np.testing.assert_array_equal(value, other)
    for pool in ("pool_a", "pool_b"):
        np.testing.assert_array_equal(getattr(model, pool).images, getattr(expected, pool).images)


def test_evaluate_changes_nothing():
    a, b = images(4)
    model = make()
    model.compile(sgd(), sgd(), run_eagerly=True)
    model.fit(pairs(a, b), verbose=0)
    before = state_of(model)
    first = model.evaluate(pairs(a, b), verbose=0, return_dict=True)
    assert model.evaluate(pairs(a, b), verbose=0, return_dict=True) == first
    for value, other in zip(state_of(model), before, strict=True):
        np.testing.assert_array_equal(value, other)
    cycled = model.translate(model.translate(a, "a2b"), "b2a")
    back = model.translate(model.translate(b, "b2a"), "a2b")
    expected = np.abs(cycled - a).mean() + np.abs(back - b).mean()
    assert first["cycle_loss"] == pytest.approx(expected, rel=1e-4)


# Shapes, arguments and errors


@pytest.mark.parametrize(("channels", "channels_b"), [(1, 3), (4, 1)])
def test_sides_of_different_channels(channels, channels_b):
    shape = (16, 12, channels)
    a, b = images(2, shape, channels_b=channels_b)
    model = make(shape=shape, channels_b=channels_b)
    model.compile(sgd(), sgd(), run_eagerly=True)
    assert model.identity_weight == 0.0
    logs = model.fit(pairs(a, b), verbose=0).history
    assert logs["identity_loss"] == [0.0]
    assert model.translate(a).shape == b.shape
    assert model.translate(b, direction="b2a").shape == a.shape
    with pytest.raises(ValueError, match="identity loss needs images of A and B of one shape"):
        model.compile(identity_weight=1.0)


def test_default_recipe_is_the_papers():
    model = make(pool_size=50)
    model.compile()
    assert (model.cycle_weight, model.identity_weight) == (10.0, 5.0)
    assert model.adversarial_loss.get_config() == LeastSquares(scale=1.0).get_config()
    for optimizer in (model.generator_optimizer, model.discriminator_optimizer):
        assert isinstance(optimizer, keras.optimizers.Adam)
        assert float(optimizer.learning_rate) == pytest.approx(2e-4)
        assert optimizer.beta_1 == 0.5
    assert CycleGAN((32, 32, 3), width=4).pool_size == 50


def test_default_networks_are_those_of_the_arguments():
    model = CycleGAN((32, 32, 3), width=4, blocks=2, seed=0)
    translator = resnet_translator((32, 32, 3), 3, 4, 2, seed=0)
    for value, expected in zip(
        model.generator_a2b.get_weights(), translator.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(value, expected)
    first, second = (model.networks[name].get_weights()[0] for name in model.generator_networks)
    assert not np.array_equal(first, second)
    assert (
        model.discriminator_a.count_params()
        == patchgan_discriminator((32, 32, 3), 4).count_params()
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"cycle_weight": -1.0},
            "`cycle_weight` must be a finite number >= 0",
        ),
        ({"discriminator_steps": 5}, "trains with discriminator_steps=1. Received.*5"),
        ({"update": "simultaneous"}, "trains with update='alternating'"),
        ({"loss": "least_square"}, "least_squares"),
    ],
)
def test_compile_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        make().compile(**options)


def test_networks_that_do_not_fit_are_named():
    other = patchgan_discriminator((32, 32, 3), 4, receptive_field=16)
    with pytest.raises(ValueError, match=r"`generator_b2a`.*discriminator_a"):
        CycleGAN(SHAPE, width=4, blocks=1, discriminator_a=other, discriminator_b=other)


def test_data_that_are_not_of_two_sides_are_refused():
    a, b = images(4)
    model = make()
    model.compile()
    with pytest.raises(TypeError, match=r"must be images of A and images of B.*Received: ndarray"):
        model.fit(a)
    with pytest.raises(TypeError, match="must be tuples of a batch of images of A and one of B"):
        model.fit(tf.data.Dataset.from_tensor_slices(a).batch(2))
    with pytest.raises(ValueError, match="images of B"):
        model.fit(pairs(a, b[:, :8]))
    with pytest.raises(ValueError, match=r"as many images of A as of B.*2 and 1"):
        model.fit(tf.data.Dataset.zip(*(tf.data.Dataset.from_tensors(x) for x in (a[:2], b[:1]))))
    with pytest.raises(ValueError, match="batched already"):
        model.fit(pairs(a, b), batch_size=3)

"""Bad input gets one error that says what was received, what was expected and what to do."""

import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan import data

layers = keras.layers


def generator(shape=(4, 4, 1), latent_dim=3):
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            layers.Dense(int(np.prod(shape)), "tanh"),
            layers.Reshape(shape),
        ]
    )


def discriminator(*ends, shape=(4, 4, 1)):
    ends = ends or (layers.Dense(1),)
    return keras.Sequential([keras.Input(shape), layers.Flatten(), *ends])


def images(n=32, shape=(4, 4, 1), low=-1.0, high=1.0):
    return np.random.default_rng(0).uniform(low, high, (n, *shape)).astype("float32")


def compiled(k=1, shape=(4, 4, 1)):
    model = kerasgan.GAN(generator(shape), discriminator(shape=shape), seed=0)
    model.compile(discriminator_steps=k, run_eagerly=True)
    return model


def as_dataset(array):
    return tf.data.Dataset.from_tensor_slices(array).batch(8)


def spoiled(value):
    array = images()
    array[5, 1, 2, 0] = value
    return array


BAD_IMAGES = {
    "in [0, 255]": (images(low=0, high=255), r"\[-1, 1\].*Received: .* values from .* 127.5 - 1"),
    "in [-3, 3]": (images(low=-3, high=3), r"\[-1, 1\].*Received: .* values from -[23]"),
    "uint8": (images(low=0, high=255).astype("uint8"), r"floats in \[-1, 1\].*uint8.*data.load"),
    "int64": (np.zeros((32, 4, 4, 1), "int64"), "must be floats. Received: .* of type int64"),
    "no channels": (images(shape=(4, 4)), r"\(4, 4, 1\).*\(\d+, 4, 4\).*np.newaxis"),
    "flat": (images(shape=(16,)), r"\(4, 4, 1\).*\(\d+, 16\)"),
    "another size": (images(shape=(5, 4, 1)), r"\(4, 4, 1\).*\(5, 4, 1\).*image_size"),
    "RGB": (images(shape=(4, 4, 3)), r"\(4, 4, 1\).*\(4, 4, 3\).*channels=1"),
    "channels first": (images(shape=(1, 4, 4)), r"\(4, 4, 1\).*\(1, 4, 4\).*moveaxis"),
    "NaN": (spoiled(np.nan), "finite.*NaN or infinity"),
    "infinity": (spoiled(np.inf), "finite.*NaN or infinity"),
    "too few": (images(n=5), r"5 samples.*batch_size=8|minibatch"),
}


@pytest.mark.parametrize("case", BAD_IMAGES)
def test_arrays(case):
    array, message = BAD_IMAGES[case]
    model = compiled()
    before = model.discriminator.get_weights()
    with pytest.raises(ValueError, match=message):
        model.fit(array, batch_size=8, verbose=0)
    for a, b in zip(model.discriminator.get_weights(), before, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("case", [case for case in BAD_IMAGES if case != "too few"])
@pytest.mark.parametrize("labelled", [False, True])
def test_datasets(case, labelled):
    array, message = BAD_IMAGES[case]
    dataset = as_dataset((array, np.zeros(len(array))) if labelled else array)
    with pytest.raises(ValueError, match=message):
        compiled().fit(dataset, verbose=0)


def test_images_without_negative_values_are_warned_about():
    for source in (images(low=0), as_dataset(images(low=0))):
        with pytest.warns(UserWarning, match=r"no negative value.*\[-1, 1\].*2 \* x - 1"):
            compiled().fit(source, batch_size=8 if isinstance(source, np.ndarray) else None)


def test_good_images_raise_no_warning_and_vectors_have_any_range():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compiled().fit(images(), batch_size=8, verbose=0)
        vectors = compiled(shape=(6,))
        vectors.fit(images(shape=(6,), low=0, high=300), batch_size=8, verbose=0)


def test_float64_images_are_taken():
    model = compiled()
    model.fit(images().astype("float64"), batch_size=8, verbose=0)
    assert int(model.generator_optimizer.iterations) == 4


@pytest.mark.parametrize("case", [case for case in BAD_IMAGES if case != "too few"])
def test_evaluate(case):
    array, message = BAD_IMAGES[case]
    for x in (array, as_dataset(array)):
        with pytest.raises(ValueError, match=message):
            compiled().evaluate(x, verbose=0)


@pytest.mark.parametrize(
    "source",
    [
        lambda: images(n=16),
        lambda: as_dataset(images(n=16)),
        lambda: as_dataset(images(n=16)).filter(lambda batch: True),  # of unknown cardinality
    ],
)
def test_too_few_minibatches_for_a_step(source):
    x = source()
    batch_size = {"batch_size": 8} if isinstance(x, np.ndarray) else {}
    with pytest.raises(ValueError, match=r"3 batches.*eceived:? 2.*discriminator_steps"):
        compiled(k=3).fit(x, verbose=0, **batch_size)


def test_other_data():
    with pytest.raises(TypeError, match=r"Dataset or an array.*list"):
        compiled().fit([[1.0, 2.0]])
    with pytest.raises(TypeError, match=r"Dataset or an array.*generator.*from_generator"):
        compiled().fit(image for image in images())
    with pytest.raises(TypeError, match=r"Dataset or an array.*str.*kerasgan.data.load"):
        compiled().fit("mnist")
    with pytest.raises(TypeError, match=r"Dataset or an array.*NoneType"):
        compiled().fit()
    dataset = tf.data.Dataset.from_tensor_slices(images())
    with pytest.raises(ValueError, match=r"must be batched.*\(4, 4, 1\).*\.batch\(64"):
        compiled().fit(dataset)
    named = as_dataset({"image": images(), "label": np.zeros(32)})
    with pytest.raises(TypeError, match=r"batches of samples, or tuples.*image.*map"):
        compiled().fit(named)
    with pytest.raises(ValueError, match=r"batched already.*batch_size=4.*Leave it out"):
        compiled().fit(as_dataset(images()), batch_size=4)


def test_fit_before_compile():
    model = kerasgan.GAN(generator(), discriminator(), seed=0)
    with pytest.raises(ValueError, match="compile"):
        model.fit(images())
    with pytest.raises(ValueError, match="compile"):
        model.evaluate(images())


@pytest.mark.parametrize("method", ["fit", "evaluate"])
def test_a_generator_alone_does_not_train(method):
    model = compiled()
    model.inference_only = True
    with pytest.raises(ValueError, match=f"`{method}` needs all networks.*generator_only=False"):
        getattr(model, method)(images())
    assert model.generate(2, seed=0).shape == (2, 4, 4, 1)


SIGMOIDS = {
    "dense": lambda: discriminator(layers.Dense(1, "sigmoid")),
    "layer": lambda: discriminator(layers.Dense(1), layers.Activation("sigmoid")),
    "function": lambda: discriminator(layers.Dense(1), layers.Activation(keras.ops.sigmoid)),
    "softmax": lambda: discriminator(layers.Dense(2), layers.Softmax()),
    "dense softmax": lambda: discriminator(layers.Dense(2, "softmax")),
    "nested": lambda: discriminator(
        keras.Sequential([keras.Input((16,)), layers.Dense(1, "sigmoid")])
    ),
    "functional": lambda: functional(lambda x: layers.Dense(1, "sigmoid")(x)),
    "nested functional": lambda: functional(
        functional(lambda x: layers.Activation("sigmoid")(layers.Dense(1)(x)), shape=(16,))
    ),
    "operation": lambda: functional(lambda x: keras.ops.sigmoid(layers.Dense(1)(x))),
    "activations": lambda: functional(lambda x: keras.activations.sigmoid(layers.Dense(1)(x))),
    "linear after it": lambda: discriminator(
        layers.Dense(1, "sigmoid"), layers.Activation("linear")
    ),
    "flattened after it": lambda: discriminator(layers.Dense(1, "sigmoid"), layers.Flatten()),
}


def functional(end, shape=(4, 4, 1)):
    x = keras.Input(shape)
    return keras.Model(x, end(layers.Flatten()(x)))


@pytest.mark.parametrize("case", SIGMOIDS)
def test_discriminator_that_ends_in_a_sigmoid(case):
    with pytest.raises(ValueError, match=r"`discriminator`.*ends in a .*logits.*Remove"):
        kerasgan.GAN(generator(), SIGMOIDS[case]())


def test_hidden_sigmoids_and_tanh_are_allowed():
    kerasgan.GAN(generator(), discriminator(layers.Dense(3, "sigmoid"), layers.Dense(1)))
    kerasgan.GAN(generator(), discriminator(layers.Dense(1, "tanh")))
    kerasgan.GAN(generator(), discriminator(layers.Dense(1), layers.Reshape((1, 1))))
    kerasgan.GAN(generator(), functional(lambda x: layers.Dense(1)(layers.Dense(2, "sigmoid")(x))))
    kerasgan.GAN(generator(), functional(lambda x: keras.ops.tanh(layers.Dense(1)(x))))


def test_networks_that_do_not_fit():
    with pytest.raises(
        ValueError, match=r"`generator`.*\(4, 4, 1\).*`discriminator`.*\(4, 4, 3\).*Change one"
    ):
        kerasgan.GAN(generator(), discriminator(shape=(4, 4, 3)))
    with pytest.raises(ValueError, match=r"`generator`.*\(16,\).*`discriminator`.*\(4, 4, 1\)"):
        kerasgan.GAN(generator((16,)), discriminator())
    with pytest.raises(ValueError, match=r"latent_dim=5.*length 3.*out"):
        kerasgan.GAN(generator(), discriminator(), latent_dim=5)
    image_to_image = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(1, 1)])
    with pytest.raises(ValueError, match=r"`generator`.*latents.*\(None, 4, 4, 1\)"):
        kerasgan.GAN(image_to_image, discriminator())


def test_networks_that_are_none():
    with pytest.raises(TypeError, match=r"`generator` must be a keras.Model.*Dense"):
        kerasgan.GAN(layers.Dense(3), discriminator())
    with pytest.raises(TypeError, match=r"`discriminator` must be a keras.Model.*None"):
        kerasgan.GAN(generator(), None)
    with pytest.raises(ValueError, match=r"`discriminator` .* is not built.*keras.Input"):
        kerasgan.GAN(generator(), keras.Sequential([layers.Flatten(), layers.Dense(1)]))
    x = keras.Input((4, 4, 1))
    two = keras.Model(x, [layers.Flatten()(x), layers.Conv2D(1, 2)(x)])
    with pytest.raises(ValueError, match=r"`discriminator`.*one output"):
        kerasgan.GAN(generator(), two)


def test_regularizers_of_activities():
    layer = layers.Dense(1, activity_regularizer="l2", name="last")
    with pytest.raises(ValueError, match=r"'last' of `discriminator`.*activity_regularizer.*Use"):
        kerasgan.GAN(generator(), discriminator(layer))


def test_unknown_names():
    model = compiled()
    with pytest.raises(ValueError, match=r"'hinges'.*Did you mean '[hH]inge'"):
        model.compile(loss="hinges")
    with pytest.raises(ValueError, match=r"'binary_crossentropy'.*non_saturating"):
        model.compile(loss="binary_crossentropy")
    with pytest.raises(ValueError, match=r"'gaussian'|'norma'"):
        kerasgan.GAN(generator(), discriminator(), prior="norma")
    with pytest.raises(ValueError, match="adamm"):
        model.compile(generator_optimizer="adamm")


def test_optimizers_that_are_shared():
    optimizer = keras.optimizers.Adam()
    with pytest.raises(ValueError, match=r"already belongs to other variables.*fresh one"):
        compiled().compile(optimizer, optimizer)
    used = compiled().generator_optimizer
    with pytest.raises(ValueError, match=r"already belongs to other variables.*fresh one"):
        compiled().compile(generator_optimizer=used)


def test_compiling_again_keeps_an_optimizer_that_fits():
    model = compiled()
    model.fit(images(), batch_size=8, verbose=0)
    model.compile(model.generator_optimizer, model.discriminator_optimizer, loss="hinge")
    assert int(model.generator_optimizer.iterations) == 4


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"metrics": ["accuracy"]}, TypeError, "metrics.*no meaning.*generator_optimizer"),
        ({"optimizer": "adam"}, TypeError, "optimizer.*no meaning.*generator_optimizer"),
        ({"discriminator_steps": 0}, ValueError, "positive integer.*0"),
        ({"discriminator_steps": 1.5}, ValueError, "positive integer.*1.5"),
        ({"update": "both"}, ValueError, '"alternating" or "simultaneous".*both'),
        (
            {"update": "simultaneous", "discriminator_steps": 2},
            ValueError,
            'one.*discriminator_steps=2.*"alternating"',
        ),
    ],
)
def test_compile(arguments, error, message):
    with pytest.raises(error, match=message):
        compiled().compile(**arguments)


def test_dcgan_of_an_odd_size():
    with pytest.raises(ValueError, match=r"30.*28.*32.*64.*128|28.*32.*64.*128.*30"):
        kerasgan.DCGAN((30, 30, 1))


def test_the_epoch_is_reset_after_an_error():
    model = compiled()

    def fail(epoch, logs=None):
        raise KeyboardInterrupt

    callback = keras.callbacks.LambdaCallback(on_epoch_begin=fail)
    with pytest.raises(KeyboardInterrupt):
        model.fit(images(), batch_size=8, initial_epoch=3, epochs=5, callbacks=[callback])
    assert data.current_epoch() == 0

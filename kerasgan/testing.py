"""Checks that anybody's family, loss or penalty keeps the contract of kerasgan."""

import pathlib
import tempfile

import keras
import numpy as np
import tensorflow as tf

from kerasgan import losses, penalties
from kerasgan.models import AdversarialModel


def check_family(make, data, *, epochs=2):
    """Runs the whole contract of a family: fit, resume, save, evaluate, draw, export, publish.

    Takes seconds with small networks. Nothing is left behind: files go into a temporary folder.

    Args:
        make: Function without arguments that returns a new, uncompiled model with the same
            initial weights and the same seed at every call.
        data: What `fit` takes: a few small minibatches, as an array, a tuple of two arrays, or a
            `tf.data.Dataset` of known order.
        epochs: Integer of at least 2, how long to train.

    Raises:
        AssertionError: If something does not hold; says what.
        Exception: Whatever the family itself raises.

    Example:

    >>> def make():
    ...     generator = kerasgan.networks.mlp_generator((2,), latent_dim=3, hidden=(8,), seed=0)
    ...     discriminator = kerasgan.networks.mlp_discriminator((2,), hidden=(8,), seed=1)
    ...     return kerasgan.GAN(generator, discriminator, seed=0)
    >>> points = np.random.default_rng(0).normal(size=(128, 2)).astype("float32")
    >>> kerasgan.testing.check_family(make, points)
    """
    with tempfile.TemporaryDirectory(prefix="kerasgan-") as folder:
        folder = pathlib.Path(folder)
        model = _check_training(make, data, epochs)
        _check_evaluation(model, data)
        _check_saving(make, model, data, epochs, folder)
        _check_publishing(model, folder)


def check_loss(loss):
    """Checks an adversarial loss: scalars of any logits, right directions, mean of its terms.

    Args:
        loss: A `kerasgan.losses.AdversarialLoss`.

    Raises:
        AssertionError: If something does not hold; says what.

    Example:

    >>> kerasgan.testing.check_loss(kerasgan.losses.Hinge())
    """
    rng = np.random.default_rng(0)
    for shape in [(6, 1), (2, 3, 3, 1), (6,)]:
        real, fake = (tf.constant(each) for each in rng.normal(size=(2, *shape)).astype("float32"))
        for value in (loss.discriminator(real, fake), _generator_loss(loss, real, fake)):
            _expect(value.shape == (), f"a scalar for logits of shape {shape}", value)
            _expect(np.isfinite(value), f"a finite value for logits of shape {shape}", value)
    real, fake = tf.zeros([4, 1]), tf.zeros([4, 1])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([real, fake])
        discriminator = loss.discriminator(real, fake + 0.5)
        generator = _generator_loss(loss, real, fake)
    for what, sign, gradient in (
        ("the discriminator raises real logits", -1, tape.gradient(discriminator, real)),
        ("the discriminator lowers generated logits", 1, tape.gradient(discriminator, fake)),
        ("the generator raises generated logits", -1, tape.gradient(generator, fake)),
    ):
        _expect((sign * gradient.numpy() > 0).all(), what, gradient)
    again = losses.get(keras.saving.serialize_keras_object(loss))
    _expect(type(again) is type(loss), "the same class after serialization", again)
    _expect(again.get_config() == loss.get_config(), "the same arguments again", again)


def check_penalty(penalty, critic=None):
    """Checks a penalty: a finite scalar, differentiable in the critic's weights, serializable.

    Args:
        penalty: A `kerasgan.penalties.Penalty`.
        critic: `keras.Model` from samples to logits; a small one by default.

    Raises:
        AssertionError: If something does not hold; says what.

    Example:

    >>> kerasgan.testing.check_penalty(kerasgan.penalties.R1())
    """
    if critic is None:
        layers = [keras.layers.Dense(8, "tanh"), keras.layers.Dense(1)]
        critic = keras.Sequential([keras.Input((3,)), *layers])
    shape = critic.input_shape[1:]
    rng = np.random.default_rng(0)
    real, fake = rng.normal(size=(2, 4, *shape)).astype("float32")
    size = penalty.noise_size(shape)
    noise = tf.constant(rng.random((4, size), "float32")) if size else None
    with tf.GradientTape() as tape:
        value = penalty(critic, tf.constant(real), tf.constant(fake), noise)
    _expect(value.shape == (), "a scalar", value)
    _expect(np.isfinite(value) and value >= 0, "a finite value >= 0", value)
    gradients = tape.gradient(value, [v.value for v in critic.trainable_variables])
    found = [each for each in gradients if each is not None]
    _expect(found and all(np.isfinite(g).all() for g in found), "finite gradients", gradients)
    again = penalties.get(keras.saving.serialize_keras_object(penalty))
    _expect(again.get_config() == penalty.get_config(), "the same arguments again", again)


def _check_training(make, data, epochs):
    """Trains one model; another that does the same ends with the same weights."""
    model, other = make(), make()
    _expect(isinstance(model, AdversarialModel), "an AdversarialModel", model)
    _expect_same(_state(model), _state(other), "two models from `make` are alike")
    model.compile()
    before = _state(model)
    history = model.fit(data, epochs=epochs, verbose=0).history
    _expect(set(history) == set(model.log_names), "all of `log_names` in the logs", set(history))
    for name in model.networks:
        moved = [
            not np.array_equal(before[key], value)
            for key, value in _state(model).items()
            if key.startswith(f"{name}/")
        ]
        _expect(any(moved), f"training moves the weights of `{name}`", moved)
    other.compile()
    other.fit(data, epochs=epochs, verbose=0)
    _expect_same(_state(model), _state(other), "training is a function of seed and data")
    return model


def _check_evaluation(model, data):
    """Evaluation logs some of the names, is repeatable and changes nothing."""
    before = _state(model)
    first, second = (model.evaluate(data, verbose=0, return_dict=True) for _ in range(2))
    _expect(set(first) <= set(model.log_names), "some of `log_names`", set(first))
    _expect(all(np.isfinite(value) for value in first.values()), "finite values", first)
    _expect(first == second, "the same values at every call of `evaluate`", (first, second))
    _expect_same(before, _state(model), "`evaluate` changes nothing")


def _check_saving(make, model, data, epochs, folder):
    """A training that was interrupted, saved and loaded ends as one that was not."""
    first = make()
    first.compile()
    first.fit(data, epochs=1, verbose=0)
    first.save(folder / "run.keras")
    resumed = keras.models.load_model(folder / "run.keras")
    _expect(type(resumed) is type(model), "the same class from a .keras file", type(resumed))
    resumed.fit(data, initial_epoch=1, epochs=epochs, verbose=0)
    _expect_same(_state(model), _state(resumed), "a training resumes bit for bit")


def _check_publishing(model, folder):
    """A preset and a SavedModel hold what the model does."""
    model.save_to_preset(folder / "preset")
    loaded = type(model).from_preset(folder / "preset")
    for name in model.inference_networks:
        shape = (2, *getattr(model, name).input_shape[1:])
        inputs = np.random.default_rng(0).uniform(-1, 1, shape).astype("float32")
        expected, found = model.infer(name, inputs), loaded.infer(name, inputs)
        _expect(
            np.array_equal(expected, found), f"the same outputs of `{name}` from a preset", found
        )
    served = tf.saved_model.load(str(model.export(folder / "served")))
    _expect("serving_default" in served.signatures, "a default signature", list(served.signatures))


def _generator_loss(loss, real, fake):
    return loss.generator(fake, real) if loss.needs_real_logits else loss.generator(fake)


def _state(model):
    """Copies of the variables of all networks, by names."""
    return {
        f"{name}/{index}/{variable.name}": np.array(variable)
        for name, network in model.networks.items()
        for index, variable in enumerate(network.variables)
    }


def _expect_same(one, other, what):
    differing = [name for name in one if not np.array_equal(one[name], other.get(name))]
    _expect(not differing, what, f"a difference in {differing}")


def _expect(holds, what, received):
    if not holds:
        raise AssertionError(f"Expected: {what}. Received: {received}.")

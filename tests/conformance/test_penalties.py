"""Every penalty that has a name keeps one contract."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan import networks, penalties, testing

PENALTIES = {name: type(penalties.get(name)) for name in penalties.names()}
CRITICS = {
    "mlp_discriminator": lambda: networks.mlp_discriminator((4, 4, 3), (7, 6), seed=0),
    "resnet_critic": lambda: networks.resnet_critic((28, 28, 3), width=4, seed=0),
}
each_penalty = pytest.mark.parametrize("name", PENALTIES)


def test_every_penalty_is_here():
    assert set(penalties.names()) == set(PENALTIES)
    public = {
        value
        for value in vars(penalties).values()
        if isinstance(value, type) and issubclass(value, penalties.Penalty)
    }
    assert public - {penalties.Penalty} == set(PENALTIES.values())


@each_penalty
def test_penalty_is_serializable(name):
    penalty = penalties.get({"class_name": name, "config": {"weight": 3.0}})
    assert type(penalty) is PENALTIES[name]
    again = penalties.get(keras.saving.serialize_keras_object(penalty))
    assert again.get_config() == penalty.get_config()
    assert again.weight == 3.0


@each_penalty
def test_penalty_keeps_the_contract(name):
    testing.check_penalty(PENALTIES[name]())


@each_penalty
@pytest.mark.parametrize("critic", CRITICS)
def test_penalty_is_a_scalar_proportional_to_its_weight(name, critic):
    critic = CRITICS[critic]()
    rng = np.random.default_rng(0)
    real, fake = rng.normal(size=(2, 4, *critic.input_shape[1:])).astype("float32")
    values = []
    for weight in (1.0, 2.0):
        penalty = PENALTIES[name](weight=weight)
        size = penalty.noise_size(critic.input_shape[1:])
        noise = np.random.default_rng(1).random((4, size), "float32") if size else None
        values.append(penalty(critic, tf.constant(real), tf.constant(fake), noise))
    assert values[0].shape == ()
    assert float(values[1]) == pytest.approx(2 * float(values[0]), rel=1e-5)
    assert float(values[0]) > 0


@each_penalty
def test_penalty_is_documented(name):
    for section in ("Args:", "Raises:", "Example:", "Reference:", "arXiv"):
        assert section in PENALTIES[name].__doc__, section

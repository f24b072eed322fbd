"""The checks for everybody's families, losses and penalties find what is wrong."""

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import losses, networks, penalties, testing

POINTS = np.random.default_rng(0).normal(size=(128, 2)).astype("float32")


def make(cls=kerasgan.GAN, seed=0):
    return cls(
        networks.mlp_generator((2,), latent_dim=3, hidden=(4,), seed=seed),
        networks.mlp_discriminator((2,), hidden=(4,), seed=seed),
        seed=0,
    )


@keras.saving.register_keras_serializable(package="tests")
class SilentGAN(kerasgan.GAN):
    """Says that it logs what it does not evaluate."""

    def evaluation_logs(self, minibatches):
        self.generator.weights[0].assign_add(self.generator.weights[0])
        return super().evaluation_logs(minibatches)


@keras.saving.register_keras_serializable(package="tests")
class IdleGAN(kerasgan.GAN):
    """Never updates its generator."""

    def generator_step(self, real):
        self.log({"generator_loss": 0.0})


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (SilentGAN, "same values at every call of `evaluate`"),
        (IdleGAN, "training moves the weights of `generator`"),
    ],
)
def test_what_a_family_does_wrong(cls, message):
    with pytest.raises(AssertionError, match=message):
        testing.check_family(lambda: make(cls), POINTS)


def test_models_that_are_not_alike():
    seeds = iter(range(9))
    with pytest.raises(AssertionError, match="two models from `make` are alike"):
        testing.check_family(lambda: make(seed=next(seeds)), POINTS)


class WrongWay(losses.AdversarialLoss):
    def discriminator_terms(self, real_logits, fake_logits):
        return real_logits, -fake_logits

    def generator_terms(self, fake_logits, real_logits=None):
        return -fake_logits


class BareTensor(losses.AdversarialLoss):
    def discriminator(self, real_logits, fake_logits):
        return fake_logits - real_logits

    def generator(self, fake_logits, real_logits=None):
        return -fake_logits


@pytest.mark.parametrize(
    ("loss", "message"),
    [(WrongWay(), "the discriminator raises real logits"), (BareTensor(), "a scalar for logits")],
)
def test_what_a_loss_does_wrong(loss, message):
    with pytest.raises(AssertionError, match=message):
        testing.check_loss(loss)


class Constant(penalties.Penalty):
    def __call__(self, critic, real, fake, noise=None):
        return keras.ops.zeros(())


class Negative(penalties.Penalty):
    def __call__(self, critic, real, fake, noise=None):
        return -keras.ops.mean(critic(real) ** 2)


@pytest.mark.parametrize(
    ("penalty", "message"), [(Constant(), "finite gradients"), (Negative(), "value >= 0")]
)
def test_what_a_penalty_does_wrong(penalty, message):
    with pytest.raises(AssertionError, match=message):
        testing.check_penalty(penalty)

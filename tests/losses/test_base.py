"""What the base makes of the terms of a loss of one's own."""

import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from kerasgan import losses

REAL, FAKE = np.random.default_rng(0).normal(size=(2, 3, 4, 4, 1)).astype("float32")


class Relativistic(losses.AdversarialLoss):
    """Compares each generated logit with a real one."""

    needs_real_logits = True

    def discriminator_terms(self, real_logits, fake_logits):
        return (ops.softplus(fake_logits - real_logits),)

    def generator_terms(self, fake_logits, real_logits=None):
        return ops.softplus(real_logits - fake_logits)


def test_terms_are_averaged_and_their_means_summed():
    class Linear(losses.AdversarialLoss):
        def discriminator_terms(self, real_logits, fake_logits):
            return -real_logits, fake_logits, 2.0 * ops.square(fake_logits[:1])

        def generator_terms(self, fake_logits, real_logits=None):
            assert real_logits is None
            return -fake_logits

    loss = Linear()
    assert not loss.needs_real_logits
    expected = FAKE.mean() - REAL.mean() + 2 * (FAKE[:1] ** 2).mean()
    assert float(loss.discriminator(REAL, FAKE)) == pytest.approx(expected, abs=1e-6)
    assert float(loss.generator(FAKE)) == pytest.approx(-FAKE.mean(), abs=1e-7)


def test_a_loss_of_pairs():
    difference = FAKE.astype("float64") - REAL
    loss = Relativistic()
    expected = np.logaddexp(0, difference).mean()
    assert float(loss.discriminator(REAL, FAKE)) == pytest.approx(expected, rel=1e-6)
    expected = np.logaddexp(0, -difference).mean()
    assert float(loss.generator(FAKE, REAL)) == pytest.approx(expected, rel=1e-6)


def test_terms_are_given_float32():
    half = [tf.cast(x, tf.float16) for x in (REAL, FAKE)]
    loss = Relativistic()
    assert loss.discriminator(*half).dtype == tf.float32
    assert loss.generator(*half).dtype == tf.float32
    assert loss.generator(FAKE.astype("float64"), REAL.astype("float64")).dtype == tf.float64


def test_scalars_may_be_implemented_instead():
    class Worst(losses.AdversarialLoss):
        def discriminator(self, real_logits, fake_logits):
            return ops.max(fake_logits) - ops.min(real_logits)

        def generator(self, fake_logits):
            return -ops.min(fake_logits)

    loss = losses.get(Worst())
    assert float(loss.discriminator(REAL, FAKE)) == FAKE.max() - REAL.min()
    assert float(loss.generator(FAKE)) == -FAKE.min()
    with pytest.raises(NotImplementedError, match="Worst does not implement `generator_terms`"):
        loss.generator_terms(FAKE)

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan.callbacks.linear_decay import LinearDecay


def compiled(rate=0.3):
    networks = kerasgan.networks
    model = kerasgan.GAN(
        networks.mlp_generator((2,), latent_dim=2, hidden=(4,), seed=0),
        networks.mlp_discriminator((2,), hidden=(4,), seed=0),
        seed=0,
    )
    model.compile(keras.optimizers.Adam(rate), keras.optimizers.Adam(rate))
    return model


def points(n=40):
    return np.random.default_rng(0).normal(size=(n, 2)).astype("float32")


class Rates(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = []

    def on_train_batch_end(self, batch, logs=None):
        optimizers = self.model.generator_optimizer, self.model.discriminator_optimizer
        self.seen.append([float(optimizer.learning_rate) for optimizer in optimizers])


@pytest.mark.parametrize("start", [0.0, 0.5, 0.75])
def test_rates_are_constant_and_then_fall_to_zero(start):
    rates = Rates()
    callbacks = [LinearDecay((0.1, 0.2), start=start), rates]
    compiled().fit(points(), batch_size=8, epochs=4, callbacks=callbacks, verbose=0)
    done = np.arange(20) / 20
    factor = np.where(done < start, 1.0, 1.0 - (done - start) / (1.0 - start))
    np.testing.assert_allclose(rates.seen, np.outer(factor, [0.1, 0.2]), rtol=1e-5)


def test_a_resumed_training_has_the_rates_and_weights_of_an_uninterrupted_one(tmp_path):
    whole, first, second = Rates(), Rates(), Rates()
    expected = compiled()
    fit = {"batch_size": 8, "verbose": 0}
    expected.fit(points(), epochs=4, callbacks=[LinearDecay(0.1), whole], **fit)

    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.save(tmp_path / "model.keras")
            self.model.stop_training = epoch == 2

    compiled().fit(points(), epochs=4, callbacks=[LinearDecay(0.1), first, Stop()], **fit)
    model = keras.models.load_model(tmp_path / "model.keras")
    decay = LinearDecay(0.1)
    model.fit(points(), initial_epoch=3, epochs=4, callbacks=[decay, second], **fit)
    assert first.seen + second.seen == whole.seen
    for value, other in zip(model.weights, expected.weights, strict=True):
        np.testing.assert_array_equal(value, other)


def test_what_it_cannot_do_is_refused():
    with pytest.raises(ValueError, match=r"positive number, or a pair.*-1"):
        LinearDecay(-1)
    with pytest.raises(ValueError, match=r"`start` must lie in \[0, 1\). Received: 1"):
        LinearDecay(0.1, start=1)
    scheduled = compiled(keras.optimizers.schedules.CosineDecay(0.1, 10))
    with pytest.raises(ValueError, match=r"sets learning rates, but that of 'adam.*schedule"):
        scheduled.fit(points(), batch_size=8, callbacks=[LinearDecay(0.1)], verbose=0)

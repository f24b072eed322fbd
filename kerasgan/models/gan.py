"""Generative adversarial network (Goodfellow et al. 2014)."""

import keras
import tensorflow as tf
from keras import ops

from kerasgan.engine.updates import keep_seeds
from kerasgan.models.latent_model import LatentModel


@keras.saving.register_keras_serializable(package="kerasgan")
class GAN(LatentModel):
    """Generative adversarial network.

    A generator `G` turns latents `z` into samples, a discriminator `D` tells data from samples,
    and the two play

        min_G max_D  V(D, G) = E_x log D(x) + E_z log(1 - D(G(z))),

    where `D` is the sigmoid of the discriminator network's logits. The networks can be any Keras
    models; `compile` chooses the losses.

    Args:
        generator: `keras.Model` from latents `[N, latent_dim]` to samples. Image generators end
            in tanh: images are in [-1, 1].
        discriminator: `keras.Model` from samples to logits of any shape, without a sigmoid.
        latent_dim: Integer, the length of a latent vector. Defaults to the generator's.
        prior: Distribution of the latents: `"normal"`, `"uniform"` (on [-1, 1]) or a prior
            from `kerasgan.latents`, such as `Uniform(-3**0.5, 3**0.5)`.
        seed: Integer that fixes the noise of training and the order of arrays given to `fit`.
            With `None`, a seed is drawn and saved with the model.
        **kwargs: Arguments of `keras.Model`, such as `name`.

    Raises:
        TypeError: If a network is not a Keras model.
        ValueError: If the networks do not fit each other or `latent_dim`, or if the discriminator
            ends in a sigmoid.

    Example:

    >>> import numpy as np
    >>> from kerasgan import GAN, networks
    >>> model = GAN(networks.mlp_generator((2,), latent_dim=4, hidden=(32,)),
    ...             networks.mlp_discriminator((2,), hidden=(32,)))
    >>> model.compile()
    >>> points = np.random.default_rng(0).normal(size=(1024, 2)).astype("float32")
    >>> history = model.fit(points, epochs=1, verbose=0)
    >>> model.generate(5, seed=0).shape
    (5, 2)

    Reference:
        Goodfellow et al., "Generative Adversarial Nets", 2014, equation 1 and Algorithm 1.
        https://arxiv.org/abs/1406.2661
    """

    log_names = ("generator_loss", "discriminator_loss", "real_score", "fake_score")

    def __init__(
        self, generator, discriminator, *, latent_dim=None, prior="normal", seed=None, **kwargs
    ):
        networks = {"generator": generator, "discriminator": discriminator}
        super().__init__(networks, latent_dim=latent_dim, prior=prior, seed=seed, **kwargs)

    @property
    def adversary(self):
        """The discriminator as the steps see it."""
        return self.adversaries["discriminator"]

    def alternating_step(self, minibatches):
        """Algorithm 1: `k` updates of the discriminator, each on fresh data and latents, then one
        of the generator."""
        for real in minibatches:
            self.discriminator_step(real)
        self.generator_step(real)

    def discriminator_step(self, real):
        """Updates the discriminator to tell `real` samples from as many generated ones."""
        fake, generator_state = self.draw(real)
        with tf.GradientTape() as tape:
            verdict = self.adversary.judge(real, fake)
            loss, state = self._discriminator_loss(verdict, real, fake)
        keep_seeds(self.generator, generator_state)
        self.minimize({"discriminator_loss": loss}, tape, {"discriminator": state})
        self.log(self.estimates(verdict))

    def generator_step(self, real):
        """Updates the generator, by as many samples as `real` has, against the discriminator."""
        with tf.GradientTape() as tape:
            fake, state = self.draw(real)
            verdict = self.adversary.judge_fake(fake, real)
            loss = self._generator_loss(verdict)
        keep_seeds(self.discriminator, verdict.state)
        self.minimize({"generator_loss": loss}, tape, {"generator": state})

    def simultaneous_step(self, minibatches):
        """Updates both networks by gradients at the same point, from one forward pass."""
        (real,) = minibatches
        with tf.GradientTape(persistent=True) as tape:
            fake, generator_state = self.draw(real)
            verdict = self.adversary.judge(real, fake)
            discriminator_loss, state = self._discriminator_loss(verdict, real, fake)
            losses = {
                "generator_loss": self._generator_loss(verdict),
                "discriminator_loss": discriminator_loss,
            }
        self.minimize(losses, tape, {"generator": generator_state, "discriminator": state})
        self.log(self.estimates(verdict))

    def evaluation_logs(self, minibatches):
        """Losses and scores on a batch of data, in inference mode, without any update."""
        (real,) = minibatches
        verdict = self.adversary.judge_at_rest(real, self.draw_at_rest(real))
        return {
            "generator_loss": self.adversary.generator_loss(verdict),
            "discriminator_loss": self.adversary.discriminator_loss(verdict),
            **self.estimates(verdict),
        }

    def estimates(self, verdict):
        """What is logged beside the losses: the means of D(x) and D(G(z)), D = sigmoid(logit)."""
        return {
            f"{kind}_score": ops.mean(ops.sigmoid(ops.cast(logits, "float32")))
            for kind, logits in (("real", verdict.real), ("fake", verdict.fake))
        }

    def _generator_loss(self, verdict):
        return self.adversary.generator_loss(verdict) + self.regularization("generator")

    def _discriminator_loss(self, verdict, real, fake):
        """The loss, and the state of the discriminator after all of its passes."""
        loss, state = self.adversary.penalized_loss(verdict, real, fake)
        return loss + self.regularization("discriminator"), state

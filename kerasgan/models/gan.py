"""Generative adversarial network (Goodfellow et al. 2014)."""

import random

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from kerasgan import latents
from kerasgan.data import elements
from kerasgan.latents import streams
from kerasgan.layers import NoiseStream
from kerasgan.models.adversarial import AdversarialModel
from kerasgan.models.network_checks import check_fits, check_latent_dim, check_returns_logits
from kerasgan.models.passes import keep_seeds, training_pass


def choose_seed(seed):
    """Returns `seed`, or for `None` a new one, which obeys `keras.utils.set_random_seed`."""
    return random.randrange(2**31) if seed is None else int(seed)


@keras.saving.register_keras_serializable(package="kerasgan")
class GAN(AdversarialModel):
    """Generative adversarial network.

    A generator `G` turns latents `z` into samples, a discriminator `D` tells samples from data,
    and the two play

        min_G max_D  V(D, G) = E_x log D(x) + E_z log(1 - D(G(z))),

    where `D` is the sigmoid of the discriminator network's logits. Networks are any Keras
    models; `compile` chooses the losses of the game.

    Args:
        generator: `keras.Model` from latents `[N, latent_dim]` to samples. Image generators end
            in tanh: images are in [-1, 1].
        discriminator: `keras.Model` from samples to logits of any shape, without sigmoid.
        latent_dim: Integer. Taken from the generator when left out.
        prior: Distribution of the latents: `"normal"`, `"uniform"` (on [-1, 1]) or a prior
            of `kerasgan.latents`, as `Uniform(-3**0.5, 3**0.5)`.
        seed: Integer that fixes the noise of training and the order of arrays given to `fit`.
            `None` draws one, which is saved with the model.
        **kwargs: Arguments of `keras.Model`, as `name`.

    Raises:
        TypeError: If a network is not a Keras model.
        ValueError: If the networks do not fit each other or `latent_dim`, or the discriminator
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
        super().__init__({"generator": generator, "discriminator": discriminator}, **kwargs)
        self.latent_dim = check_latent_dim(generator, latent_dim)
        check_fits(generator, "generator", discriminator, "discriminator")
        check_returns_logits(discriminator, "discriminator")
        self.prior = latents.get(prior)
        self.seed = choose_seed(seed)
        self.noise = NoiseStream(
            self.latent_dim, self.prior, seed=self.seed + streams.TRAINING, name="noise"
        )
        self.evaluation_noise = NoiseStream(
            self.latent_dim,
            self.prior,
            seed=self.seed + streams.EVALUATION,
            name="evaluation_noise",
        )

        self._sample_function = tf.function(self._sample, reduce_retracing=True)

    @property
    def image_shape(self):
        """Shape of one sample, without the batch axis."""
        return tuple(self.generator.output_shape[1:])

    # Algorithm 1

    def alternating_step(self, minibatches):
        """`k` updates of the discriminator, each on fresh data and latents, one of the generator.

        Args:
            minibatches: List of `k` batches of data.
        """
        for images in minibatches:
            self.discriminator_step(images)
        self.generator_step(ops.shape(images)[0])

    def discriminator_step(self, images):
        """Updates the discriminator to tell `images` from as many generated ones."""
        fakes, generator_state = training_pass(
            self.generator, self.noise.draw(ops.shape(images)[0])
        )
        keep_seeds(self.generator, generator_state)
        with tf.GradientTape() as tape:
            real_logits, state = training_pass(self.discriminator, images)
            fake_logits, state = training_pass(self.discriminator, fakes, state)
            loss = self.adversarial_loss.discriminator(real_logits, fake_logits)
            loss += self.regularization("discriminator")
            penalty, state = self.penalize("discriminator", images, fakes, state)
            loss += penalty
        self.minimize({"discriminator_loss": loss}, tape, {"discriminator": state})
        self.track(real_logits, fake_logits)

    def generator_step(self, batch_size):
        """Updates the generator against the discriminator as it is."""
        with tf.GradientTape() as tape:
            fakes, state = training_pass(self.generator, self.noise.draw(batch_size))
            fake_logits, discriminator_state = training_pass(self.discriminator, fakes)
            loss = self.adversarial_loss.generator(fake_logits)
            loss += self.regularization("generator")
        keep_seeds(self.discriminator, discriminator_state)
        self.minimize({"generator_loss": loss}, tape, {"generator": state})

    def simultaneous_step(self, images):
        """Updates both networks by gradients at the same point, from one forward pass."""
        with tf.GradientTape(persistent=True) as tape:
            fakes, generator_state = training_pass(
                self.generator, self.noise.draw(ops.shape(images)[0])
            )
            real_logits, state = training_pass(self.discriminator, images)
            fake_logits, state = training_pass(self.discriminator, fakes, state)
            discriminator_loss = self.adversarial_loss.discriminator(real_logits, fake_logits)
            discriminator_loss += self.regularization("discriminator")
            penalty, state = self.penalize("discriminator", images, fakes, state)
            discriminator_loss += penalty
            generator_loss = self.adversarial_loss.generator(fake_logits)
            generator_loss += self.regularization("generator")
        self.minimize(
            {"generator_loss": generator_loss, "discriminator_loss": discriminator_loss},
            tape,
            {"generator": generator_state, "discriminator": state},
        )
        self.track(real_logits, fake_logits)

    def track(self, real_logits, fake_logits):
        """Logs the means of D(x) and D(G(z)), where D is the sigmoid of the logits."""
        for name, logits in (("real_score", real_logits), ("fake_score", fake_logits)):
            self.trackers[name].update_state(ops.mean(ops.sigmoid(ops.cast(logits, "float32"))))

    # Evaluation and generation

    def test_step(self, batch):
        """Losses and scores on a batch of data, in inference mode, without any update."""
        images = batch[0] if isinstance(batch, tuple) else batch
        fakes = self.generator(self.evaluation_noise.draw(ops.shape(images)[0]), training=False)
        real_logits = self.discriminator(images, training=False)
        fake_logits = self.discriminator(fakes, training=False)
        losses = {
            "generator_loss": self.adversarial_loss.generator(fake_logits),
            "discriminator_loss": self.adversarial_loss.discriminator(real_logits, fake_logits),
        }
        for name, loss in losses.items():
            self.trackers[name].update_state(loss)
        self.track(real_logits, fake_logits)
        return self.get_metrics_result()

    def evaluate(self, x=None, y=None, **kwargs):
        """Losses and scores of the networks on data, without any update.

        The latents are the same at every call, so equal weights give equal values. Training is
        not disturbed: its own noise does not move.

        Args:
            x: Data, as for `fit`.
            y: Ignored.
            **kwargs: Further arguments of `keras.Model.evaluate`.

        Returns:
            List of the values that `fit` logs, or a dict with `return_dict=True`.

        Raises:
            ValueError: If the data do not fit the model, as in `fit`.
        """
        self._check_trainable("evaluate")
        elements.check_evaluation(x, self.image_shape)
        self.evaluation_noise.reset()
        return super().evaluate(x, **kwargs)

    def call(self, inputs, training=False):
        """The generator's samples for latents `[N, latent_dim]`, by the training weights."""
        return self.generator(inputs, training=training)

    def predict_step(self, batch):
        """Samples for a batch of latents, by the weights that inference uses."""
        latents = batch[0] if isinstance(batch, tuple) else batch
        return self._sample(latents, self.inference_values("generator"))

    def _sample(self, latents, weights):
        samples, _ = self.generator.stateless_call(
            weights, self.generator.non_trainable_variables, latents, training=False
        )
        return ops.cast(samples, "float32")

    def generate(self, n=None, seed=None, *, latents=None, batch_size=128):
        """Generates samples.

        Where the optimizer keeps a moving average of the weights, the average generates.

        Args:
            n: Integer, the number of samples.
            seed: Integer, or a list of them. Sample `i` of `generate(n, seed=s)` is a function
                of `(s, i)` alone; `generate(seed=[s0, s1, …])` returns one sample a seed, each
                that of `generate(1, seed=si)`. `None` draws a seed.
            latents: Array `[N, latent_dim]` to generate from, instead of `n` and `seed`.
            batch_size: Integer, the number of samples computed at a time.

        Returns:
            NumPy float32 array `[n, …]`; images are in [-1, 1].

        Raises:
            ValueError: If it is not clear how many samples are wanted, or latents do not fit.

        Example:

        >>> images = model.generate(64, seed=0)
        """
        codes = self._codes(n, seed, latents)
        weights = self.inference_values("generator")
        batches = [
            self._sample_function(tf.constant(codes[i : i + batch_size]), weights).numpy()
            for i in range(0, len(codes), batch_size)
        ]
        return np.concatenate(batches) if batches else np.zeros((0, *self.image_shape), "float32")

    def _codes(self, n, seed, given):
        """Latents `[N, latent_dim]` for the arguments of `generate`."""
        if given is not None:
            if n is not None or seed is not None:
                raise ValueError(
                    "`generate` takes either `latents`, or `n` and `seed`. Received both: "
                    f"n={n}, seed={seed} beside latents of shape {np.shape(given)}."
                )
            given = np.asarray(given, "float32")
            if given.ndim != 2 or given.shape[1] != self.latent_dim:
                raise ValueError(
                    f"`latents` must have shape [N, {self.latent_dim}]. "
                    f"Received: shape {given.shape}."
                )
            return given
        if seed is not None and np.ndim(seed) == 1:
            if n not in (None, len(seed)):
                raise ValueError(
                    "A list of seeds gives one sample each, so `n` may be left out. "
                    f"Received: n={n} with {len(seed)} seeds."
                )
            seeds, rows = np.asarray(seed, "int64"), np.zeros(len(seed), "int64")
        elif n is None:
            raise ValueError(
                "`generate` needs to know how many samples to make: pass `n`, a list of seeds, "
                f"or `latents`. Received: n=None, seed={seed!r}."
            )
        else:
            seeds, rows = np.full(n, choose_seed(seed), "int64"), np.arange(n)
        return latents.from_seeds(self.prior, seeds, rows, self.latent_dim).numpy()

    def interpolate(self, start, end, steps=8, *, method=None):
        """Generates the samples on the way from one latent to another.

        Args:
            start: Integer seed (the sample of `generate(1, seed=start)`) or a latent vector.
            end: Likewise.
            steps: Integer, the number of samples, both ends included.
            method: `"slerp"`, along the sphere, or `"lerp"`, along the line. Defaults to what
                suits the prior: slerp for the normal one, whose mass lies near a sphere.

        Returns:
            NumPy float32 array `[steps, …]`.
        """
        ends = [
            self._codes(None, [end], None)[0] if np.ndim(end) == 0 else np.asarray(end, "float32")
            for end in (start, end)
        ]
        if method is None:
            method = latents.method_for(self.prior)
        return self.generate(latents=latents.interpolate(*ends, steps, method))

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "generator": serialize(self.generator),
            "discriminator": serialize(self.discriminator),
            "latent_dim": self.latent_dim,
            "prior": serialize(self.prior),
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return cls(
            **{
                name: keras.saving.deserialize_keras_object(value, custom_objects)
                if isinstance(value, dict)
                else value
                for name, value in config.items()
            }
        )

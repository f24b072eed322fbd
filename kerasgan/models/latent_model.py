"""The base of models that draw samples from latents: `generate`, evaluation, exports, cards."""

import keras
import numpy as np
import tensorflow as tf

from kerasgan import data, images, latents
from kerasgan.engine.passes import inference_pass, training_pass
from kerasgan.latents import requests, streams
from kerasgan.layers import NoiseStream
from kerasgan.metrics.reports import samples
from kerasgan.models import latent_endpoints
from kerasgan.models.adversarial import AdversarialModel
from kerasgan.models.network_checks import check_fits, check_latent_dim, check_returns_logits
from kerasgan.presets.overview import format_costs, format_distance, format_link, format_number


class LatentModel(AdversarialModel):
    """Base of the families that draw samples from latents.

    A family has a `generator` among its networks, from latents `[N, latent_dim]` to samples, and
    draws samples in its steps with `draw`. Everything users do with a trained generator is here.

    Args:
        networks: Dict from names to built `keras.Model`s, including `"generator"`.
        latent_dim: Integer, the length of a latent vector. Defaults to the generator's.
        prior: Distribution of the latents: `"normal"`, `"uniform"` (on [-1, 1]) or a prior
            from `kerasgan.latents`.
        seed: Integer that fixes the noise of training and the order of arrays given to `fit`.
            With `None`, a seed is drawn and saved with the model.
        **kwargs: Arguments of `keras.Model`, such as `name`.

    Raises:
        TypeError: If a network is not a Keras model.
        ValueError: If the networks do not fit each other or `latent_dim`, or if a discriminator
            ends in a sigmoid.
    """

    usage = "samples = model.generate(16, seed=0)"
    samples_caption = "Samples of the generator, not chosen"

    def __init__(self, networks, *, latent_dim=None, prior="normal", seed=None, **kwargs):
        super().__init__(networks, seed=seed, **kwargs)
        self.latent_dim = check_latent_dim(self.generator, latent_dim)
        for name in self.discriminator_networks:
            check_fits(self.generator, "generator", networks[name], name)
            check_returns_logits(networks[name], name)
        self.prior = latents.get(prior)
        self.noise = self._stream(streams.TRAINING, "noise")
        self.evaluation_noise = self._stream(streams.EVALUATION, "evaluation_noise")

    def _stream(self, stream, name):
        return NoiseStream(self.latent_dim, self.prior, seed=self.seed + stream, name=name)

    @property
    def sample_shape(self):
        """Shape of one sample, without the batch axis."""
        return tuple(self.generator.output_shape[1:])

    @property
    def image_shape(self):
        """`(height, width, channels)` of the images that the model draws."""
        if len(self.sample_shape) != 3:
            raise AttributeError(
                f"The samples of this {type(self).__name__} are no images (height, width, "
                f"channels): `sample_shape` is {self.sample_shape}."
            )
        return self.sample_shape

    # Training and evaluation

    def draw(self, real):
        """Generated samples in training mode, as many as `real` and under its labels.

        Args:
            real: A `Minibatch`.

        Returns:
            `(fake, state)`: a `Minibatch`, and the state of the generator after the pass.
        """
        drawn = real.replace(self.noise.draw(real.size))
        fake, state = training_pass(self.generator, drawn.inputs)
        return real.replace(fake), state

    def draw_at_rest(self, real):
        """The same in inference mode and from the noise of `evaluate`: a `Minibatch`."""
        drawn = real.replace(self.evaluation_noise.draw(real.size))
        return real.replace(self.generator(drawn.inputs, training=False))

    def evaluate(self, x=None, y=None, **kwargs):
        """Computes the losses and scores of the networks on data, without any update.

        The latents are the same in every call, so equal weights give equal values. Training is
        not disturbed: its own noise does not advance.

        Args:
            x: Data, as for `fit`.
            y: Ignored.
            **kwargs: Further arguments of `keras.Model.evaluate`.

        Returns:
            A list of the values that `fit` logs, or a dict with `return_dict=True`.

        Raises:
            ValueError: If the data do not fit the model, as in `fit`.
        """
        self.evaluation_noise.reset()
        return super().evaluate(x, **kwargs)

    # Generation

    def call(self, inputs, training=False):
        """The generator's samples for latents `[N, latent_dim]`, by the training weights."""
        return self.generator(inputs, training=training)

    def predict_step(self, batch):
        """Samples for a batch of latents, by the weights that inference uses."""
        (drawn,) = self.minibatches(batch)
        return inference_pass(self.generator, drawn.inputs, self.inference_values("generator"))

    def generate(self, n=None, seed=None, *, latents=None, batch_size=128):
        """Generates samples.

        If the optimizer keeps a moving average of the weights, the average is used.

        Args:
            n: Integer, the number of samples.
            seed: Integer or list of integers. Sample `i` of `generate(n, seed=s)` depends only
                on `(s, i)`; `generate(seed=[s0, s1, …])` returns one sample per seed, each the
                same as `generate(1, seed=si)`. With `None`, a seed is drawn.
            latents: Array `[N, latent_dim]` to generate from, instead of `n` and `seed`.
            batch_size: Integer, the number of samples to compute at a time.

        Returns:
            NumPy float32 array `[n, …]`; images are in [-1, 1].

        Raises:
            ValueError: If the number of samples is ambiguous, or `latents` do not fit the model.

        Example:

        >>> images = model.generate(64, seed=0)
        """
        codes = requests.choose_latents(self.prior, self.latent_dim, n, seed, latents)
        batches = [
            self.infer("generator", tf.constant(codes[i : i + batch_size]))
            for i in range(0, len(codes), batch_size)
        ]
        return np.concatenate(batches) if batches else np.zeros((0, *self.sample_shape), "float32")

    def interpolate(self, start, end, steps=8, *, method=None):
        """Generates samples along the path from one latent vector to another.

        Args:
            start: Integer seed (of the sample `generate(1, seed=start)`) or a latent vector.
            end: Likewise.
            steps: Integer, the number of samples, including both ends.
            method: `"slerp"`, along the sphere, or `"lerp"`, along the line. Defaults to whichever
                suits the prior: slerp for the normal prior, whose mass lies near a sphere.

        Returns:
            NumPy float32 array `[steps, …]`.
        """
        ends = [
            requests.choose_latents(self.prior, self.latent_dim, seed=[end])[0]
            if np.ndim(end) == 0
            else np.asarray(end, "float32")
            for end in (start, end)
        ]
        if method is None:
            method = latents.method_for(self.prior)
        return self.generate(latents=latents.interpolate(*ends, steps, method))

    # What else is asked of every family

    data_loader = staticmethod(data.load)
    scored_examples = 10_000

    @classmethod
    def load_examples(cls, table, split="test", count=None):
        """Real samples of a recipe's data, each once and in order, as one array."""
        as_scored = {"split": split, "shuffle": False, "drop_remainder": False}
        as_scored |= {} if count is None else {"count": count}
        return np.concatenate(list(cls.load_data(table | as_scored).as_numpy_iterator()))

    def report(self, real, training, *, table, split="test", features=None, seed=0):
        """Scores samples of the model, and training samples in their place; see `measure`."""
        about = {"dataset": table["source"], "split": split}
        return samples.measure(self, real, training, features=features, seed=seed, **about)

    def endpoints(self, *, presented, max_pixels):
        """What an export serves, by names; see `kerasgan.serving.export`."""
        return latent_endpoints.make_endpoints(self, presented=presented, max_pixels=max_pixels)

    def show(self, examples=None, *, rows=8, columns=8, seed=0):
        """Draws samples, always from the same latents, as a picture for cards and callbacks.

        Args:
            examples: Ignored: samples are drawn from latents alone.
            rows: Integer, the number of rows in the grid.
            columns: Integer, the number of columns in the grid.
            seed: Integer, the seed of the latents.

        Returns:
            uint8 array `[height, width, channels]`, or `None` if the samples are not images.
        """
        if len(self.sample_shape) != 3:
            return None
        return images.grid(self.generate(rows * columns, seed=seed), columns=columns)

    @classmethod
    def overview_row(cls, description):
        """How near the samples come to data, how much of them they show, and at what cost."""
        return {
            "preset": format_link(description),
            "family": f"`{description.family}`",
            "Fréchet distance": format_distance(description, "frechet_distance"),
            "class entropy": format_number(description, "class_histogram: entropy"),
            "precision": format_number(description, "precision_recall: precision"),
            "recall": format_number(description, "precision_recall: recall"),
            **format_costs(description),
        }

    def get_config(self):
        prior = keras.saving.serialize_keras_object(self.prior)
        return {**super().get_config(), "latent_dim": self.latent_dim, "prior": prior}

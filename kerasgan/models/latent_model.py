"""What every model is that draws samples from latents: `generate`, evaluation, exports, cards."""

import keras
import numpy as np
import tensorflow as tf

from kerasgan import data, images, latents
from kerasgan.engine.passes import inference_pass, training_pass
from kerasgan.latents import streams
from kerasgan.layers import NoiseStream
from kerasgan.models import latent_endpoints
from kerasgan.models.adversarial import AdversarialModel
from kerasgan.models.network_checks import check_fits, check_latent_dim, check_returns_logits
from kerasgan.presets.overview import format_costs, format_distance, format_link, format_number


class LatentModel(AdversarialModel):
    """Base of the families that draw samples from latents.

    A family gives a `generator` among its networks, from latents `[N, latent_dim]` to samples, and
    writes its algorithm by `draw`. All that users do with a trained generator is here.

    Args:
        networks: Dict from names to built `keras.Model`s, `"generator"` among them.
        latent_dim: Integer. Taken from the generator when left out.
        prior: Distribution of the latents: `"normal"`, `"uniform"` (on [-1, 1]) or a prior
            of `kerasgan.latents`.
        seed: Integer that fixes the noise of training and the order of arrays given to `fit`.
            `None` draws one, which is saved with the model.
        **kwargs: Arguments of `keras.Model`, as `name`.

    Raises:
        TypeError: If a network is not a Keras model.
        ValueError: If the networks do not fit each other or `latent_dim`, or a discriminator
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
        samples, state = training_pass(self.generator, drawn.inputs)
        return real.replace(samples), state

    def draw_at_rest(self, real):
        """The same in inference mode and from the noise of `evaluate`: a `Minibatch`."""
        drawn = real.replace(self.evaluation_noise.draw(real.size))
        return real.replace(self.generator(drawn.inputs, training=False))

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
        batches = [
            self.infer("generator", tf.constant(codes[i : i + batch_size]))
            for i in range(0, len(codes), batch_size)
        ]
        return np.concatenate(batches) if batches else np.zeros((0, *self.sample_shape), "float32")

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
            seeds, rows = np.full(n, streams.choose_seed(seed), "int64"), np.arange(n)
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

    # What else is asked of every family

    data_loader = staticmethod(data.load)

    def endpoints(self, *, presented, max_pixels):
        """What an export serves, by names; see `kerasgan.serving.export`."""
        return latent_endpoints.make_endpoints(self, presented=presented, max_pixels=max_pixels)

    def show(self, examples=None, *, rows=8, columns=8, seed=0):
        """Draws samples, always of the same latents, as a picture for cards and callbacks.

        Args:
            examples: Ignored: samples are drawn from latents alone.
            rows: Integer, rows of the grid.
            columns: Integer, columns of the grid.
            seed: Integer, the seed of the latents.

        Returns:
            uint8 array `[height, width, channels]`, or `None` where samples are no images.
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

"""Latents as a pure function of a seed and a saved counter."""

import keras

from kerasgan import latents
from kerasgan.latents import streams


@keras.saving.register_keras_serializable(package="kerasgan")
class NoiseStream(keras.layers.Layer):
    """Stream of latents whose whole state is one saved counter.

    Draw number `c` is a pure function of `(seed, c)`: the same in eager mode, in a graph and
    under XLA, and after a model was saved and loaded. Under `tf.distribute` every replica draws
    the noise of the *global* batch and takes its own slice, so that training on several replicas
    sees the numbers that training on one would see.

    Args:
        latent_dim: Integer, the length of one latent vector.
        prior: A prior of `kerasgan.latents`, its name or its configuration.
        seed: Integer, the seed of the stream.

    Example:
        >>> stream = NoiseStream(latent_dim=2, prior="normal", seed=1)
        >>> stream.draw(4).shape
        TensorShape([4, 2])
    """

    def __init__(self, latent_dim, prior="normal", seed=0, **kwargs):
        # Latents stay float32 whatever the model's policy: half-precision noise is coarse.
        super().__init__(**{**kwargs, "dtype": "float32", "trainable": False})
        self.latent_dim = latent_dim
        self.prior = latents.get(prior)
        self.seed = seed
        self.counter = self.add_weight(
            shape=(),
            dtype="int64",
            initializer="zeros",
            trainable=False,
            aggregation="only_first_replica",
            name="counter",
        )
        self.built = True

    def draw(self, batch_size):
        """Draws the next `[batch_size, latent_dim]` float32 latents and moves the counter on.

        The size, an integer or a scalar tensor, is the number of latents on *this* replica.
        """
        drawn = streams.draw(self.prior, batch_size, self.latent_dim, self.seed, self.counter)
        self.counter.assign_add(1)
        return drawn

    def reset(self):
        """Sets the stream back to its first draw."""
        self.counter.assign(0)

    def get_config(self):
        return {
            **super().get_config(),
            "latent_dim": self.latent_dim,
            "prior": keras.saving.serialize_keras_object(self.prior),
            "seed": self.seed,
        }

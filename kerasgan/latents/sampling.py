"""Latent vectors drawn from seeds."""

import functools

import numpy as np
import tensorflow as tf

from kerasgan.latents.priors import get


def from_seeds(prior, seeds, rows, latent_dim):
    """One latent vector a seed, each independent of the others in the batch.

    Vector j is a pure function of the prior, `seeds[j]`, `rows[j]` and `latent_dim`: the same bits
    alone or in any batch, in eager mode or in a SavedModel.

    Args:
        prior: A prior or its name.
        seeds: Integers of shape `[N]`, any int64; N may be 0 and may be unknown in a graph.
        rows: Integers of shape `[N]`, any int64.
        latent_dim: Length of a vector, an integer.

    Returns:
        A float32 tensor of shape `[N, latent_dim]`.

    Example:
        >>> kerasgan.latents.from_seeds("normal", seeds=[7, 7], rows=[0, 1], latent_dim=100).shape
        TensorShape([2, 100])
    """
    pairs = tf.stack([tf.cast(seeds, tf.int64), tf.cast(rows, tf.int64)], axis=1)
    return _make_sampler(get(prior), latent_dim)(pairs)


def sample(n, latent_dim, prior="normal", seed=None):
    """Latent vectors, the ones that `model.generate(n, seed=seed)` starts from.

    Args:
        n: Number of vectors.
        latent_dim: Length of a vector.
        prior: A prior or its name.
        seed: Integer, or None for vectors that differ at every call. Row i depends on the seed
            and i alone.

    Returns:
        A NumPy float32 array of shape `[n, latent_dim]`.

    Example:
        >>> kerasgan.latents.sample(4, 100, seed=0).shape
        (4, 100)
    """
    if seed is None:
        seed = int(np.random.default_rng().integers(2**63))
    return from_seeds(prior, np.full([n], seed, "int64"), np.arange(n), latent_dim).numpy()


@functools.lru_cache(maxsize=32)
def _make_sampler(prior, latent_dim):
    """A function from pairs `[N, 2]` to vectors; kept, since tracing takes longer than drawing."""

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.int64)])
    def draw(pairs):
        return tf.map_fn(
            lambda pair: prior.sample([latent_dim], pair),
            pairs,
            fn_output_signature=tf.TensorSpec([latent_dim], tf.float32),
        )

    return draw

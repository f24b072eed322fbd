"""What `generate` was asked for, as latents."""

import numpy as np

from kerasgan.latents.sampling import from_seeds
from kerasgan.latents.streams import choose_seed


def choose_latents(prior, latent_dim, n=None, seed=None, given=None):
    """Latents `[N, latent_dim]` for the arguments of `generate`, refused if they do not fit."""
    if given is not None:
        if n is not None or seed is not None:
            raise ValueError(
                "`generate` takes either `latents`, or `n` and `seed`. Received both: "
                f"n={n}, seed={seed} beside latents of shape {np.shape(given)}."
            )
        given = np.asarray(given, "float32")
        if given.ndim != 2 or given.shape[1] != latent_dim:
            raise ValueError(
                f"`latents` must have shape [N, {latent_dim}]. Received: shape {given.shape}."
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
    return from_seeds(prior, seeds, rows, latent_dim).numpy()

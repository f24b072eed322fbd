"""Arithmetic with latent vectors."""

import numpy as np


def mean_code(latents):
    """The mean of a set of vectors, such as those of images that share a property.

    Args:
        latents: Vectors of shape `[N, latent_dim]`, N >= 1.

    Returns:
        A NumPy float32 array of shape `[latent_dim]`.

    Raises:
        ValueError: If `latents` has another shape or no rows.

    Example:
        >>> kerasgan.latents.mean_code([[0.0, 1.0], [2.0, 3.0]])
        array([1., 2.], dtype=float32)
    """
    latents = np.asarray(latents, "float64")
    if latents.ndim != 2 or len(latents) < 1:
        raise ValueError(
            f"`latents` must have shape [N, latent_dim], N >= 1. Received: shape {latents.shape}."
        )
    return latents.mean(axis=0).astype("float32")


def analogy(a, b, c):
    """`a - b + c`: what is to `c` as `a` is to `b`.

    Args:
        a: Vectors of shape `[..., latent_dim]`; usually each is a `mean_code`.
        b: Vectors of shape `[..., latent_dim]`.
        c: Vectors of shape `[..., latent_dim]`.

    Returns:
        A NumPy float32 array.

    Raises:
        ValueError: If the vectors differ in length.

    Example:
        >>> kerasgan.latents.analogy([1.0, 1.0], [1.0, 0.0], [0.0, 0.0])
        array([0., 1.], dtype=float32)

    Reference:
        Radford et al., "Unsupervised Representation Learning with Deep Convolutional Generative
        Adversarial Networks", 2015, section 6.3.2 (arXiv:1511.06434).
    """
    a, b = check_same_length(a, b)
    a, c = check_same_length(a, c)
    return (a - b + c).astype("float32")


def check_same_length(a, b):
    """Two arrays of vectors as float64, or an error if the vectors differ in length."""
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    if a.ndim < 1 or b.ndim < 1 or a.shape[-1] != b.shape[-1]:
        raise ValueError(
            f"Latent vectors must be of one length. Received: shapes {a.shape} and {b.shape}."
        )
    return a, b

"""Ways from one latent vector to another."""

from itertools import pairwise

import numpy as np

from kerasgan.arguments import check_positive_integers, is_integer
from kerasgan.latents.arithmetic import check_same_length
from kerasgan.latents.priors import Normal


def lerp(a, b, t):
    """Linear interpolation: `(1 - t) a + t b`.

    Args:
        a: Vectors of shape `[..., latent_dim]`, at t = 0.
        b: Vectors of shape `[..., latent_dim]`, at t = 1.
        t: Number or array; it broadcasts against the leading axes of the vectors, so `[T]` for a
            single pair of vectors gives a path `[T, latent_dim]`.

    Returns:
        A NumPy float32 array.

    Raises:
        ValueError: If the vectors differ in length.

    Example:
        >>> kerasgan.latents.lerp([0.0, 2.0], [2.0, 0.0], 0.25)
        array([0.5, 1.5], dtype=float32)
    """
    a, b = check_same_length(a, b)
    t = np.asarray(t, "float64")[..., None]
    return ((1 - t) * a + t * b).astype("float32")


def slerp(a, b, t):
    """Spherical interpolation: along the great circle from `a` to `b`.

    `(sin((1 - t) w) a + sin(t w) b) / sin w`, with `w` the angle between the vectors. Between
    samples of a normal prior it keeps the length typical of the prior, where `lerp` passes
    through shorter vectors that the generator never saw. Parallel, opposite and zero vectors
    lie on no single great circle and are interpolated linearly.

    Args:
        a: Vectors of shape `[..., latent_dim]`, at t = 0.
        b: Vectors of shape `[..., latent_dim]`, at t = 1.
        t: Number or array; it broadcasts against the leading axes of the vectors, so `[T]` for a
            single pair of vectors gives a path `[T, latent_dim]`.

    Returns:
        A NumPy float32 array.

    Raises:
        ValueError: If the vectors differ in length.

    Example:
        >>> kerasgan.latents.slerp([1.0, 0.0], [0.0, 1.0], 0.5)
        array([0.70710677, 0.70710677], dtype=float32)

    Reference:
        White, "Sampling Generative Networks", 2016, section 2.1 (arXiv:1609.04468).
    """
    a, b = check_same_length(a, b)
    t = np.asarray(t, "float64")[..., None]
    # Kahan's formula: accurate also where the arc cosine is not, near 0 and pi.
    u, v = _normalize(a), _normalize(b)
    angle = 2 * np.arctan2(_measure(u - v), _measure(u + v))
    sine = np.sin(angle)
    straight = (sine < 1e-6) | (_measure(a) == 0) | (_measure(b) == 0)
    sine = np.where(straight, 1.0, sine)
    weight_a = np.where(straight, 1 - t, np.sin((1 - t) * angle) / sine)
    weight_b = np.where(straight, t, np.sin(t * angle) / sine)
    return (weight_a * a + weight_b * b).astype("float32")


METHODS = {"slerp": slerp, "lerp": lerp}


def interpolate(a, b, steps, method="slerp"):
    """Evenly spaced vectors from `a` to `b`, both included.

    Args:
        a: Vectors of shape `[..., latent_dim]`.
        b: Vectors of shape `[..., latent_dim]`.
        steps: Number of vectors, >= 2.
        method: `"slerp"` or `"lerp"`.

    Returns:
        A NumPy float32 array of shape `[steps, ..., latent_dim]`.

    Raises:
        ValueError: If `steps` is below 2 or the method is unknown.

    Example:
        >>> kerasgan.latents.interpolate([0.0, 1.0], [1.0, 0.0], steps=5).shape
        (5, 2)
    """
    if method not in METHODS:
        known = ", ".join(METHODS)
        raise ValueError(f"`method` must be one of: {known}. Received: method={method!r}.")
    if not is_integer(steps) or steps < 2:
        raise ValueError(
            "`steps` counts both ends, so it must be an integer of at least 2. "
            f"Received: steps={steps!r}."
        )
    return np.stack([METHODS[method](a, b, t) for t in np.linspace(0.0, 1.0, steps)])


def method_for(prior):
    """The method of interpolation that suits a prior.

    Args:
        prior: A prior, as `latents.get` returns it.

    Returns:
        `"slerp"` for the normal prior, whose mass lies near a sphere; `"lerp"` for others.

    Example:
        >>> kerasgan.latents.method_for(kerasgan.latents.Uniform())
        'lerp'
    """
    return "slerp" if isinstance(prior, Normal) else "lerp"


def path(codes, steps, method="slerp", closed=False):
    """A walk through several vectors.

    Args:
        codes: Vectors of shape `[K, latent_dim]`, K >= 2.
        steps: Number of vectors, >= 1, from each code (included) up to the next (excluded).
        method: `"slerp"` or `"lerp"`.
        closed: Whether the walk returns to the first code, as an endless loop does. Otherwise it
            ends with the last code.

    Returns:
        A NumPy float32 array `[K * steps, latent_dim]` if closed, else
        `[(K - 1) * steps + 1, latent_dim]`.

    Raises:
        ValueError: If there are fewer than 2 codes, or `steps` is below 1.

    Example:
        >>> codes = kerasgan.latents.sample(3, 100, seed=0)
        >>> kerasgan.latents.path(codes, steps=10, closed=True).shape
        (30, 100)
    """
    codes = np.asarray(codes, "float32")
    if codes.ndim != 2 or len(codes) < 2:
        raise ValueError(
            f"`codes` must have shape [K, latent_dim], K >= 2. Received: shape {codes.shape}."
        )
    check_positive_integers(steps=steps)
    stops = np.concatenate([codes, codes[:1]]) if closed else codes
    legs = [interpolate(a, b, steps + 1, method)[:-1] for a, b in pairwise(stops)]
    return np.concatenate(legs if closed else [*legs, codes[-1:]])


def _measure(vectors):
    return np.linalg.norm(vectors, axis=-1, keepdims=True)


def _normalize(vectors):
    norm = _measure(vectors)
    return vectors / np.where(norm == 0, 1.0, norm)

"""The Fréchet distance between features, known as FID with Inception's features."""

import warnings

import numpy as np

from kerasgan.metrics.score import Score, check_features
from kerasgan.metrics.statistics.moments import Moments


class FrechetDistance(Score):
    """The squared Fréchet (Wasserstein-2) distance between Gaussians fitted to the features.

    `|m - m'|^2 + tr(C + C' - 2 (C C')^(1/2))`, with means m and unbiased covariances C. It is 0 for
    identical sets; lower is better. It is biased: between samples of the same distribution it is
    roughly proportional to 1/N, so compare only scores of equal counts.

    Args:
        features: A name, a `keras.Model` or a callable, as in `kerasgan.metrics.extractors.get`.

    Returns:
        When called, a float >= 0.

    Example:
        >>> score = kerasgan.metrics.FrechetDistance("pixels")
        >>> real = np.random.default_rng(0).normal(size=[1000, 2])
        >>> round(score(real, real + 3.0), 6)
        18.0

    Reference:
        Heusel et al., "GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash
        Equilibrium", 2017, equation 6 (arXiv:1706.08500); Dowson and Landau, "The Fréchet
        Distance between Multivariate Normal Distributions", 1982.
    """

    name = "frechet_distance"

    def statistics(self):
        return Moments()

    def compare(self, real, generated):
        check_features(real, generated)
        for where, moments in (("real", real), ("generated", generated)):
            if moments.count <= moments.dimension:
                warnings.warn(
                    f"{moments.count} {where} images are too few for features of dimension "
                    f"{moments.dimension}: their covariance is singular and the Fréchet distance "
                    f"far too high. Use at least {2 * moments.dimension}.",
                    stacklevel=3,
                )
        return frechet_distance(real.mean, real.covariance, generated.mean, generated.covariance)


def frechet_distance(mean, covariance, other_mean, other_covariance):
    """The squared Fréchet distance between two normal distributions.

    Args:
        mean: Mean of the first, `[D]`.
        covariance: Covariance of the first, `[D, D]`, symmetric and positive semi-definite.
        other_mean: Mean of the second, `[D]`.
        other_covariance: Covariance of the second, `[D, D]`.

    Returns:
        A float >= 0.

    Raises:
        ValueError: If the shapes do not fit, or a value is not finite.

    Example:
        >>> kerasgan.metrics.frechet_distance([0.0], [[1.0]], [2.0], [[9.0]])
        8.0

    Reference:
        Dowson and Landau, "The Fréchet Distance between Multivariate Normal Distributions", 1982.
    """
    arrays = (mean, covariance, other_mean, other_covariance)
    mean, covariance, other_mean, other_covariance = (np.asarray(a, "float64") for a in arrays)
    shapes = [a.shape for a in (mean, covariance, other_mean, other_covariance)]
    dimension = mean.size
    if shapes != [(dimension,), (dimension, dimension)] * 2:
        raise ValueError(f"The shapes must be [D], [D, D], [D], [D, D]. Received: {shapes}.")
    if not all(np.isfinite(a).all() for a in (mean, covariance, other_mean, other_covariance)):
        raise ValueError("Means and covariances must be finite. Received: NaN or infinities.")
    # tr (C C')^(1/2) is the sum of the roots of the eigenvalues of C^(1/2) C' C^(1/2), which are
    # the singular values of C^(1/2) C'^(1/2). These are computed to rounding of the largest; the
    # roots of computed eigenvalues only to the root of that, half the digits.
    cross = _take_root(covariance) @ _take_root(other_covariance)
    overlap = np.linalg.svd(cross, compute_uv=False).sum()
    apart = np.sum((mean - other_mean) ** 2)
    distance = apart + np.trace(covariance) + np.trace(other_covariance) - 2.0 * overlap
    return max(0.0, float(distance))


def _take_root(covariance):
    """The symmetric square root of a positive semi-definite matrix."""
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T

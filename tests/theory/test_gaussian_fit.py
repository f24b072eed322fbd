"""The best Gaussian for a mixture, in every divergence: the experiment of the f-GAN paper."""

import numpy as np
import pytest
from scipy import stats

from kerasgan import theory

X = np.linspace(-14.0, 18.0, 6401)
# 0.33 N(-1, variance 0.065) + 0.67 N(2, variance 2)
P = 0.33 * stats.norm(-1, 0.065**0.5).pdf(X) + 0.67 * stats.norm(2, 2**0.5).pdf(X)

# name, parameters, the divergence at the optimum, and the optimal mean and deviation
FITS = [
    ("kl", {}, 0.2831, 1.0100, 1.8307),
    ("reverse_kl", {}, 0.2482, 1.5781, 1.6312),
    ("jensen_shannon", {}, 0.1281, 1.3068, 1.7540),
    ("jeffrey", {}, 0.5708, 1.3216, 1.7029),
    ("pearson", {}, 0.6458, 0.5737, 1.9273),
    ("neyman", {}, 0.4052, 1.8248, 1.5186),
    ("squared_hellinger", {}, 0.1347, 1.3129, 1.7326),
    ("total_variation", {}, 0.2396, 1.3385, 1.8792),
    ("alpha", {"alpha": -1.0}, 0.2026, 1.8248, 1.5186),
    ("alpha", {"alpha": 0.5}, 0.2694, 1.3129, 1.7326),
    ("alpha", {"alpha": 2.0}, 0.3229, 0.5737, 1.9273),
]


def gaussian(mean, deviation):
    return stats.norm(mean, deviation).pdf(X)


@pytest.mark.parametrize(("name", "parameters", "expected", "mean", "deviation"), FITS)
def test_divergence_at_the_optimum(name, parameters, expected, mean, deviation):
    def at(mean, deviation):
        return theory.f_divergence(P, gaussian(mean, deviation), name, x=X, **parameters)

    best = at(mean, deviation)
    assert best == pytest.approx(expected, abs=1e-3)
    for angle in np.linspace(0, 2 * np.pi, 8, endpoint=False):
        moved = at(mean + 0.02 * np.cos(angle), deviation + 0.02 * np.sin(angle))
        assert moved > best


def test_gan_differs_by_a_constant():
    q = gaussian(1.3068, 1.7540)
    result = theory.f_divergence(P, q, "gan", x=X)
    assert result == pytest.approx(0.1281 - np.log(4), abs=1e-3)
    assert theory.virtual_criterion(P, q, x=X) == pytest.approx(result, abs=1e-12)
    assert theory.jensen_shannon(P, q, x=X) == pytest.approx(0.1281 / 2, abs=5e-4)


def test_kl_optimum_has_the_moments_of_the_mixture():
    mean = 0.33 * -1 + 0.67 * 2
    variance = 0.33 * (0.065 + 1) + 0.67 * (2 + 4) - mean**2
    assert mean == pytest.approx(1.0100, abs=1e-4)
    assert variance**0.5 == pytest.approx(1.8307, abs=1e-4)

import warnings

import numpy as np
import pytest
from scipy.signal import convolve2d

from kerasgan.metrics import MultiScaleSSIM, multi_scale_ssim


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def window():
    axis = np.arange(11) - 5.0
    kernel = np.exp(-(axis**2) / (2 * 1.5**2))
    kernel = np.outer(kernel, kernel)
    return kernel / kernel.sum()


def by_hand(a, b, weights):
    """Equation 7 of Wang et al. for grey images on [0, 1]."""
    c1, c2, result = 0.01**2, 0.03**2, 1.0
    for scale, weight in enumerate(weights):
        if scale:
            a, b = (x.reshape(len(x) // 2, 2, x.shape[1] // 2, 2).mean((1, 3)) for x in (a, b))
        mean = [convolve2d(x, window(), "valid") for x in (a, b)]
        variance = [
            convolve2d(x * x, window(), "valid") - m**2 for x, m in zip((a, b), mean, strict=True)
        ]
        covariance = convolve2d(a * b, window(), "valid") - mean[0] * mean[1]
        structure = (2 * covariance + c2) / (variance[0] + variance[1] + c2)
        luminance = (2 * mean[0] * mean[1] + c1) / (mean[0] ** 2 + mean[1] ** 2 + c1)
        last = scale == len(weights) - 1
        term = (luminance * structure if last else structure).mean()
        result *= max(term, 0) ** weight
    return result


def pictures(n, size, seed=0):
    """Smooth random images in [-1, 1]."""
    rough = np.random.default_rng(seed).uniform(-1, 1, size=[n, size // 4, size // 4, 1])
    return np.kron(rough, np.ones([1, 4, 4, 1]))


@pytest.mark.parametrize(("size", "scales"), [(12, 1), (28, 2), (48, 3)])
def test_by_hand(size, scales):
    weights = np.array([0.0448, 0.2856, 0.3001])[:scales]
    a, b = pictures(3, size), 0.6 * pictures(3, size) + 0.4 * pictures(3, size, 1)
    expected = [
        by_hand((x[..., 0] + 1) / 2, (y[..., 0] + 1) / 2, weights / weights.sum())
        for x, y in zip(a, b, strict=True)
    ]
    assert min(expected) > 0.05
    np.testing.assert_allclose(multi_scale_ssim.compare_pairs(a, b), expected, rtol=1e-4)


def test_channels_are_averaged():
    a, b = pictures(2, 28), 0.6 * pictures(2, 28) + 0.4 * pictures(2, 28, 1)
    black = np.full_like(a, -1.0)
    both = multi_scale_ssim.compare_pairs(
        np.concatenate([a, black], axis=-1), np.concatenate([b, black], axis=-1)
    )
    np.testing.assert_allclose(both, (multi_scale_ssim.compare_pairs(a, b) + 1) / 2, rtol=1e-5)


def test_all_five_scales_are_the_published_ones():
    """Whose weights sum to 1.0001."""
    import tensorflow as tf

    a, b = pictures(1, 176), 0.6 * pictures(1, 176) + 0.4 * pictures(1, 176, 1)
    published = tf.image.ssim_multiscale(
        ((a + 1) / 2).astype("float32"), ((b + 1) / 2).astype("float32"), 1.0
    )
    np.testing.assert_allclose(multi_scale_ssim.compare_pairs(a, b), published, rtol=1e-3)


def test_collapse_and_diversity():
    real = pictures(40, 28)
    score = MultiScaleSSIM(pairs=20)
    collapsed = score(real, np.repeat(real[:1], 40, axis=0))
    assert collapsed.generated == pytest.approx(1.0, abs=1e-5)
    assert collapsed.generated_standard_error < 1e-6
    assert collapsed.real < 0.6
    alike = score(real, pictures(40, 28, 1))
    assert abs(alike.generated - alike.real) < 4 * (
        alike.generated_standard_error + alike.real_standard_error
    )
    assert score.value(alike) < score.value(collapsed)


def test_the_pairs_do_not_depend_on_batches():
    real, generated = pictures(60, 28), pictures(60, 28, 1)
    score = MultiScaleSSIM(pairs=10, seed=5)
    assert score(real, generated, batch_size=7) == score(real, generated)
    assert score(real, generated) != MultiScaleSSIM(pairs=10, seed=6)(real, generated)


def test_too_few_too_small_or_off_the_scale():
    real = pictures(40, 28)
    score = MultiScaleSSIM(pairs=20)
    with pytest.warns(UserWarning, match="30 generated images make 15 disjoint pairs, fewer than"):
        score(real, real[:30])
    with pytest.raises(ValueError, match=r"At least 4 generated images are needed\. Received: 3"):
        score(real, real[:3])
    with pytest.raises(ValueError, match=r"at least 11 pixels\. Received: 8x8"):
        score(real[:, :8, :8], real[:, :8, :8])
    with pytest.raises(ValueError, match=r"must lie in \[-1, 1\]\. Received: the generated images"):
        score(real, real * 255)
    with pytest.raises(ValueError, match=r"at least 2\. Received: pairs=1"):
        MultiScaleSSIM(pairs=1)

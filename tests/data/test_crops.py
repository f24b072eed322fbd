import numpy as np
import pytest
import tensorflow as tf

from kerasgan.data import crops


def test_enlarged_as_in_the_paper():
    assert crops.enlarge((256, 128)) == (286, 143)
    assert crops.enlarge((64, 8)) == (72, 9)


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_resized_ramp_is_a_ramp(channels):
    """Cubic interpolation reproduces linear functions, away from the border."""
    y, x = np.meshgrid(np.arange(20.0), np.arange(30.0), indexing="ij")
    images = np.stack([y / 20 - x / 60] * channels, -1)[None].astype(np.float32)
    resized = crops.resize(images, (25, 33))
    assert resized.dtype == np.float32
    y = (np.arange(25) + 0.5) * 20 / 25 - 0.5
    x = (np.arange(33) + 0.5) * 30 / 33 - 0.5
    expected = y[:, None] / 20 - x / 60
    inside = (0, slice(3, -3), slice(3, -3))
    for channel in range(channels):
        np.testing.assert_allclose(resized[inside][..., channel], expected[3:-3, 3:-3], atol=1e-4)


def test_resized_images_stay_in_range():
    bits = np.random.default_rng(0).integers(0, 2, (100, 8, 8, 2))
    of_bytes = crops.resize(np.uint8(255 * bits), (10, 9))
    of_floats = crops.resize(np.float32(2 * bits - 1), (10, 9))
    assert of_bytes.dtype == np.uint8
    assert of_floats.dtype == np.float32
    assert (of_floats.min(), of_floats.max()) == (-1, 1)
    # Without the limits both would be the same up to rounding; clipped bytes do not wrap around.
    np.testing.assert_allclose(of_bytes / 127.5 - 1, of_floats, atol=0.6 / 127.5)


def test_images_of_the_size_are_left_alone():
    images = np.random.default_rng(0).integers(0, 256, (3, 8, 9, 3), np.uint8)
    assert crops.resize(images, (8, 9)) is images
    np.testing.assert_array_equal(crops.resize(images[:, :1, :1], (3, 3))[:, 1, 1], images[:, 0, 0])


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_crops_and_flips_are_those_of_slices(dtype):
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (40, 9, 12, 3)).astype(dtype)
    tops, lefts = generator.integers(0, 4, 40), generator.integers(0, 6, 40)
    flips = generator.integers(0, 2, 40) == 1
    pieces = crops.crop_and_flip(
        images, tf.constant(tops, tf.int32), tf.constant(lefts, tf.int32), flips, (6, 7)
    )
    for image, top, left, flip, piece in zip(images, tops, lefts, flips, pieces, strict=True):
        expected = image[top : top + 6, left : left + 7]
        np.testing.assert_array_equal(piece, expected[:, ::-1] if flip else expected)


def test_draws_are_uniform_and_independent():
    n = 6000
    tops, lefts, flips = (
        draw.numpy() for draw in crops.draw(n, (4, 7), True, tf.constant([3, 5], tf.int64))
    )
    # Five standard deviations of binomials, and of correlations of independent numbers.
    for draws, kinds in ((tops, 5), (lefts, 8), (flips.astype(int), 2)):
        spread = 5 * np.sqrt(n / kinds * (1 - 1 / kinds))
        np.testing.assert_allclose(np.bincount(draws, minlength=kinds), n / kinds, atol=spread)
        assert draws.max() == kinds - 1
    correlation = np.corrcoef([tops, lefts, flips])
    np.testing.assert_allclose(correlation, np.eye(3), atol=5 / np.sqrt(n))


def test_draws_are_a_function_of_the_seed():
    def draw(*seed, flip=True):
        return np.stack(crops.draw(20, (6, 6), flip, tf.constant(seed, tf.int64)))

    np.testing.assert_array_equal(draw(1, 2), draw(1, 2))
    assert np.any(draw(1, 2) != draw(1, 3))
    assert np.any(draw(1, 2) != draw(2, 2))
    np.testing.assert_array_equal(draw(1, 2, flip=False)[:2], draw(1, 2)[:2])
    assert not draw(1, 2, flip=False)[2].any()

import hashlib
import os
import pathlib

import numpy as np
import pytest
from scipy import stats

from kerasgan.data import load
from kerasgan.data.sets import mixtures

TFDS_DIR = os.environ.get("TFDS_DATA_DIR", "")
needs_mnist = pytest.mark.skipif(
    not (TFDS_DIR and (pathlib.Path(TFDS_DIR) / "mnist").is_dir()),
    reason="needs mnist prepared in TFDS_DATA_DIR",
)
NAMES = ("ring", "grid")


def philox_block(seed, n):
    """Block n of Philox 4x64 with ten rounds (Salmon et al. 2011), in plain integers."""
    # NumPy increments its counter before it makes a block.
    counter, key = [n + 1, 0, 0, 0], [seed, 0]
    for _ in range(10):
        a, b = 0xD2E7470EE14C6C93 * counter[0], 0xCA5A826395121157 * counter[2]
        counter = [
            b >> 64 ^ counter[1] ^ key[0],
            b % 2**64,
            a >> 64 ^ counter[3] ^ key[1],
            a % 2**64,
        ]
        key = [(key[0] + 0x9E3779B97F4A7C15) % 2**64, (key[1] + 0xBB67AE8584CAA73B) % 2**64]
    return counter


@pytest.mark.parametrize("n", [0, 3, 2**40])
def test_numbers_are_blocks_of_philox(n):
    expected = [(bits >> 11) / 2**53 for bits in philox_block(5, n)]
    assert mixtures._draw_uniforms(1, seed=5, first=n)[0].tolist() == expected


@pytest.mark.parametrize("name", NAMES)
def test_sample_is_a_function_of_seed_and_number(name):
    points, labels = mixtures.sample(name, 200, seed=-3)
    some, some_labels = mixtures.sample(name, 7, seed=-3, first=50)
    np.testing.assert_array_equal(some, points[50:57])
    np.testing.assert_array_equal(some_labels, labels[50:57])
    other, _ = mixtures.sample(name, 200, seed=4)
    assert np.any(other != points, axis=1).all()


def test_the_modes_are_where_the_papers_put_them():
    centers, sigma = mixtures.MIXTURES["ring"]
    assert sigma == 0.01
    turns = np.exp(2j * np.pi * np.arange(8) / 8)
    np.testing.assert_allclose(centers[:, 0] + 1j * centers[:, 1], turns, atol=1e-15)
    centers, sigma = mixtures.MIXTURES["grid"]
    assert sigma == 0.05
    expected = [[x, y] for x in (-4, -2, 0, 2, 4) for y in (-4, -2, 0, 2, 4)]
    assert centers.tolist() == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_mode_is_a_gaussian_and_as_likely_as_the_others(name):
    centers, sigma = mixtures.MIXTURES[name]
    points, labels = mixtures.sample(name, 50_000, seed=1)
    assert points.dtype == np.float32
    assert labels.dtype == np.int64
    assert stats.chisquare(np.bincount(labels, minlength=len(centers))).pvalue > 1e-3
    x, y = ((points - centers[labels]) / sigma).T
    for axis in (x, y, (x + y) / np.sqrt(2)):  # The last: the two are independent.
        assert stats.kstest(axis, "norm").pvalue > 1e-3
    # Nor do steps depend on the mode: all modes have the same radii.
    groups = [np.hypot(x, y)[labels == label] for label in range(len(centers))]
    assert stats.kruskal(*groups).pvalue > 1e-3


@pytest.mark.parametrize("name", NAMES)
def test_load(name):
    points, labels = mixtures.sample(name, 300, seed=2)
    dataset = load(name, batch_size=64, labels=True, seed=2, count=300, shuffle=False)
    seen, seen_labels = zip(*dataset, strict=True)
    np.testing.assert_array_equal(np.concatenate(seen), points[:256])
    np.testing.assert_array_equal(np.concatenate(seen_labels), labels[:256])
    alone = load(name, batch_size=300, seed=2, count=300, shuffle=False, split="test")
    assert alone.element_spec.shape == (300, 2)
    test = mixtures.sample(name, 300, seed=2, first=2**40)[0]
    np.testing.assert_array_equal(next(iter(alone)), test)


def test_default_counts():
    assert int(load("ring", batch_size=1000).cardinality()) == 100
    assert int(load("grid", split="test", batch_size=1000).cardinality()) == 10


def test_what_mixtures_lack_is_refused():
    with pytest.raises(ValueError, match=r"ring has .* \['train', 'test'\]\. Received: split='te'"):
        load("ring", split="te")
    with pytest.raises(ValueError, match=r"neither size nor channels.*image_size=\(8, 8\)"):
        load("grid", image_size=8)
    with pytest.raises(ValueError, match=r"neither size nor channels.*channels=3"):
        load("grid", channels=3)
    with pytest.raises(ValueError, match=r"no mixture 'rings'\. Did you mean 'ring'"):
        mixtures.sample("rings", 4)


def test_stack_puts_a_digit_into_each_channel():
    digits = np.random.default_rng(0).integers(0, 256, (30, 4, 5, 1), np.uint8)
    classes = np.arange(30) % 10
    images, labels = mixtures.stack(digits, classes, count=400, seed=7)
    assert images.shape == (400, 4, 5, 3)
    sources = np.empty((400, 3), int)
    for n, image in enumerate(images):
        for channel in range(3):
            same = (digits[..., 0] == image[..., channel]).all(axis=(1, 2))
            (sources[n, channel],) = np.flatnonzero(same)
    a, b, c = classes[sources].T
    assert labels.tolist() == (100 * a + 10 * b + c).tolist()
    assert stats.chisquare(np.bincount(sources.ravel(), minlength=30)).pvalue > 1e-3
    few, few_labels = mixtures.stack(digits, classes, count=9, seed=7)
    np.testing.assert_array_equal(few, images[:9])
    np.testing.assert_array_equal(few_labels, labels[:9])


@needs_mnist
def test_stacked_mnist():
    arguments = {"split": "test", "count": 64, "labels": True, "shuffle": False}
    ((images, labels),) = load("stacked_mnist", batch_size=64, seed=3, **arguments)
    assert images.shape == (64, 28, 28, 3)
    expected, classes = mixtures.read_stacked_mnist("test", 64, seed=3)
    np.testing.assert_array_equal(images, expected.astype(np.float32) / 127.5 - 1)
    np.testing.assert_array_equal(labels, classes)

    mnist = load("mnist", split="test", labels=True, batch_size=10_000, shuffle=False)
    digits, digit_labels = next(iter(mnist))
    digits = {
        hashlib.sha256(digit.tobytes()).hexdigest(): int(label)
        for digit, label in zip(digits.numpy(), digit_labels.numpy(), strict=True)
    }
    for image, label in zip(images.numpy(), labels.numpy(), strict=True):
        found = [
            digits[hashlib.sha256(image[..., channel].tobytes()).hexdigest()]
            for channel in range(3)
        ]
        assert label == int("".join(map(str, found)))


@needs_mnist
def test_stacked_mnist_has_as_many_images_as_mnist():
    dataset = load("stacked_mnist", split="test[:500]", batch_size=100, image_size=32)
    assert dataset.element_spec.shape == (100, 32, 32, 3)
    assert int(dataset.cardinality()) == 5

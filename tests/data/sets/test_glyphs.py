import hashlib
import importlib.resources
import importlib.util
import pathlib

import numpy as np
import pytest
from PIL import Image

from kerasgan.data import load
from kerasgan.data.sets import glyphs


def test_golden_checksum():
    images, labels = glyphs.render(np.arange(64), seed=0)
    digest = hashlib.sha256(images.tobytes() + labels.astype("<i8").tobytes()).hexdigest()
    assert digest == "d00189a31ddde80e425a22e3dc4ded873406b6b38a11c3b89c6e43b522849b10"


def test_image_is_a_function_of_seed_and_index():
    images, labels = glyphs.render(np.arange(250), seed=5)
    some = [249, 3, 100, 3]
    again, labels_again = glyphs.render(some, seed=5)
    np.testing.assert_array_equal(again, images[some])
    np.testing.assert_array_equal(labels_again, labels[some])
    other, _ = glyphs.render(np.arange(250), seed=6)
    assert np.any(other != images, axis=(1, 2, 3)).mean() > 0.99


def test_count_does_not_change_the_images():
    few, _ = glyphs.read("test", count=7, seed=1)
    many, _ = glyphs.read("test", count=150, seed=1)
    np.testing.assert_array_equal(few, many[:7])
    assert len(glyphs.read("test")[0]) == 2000


def test_splits_and_images_are_distinct():
    train, _ = glyphs.read("train", count=600)
    test, _ = glyphs.read("test", count=600)
    both = np.concatenate([train, test]).reshape(1200, -1)
    assert len(np.unique(both, axis=0)) == 1200


def test_all_digits_are_equally_likely():
    _, labels = glyphs.render(np.arange(5000), seed=0)
    # Five standard deviations of a binomial.
    np.testing.assert_allclose(np.bincount(labels, minlength=10), 500, atol=5 * np.sqrt(450))
    assert labels.min() == 0
    assert labels.max() == 9


def test_images_show_ink_inside_the_frame():
    images, _ = glyphs.render(np.arange(500), seed=0)
    assert images.dtype == np.uint8
    assert images.shape == (500, 28, 28, 1)
    ink = images / 255
    assert np.all(images.max((1, 2, 3)) > 200)
    assert 0.1 < ink.mean() < 0.14  # MNIST has 0.131.
    border = np.concatenate([ink[:, 0], ink[:, -1], ink[:, :, 0], ink[:, :, -1]], 1)
    assert border.mean() < 0.005


def test_labels_tell_the_digit():
    # A nearest-mean classifier, much above the tenth that wrong labels would give.
    images, labels = glyphs.render(np.arange(3000), seed=0)
    flat = images.reshape(3000, -1) / 255
    means = np.stack([flat[:2000][labels[:2000] == digit].mean(0) for digit in range(10)])
    distances = ((flat[2000:, None] - means) ** 2).sum(-1)
    assert (distances.argmin(1) == labels[2000:]).mean() > 0.6


def test_load():
    dataset = load("glyphs", batch_size=50, labels=True, count=200, shuffle=False)
    images, labels = glyphs.render(np.arange(200), seed=0)
    seen, seen_labels = zip(*dataset, strict=True)
    np.testing.assert_array_equal(np.concatenate(seen), images.astype(np.float32) / 127.5 - 1)
    np.testing.assert_array_equal(np.concatenate(seen_labels), labels)


def test_load_resized():
    dataset = load("glyphs", image_size=32, channels=3, count=64)
    assert dataset.element_spec.shape == (64, 32, 32, 3)


def test_unknown_split():
    with pytest.raises(ValueError, match=r"splits \['train', 'test'\]\. Received: split='tets'"):
        load("glyphs", split="tets")


@pytest.fixture(scope="module")
def tool():
    path = pathlib.Path(__file__).parents[3] / "tools" / "make_glyph_atlas.py"
    spec = importlib.util.spec_from_file_location("make_glyph_atlas", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_distance_field_of_a_disc(tool):
    side, radius = glyphs.CELL, 11.0
    fine = (np.arange(8 * side) + 0.5) / 8 - side / 2
    disc = np.hypot(fine[:, None], fine) < radius
    coarse = np.arange(side) + 0.5 - side / 2
    expected = radius - np.hypot(coarse[:, None], coarse)
    np.testing.assert_allclose(tool.distance_field(disc), expected, atol=0.12)


def test_atlas_and_credits_belong_together(tool):
    folder = importlib.resources.files("kerasgan.data.sets")
    with (folder / "glyphs_atlas.png").open("rb") as file:
        atlas = Image.open(file)
        assert atlas.size == (10 * glyphs.CELL, len(tool._FACES) * glyphs.CELL)
    credits = (folder / "glyphs_atlas.txt").read_text(encoding="utf-8")
    for _, face, rights, licence in tool._FACES:
        assert f"{face}: (c) {rights}. {licence}." in credits
    assert (folder / "glyphs_atlas.png").stat().st_size < 200_000

"""Sources of two unpaired sets, to train on and to score."""

import os
import pathlib

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from kerasgan.data import load, load_unpaired, plain2striped, read_sides

TFDS_DIR = os.environ.get("TFDS_DATA_DIR", "")
needs_facades = pytest.mark.skipif(
    not (TFDS_DIR and (pathlib.Path(TFDS_DIR) / "cycle_gan" / "facades").is_dir()),
    reason="needs cycle_gan/facades prepared in TFDS_DATA_DIR",
)
pytestmark = pytest.mark.usefixtures("warnings_are_errors")
IN_ORDER = {"jitter": False, "flip": False, "shuffle": False, "drop_remainder": False}


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def bytes_of(images):
    return np.rint((np.asarray(images) + 1) * 127.5).astype(np.uint8)


def images_of(dataset):
    """All images of both sides, as they come."""
    a, b = zip(*dataset, strict=True)
    return np.concatenate(a), np.concatenate(b)


def test_built_in_set():
    a, b = images_of(load_unpaired("plain2striped", "test", count=6, seed=4))
    np.testing.assert_array_equal(bytes_of(a), plain2striped.pairs(6, seed=4)[0])
    np.testing.assert_array_equal(bytes_of(b), plain2striped.pairs(6, seed=4, side="b")[1])
    a, b = images_of(load_unpaired("plain2striped", image_size=(24, 32), count=2))
    assert a.shape == b.shape == (2, 24, 32, 3)


def test_training_pictures_are_pieces_of_larger_ones():
    a, _ = images_of(load_unpaired("plain2striped", count=4, shuffle=False, flip=False))
    large = plain2striped.read("a", "train", 4, size=72)
    for image, whole in zip(bytes_of(a), large, strict=True):
        pieces = np.lib.stride_tricks.sliding_window_view(whole, (64, 64), (0, 1))
        matches = np.all(pieces == np.moveaxis(image, -1, 0), axis=(2, 3, 4))
        assert matches.sum() == 1


def test_arrays_may_differ_in_number_and_channels():
    dataset = load_unpaired((noise(4, 16, 16), -np.ones((7, 16, 16, 4))), batch_size=2)
    assert [spec.shape for spec in dataset.element_spec] == [(2, 16, 16, 1), (2, 16, 16, 4)]
    assert [spec.dtype for spec in dataset.element_spec] == [tf.float32] * 2
    assert int(dataset.cardinality()) == 3


def test_arrays_are_resized_and_counted():
    dataset = load_unpaired([noise(4, 10, 10, 3), noise(4, 20, 30, 3)], image_size=16, count=3)
    a, b = images_of(dataset)
    assert a.shape == b.shape == (3, 16, 16, 3)


def save(folder, images):
    folder.mkdir(parents=True, exist_ok=True)
    for number, image in enumerate(images):
        Image.fromarray(image).save(folder / f"{number:03}.png")


def test_folders(tmp_path):
    a, b = noise(3, 16, 16, 3), noise(2, 16, 16)
    save(tmp_path / "a", a)
    save(tmp_path / "b", b)
    of_a, of_b = images_of(load_unpaired((tmp_path / "a", str(tmp_path / "b")), **IN_ORDER))
    np.testing.assert_array_equal(bytes_of(of_a), a)
    np.testing.assert_array_equal(bytes_of(of_b)[..., 0], b[[0, 1, 0]])
    of_a, _ = images_of(load_unpaired((tmp_path / "a", b), None))
    np.testing.assert_array_equal(bytes_of(of_a), a)
    training = load_unpaired((tmp_path / "a", tmp_path / "b"), image_size=8)
    assert training.element_spec[0].shape == (1, 8, 8, 3)


def test_splits_of_folders(tmp_path):
    images = noise(4, 16, 16, 3)
    for index, (side, split) in enumerate(
        [("a", "train"), ("a", "val"), ("b", "train"), ("b", "val")]
    ):
        save(tmp_path / side / split, images[index : index + 1])
    for split, expected in (("train", (0, 2)), ("val", (1, 3))):
        dataset = load_unpaired((tmp_path / "a", tmp_path / "b"), split, **IN_ORDER)
        for side, index in zip(images_of(dataset), expected, strict=True):
            np.testing.assert_array_equal(bytes_of(side)[0], images[index])


def test_damaged_files_are_left_out(tmp_path):
    save(tmp_path / "a", noise(3, 16, 16, 3))
    save(tmp_path / "b", noise(3, 16, 16, 3))
    (tmp_path / "b" / "001.png").write_bytes(b"no picture")
    with pytest.warns(UserWarning, match=r"Left out 1 files that are no images: 001\.png") as seen:
        dataset = load_unpaired((tmp_path / "a", tmp_path / "b"), **IN_ORDER)
    assert seen[0].filename == __file__
    assert int(dataset.cardinality()) == 3


@needs_facades
def test_tensorflow_datasets():
    kwargs = {"image_size": 32, "count": 5}
    for side, images in zip(
        "AB", images_of(load_unpaired("facades", "test", **kwargs)), strict=True
    ):
        (expected,) = load(
            "cycle_gan/facades", f"test{side}", batch_size=5, shuffle=False, **kwargs
        )
        np.testing.assert_array_equal(images, expected)
    full_name = load_unpaired("cycle_gan/facades", count=1)
    assert full_name.element_spec[0].shape == (1, 256, 256, 3)


# All images of both sides


def test_sides_have_every_image_once_and_in_order():
    a, b = noise(5, 8, 8, 1), noise(3, 8, 8, 3)
    read = read_sides((a, b))
    for side, images in zip(read, (a, b), strict=True):
        assert side.dtype == np.float32
        np.testing.assert_array_equal(np.rint((side + 1) * 127.5), images)
    for side, images in zip(read_sides((a, b), count=2), read, strict=True):
        np.testing.assert_array_equal(side, images[:2])
    floats = np.linspace(-1, 1, 2 * 8 * 8, dtype="float32").reshape(2, 8, 8, 1)
    np.testing.assert_array_equal(read_sides((floats, a))[0], floats)


def test_sides_are_those_that_are_loaded():
    a, b = read_sides("plain2striped", "test", 16, count=6, seed=3)
    loaded = load_unpaired("plain2striped", "test", 16, seed=3, count=6)
    for number, (one_a, one_b) in enumerate(loaded.as_numpy_iterator()):
        np.testing.assert_allclose(a[number], one_a[0], atol=1e-6)
        np.testing.assert_allclose(b[number], one_b[0], atol=1e-6)

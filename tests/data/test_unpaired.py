import os
import pathlib
import warnings
from itertools import pairwise

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from kerasgan.data import (
    is_ordered,
    load,
    load_unpaired,
    plain2striped,
    read_sides,
    set_epoch,
)

TFDS_DIR = os.environ.get("TFDS_DATA_DIR", "")
needs_facades = pytest.mark.skipif(
    not (TFDS_DIR and (pathlib.Path(TFDS_DIR) / "cycle_gan" / "facades").is_dir()),
    reason="needs cycle_gan/facades prepared in TFDS_DATA_DIR",
)
PLAIN = {"jitter": False, "flip": False}
IN_ORDER = {**PLAIN, "shuffle": False, "drop_remainder": False}


@pytest.fixture(autouse=True)
def first_epoch_and_warnings_are_errors():
    set_epoch(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    set_epoch(0)


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def numbered(n, side=8, channels=1):
    """Images that are filled with their number."""
    return np.tile(np.arange(n, dtype=np.uint8)[:, None, None, None], (1, side, side, channels))


def bytes_of(images):
    return np.rint((np.asarray(images) + 1) * 127.5).astype(np.uint8)


def numbers(dataset):
    """Numbers of the images of each side of an epoch."""
    a, b = zip(
        *((bytes_of(a)[:, 4, 4, 0], bytes_of(b)[:, 4, 4, 0]) for a, b in dataset), strict=True
    )
    return np.concatenate(a).tolist(), np.concatenate(b).tolist()


def epochs(dataset, which):
    seen = []
    for epoch in which:
        set_epoch(epoch)
        seen.append(numbers(dataset))
    return seen


def images_of(dataset):
    """All images of both sides, as they come."""
    a, b = zip(*dataset, strict=True)
    return np.concatenate(a), np.concatenate(b)


# Order


@pytest.mark.parametrize("longer", [0, 1])
def test_the_longer_side_once_and_the_shorter_evenly(longer):
    lengths = (17, 5) if longer == 0 else (5, 17)
    dataset = load_unpaired(tuple(numbered(n) for n in lengths), **PLAIN)
    for sides in epochs(dataset, range(5)):
        assert sorted(sides[longer]) == list(range(17))
        counts = np.bincount(sides[1 - longer], minlength=5)
        assert sorted(counts) == [3, 3, 3, 4, 4]
        for start in (0, 5, 10):  # Pass by pass, each in an order of its own.
            assert sorted(sides[1 - longer][start : start + 5]) == list(range(5))


def test_which_images_are_shown_once_more_changes():
    """Half of the images, chosen anew in each of 16 epochs: binomial, not always the same."""
    dataset = load_unpaired((numbered(150), numbered(100)), batch_size=50, **PLAIN)
    extra = np.sum([np.bincount(b) - 1 for _, b in epochs(dataset, range(16))], 0)
    assert extra.sum() == 16 * 50
    assert 1.4 < extra.std() < 2.6  # Two, up to five standard errors; 8 if they were the same.


def test_order_is_a_function_of_seed_and_epoch():
    sources = (numbered(12), numbered(9))
    first = epochs(load_unpaired(sources, seed=3, **PLAIN), range(4))
    again = load_unpaired(sources, seed=3, **PLAIN)
    assert epochs(again, (3, 0)) == [first[3], first[0]]
    assert epochs(again, (0,)) == epochs(again, (0,))
    assert len({tuple(side) for sides in first for side in sides}) == 8
    assert epochs(load_unpaired(sources, seed=4, **PLAIN), range(4)) != first
    assert epochs(again.take(4), (2,)) == [tuple(side[:4] for side in first[2])]


def test_batches_are_slices_of_the_order_of_single_images():
    sources = (numbered(13), numbered(6))
    one_by_one = numbers(load_unpaired(sources, **PLAIN))
    batches = load_unpaired(sources, batch_size=4, drop_remainder=False, **PLAIN)
    assert numbers(batches) == one_by_one
    assert [len(a) for a, _ in batches] == [len(b) for _, b in batches] == [4, 4, 4, 1]
    full = load_unpaired(sources, batch_size=4, **PLAIN)
    assert int(full.cardinality()) == len(list(full)) == 3
    assert [spec.shape for spec in full.element_spec] == [(4, 8, 8, 1)] * 2
    assert sorted(numbers(full)[0])[-1] <= 12
    assert len(set(numbers(full)[0])) == 12


def test_the_order_of_one_side_says_nothing_on_the_other():
    dataset = load_unpaired((numbered(250), numbered(250)), batch_size=50, **PLAIN)
    seen = epochs(dataset, range(6))
    for a, b in [*seen, *((before[0], after[1]) for before, after in pairwise(seen))]:
        assert abs(np.corrcoef(np.argsort(a), np.argsort(b))[0, 1]) < 5 / np.sqrt(250)
        assert np.sum(np.equal(a, b)) < 10  # Of Poisson's distribution with mean 1.


def test_an_iterator_keeps_the_epoch_it_began_in():
    dataset = load_unpaired((noise(6, 16, 16, 3), noise(6, 16, 16, 3)))
    whole = images_of(dataset)
    iterator = iter(dataset)
    seen = [next(iterator)]
    set_epoch(1)
    np.testing.assert_array_equal(images_of([*seen, *iterator]), whole)


def test_two_replicas_share_every_batch(mirrored):
    dataset = load_unpaired((noise(9, 16, 16, 3), noise(7, 16, 16, 1)), batch_size=4)
    distributed = mirrored.experimental_distribute_dataset(dataset)
    for epoch in (0, 3):
        set_epoch(epoch)
        for whole, halves in zip(list(dataset), list(distributed), strict=True):
            for side, parts in zip(whole, halves, strict=True):
                parts = mirrored.experimental_local_results(parts)
                assert [len(part) for part in parts] == [2, 2]
                np.testing.assert_array_equal(np.concatenate(parts), side)


def test_is_recognised():
    assert is_ordered(load_unpaired((numbered(2), numbered(3))).take(1))


def test_without_shuffling_the_order_is_that_of_the_arrays():
    dataset = load_unpaired((numbered(5), numbered(3)), shuffle=False, **PLAIN)
    assert epochs(dataset, (0, 7)) == [([0, 1, 2, 3, 4], [0, 1, 2, 0, 1])] * 2


# Augmentation

SLACK = 4  # 36 = 32 * 286 / 256


def ramps(n):
    """Images of 32 px, with two channels that tell the row and the column."""
    places = np.linspace(-0.9, 0.9, 32, dtype=np.float32)
    ramp = np.stack(np.meshgrid(places, places, indexing="ij"), -1)
    return np.tile(ramp, (n, 1, 1, 1))


def places_of(images):
    """`(tops, lefts, flips)` that pieces of enlarged ramps were cut out at."""
    rows, columns = images[:, 16, 16, 0], images[:, 16, 16, 1]
    flips = images[:, 16, 17, 1] < columns
    # Pixel i of the enlarged ramp lies at (i + 1/2) 32/36 - 1/2 of the original one.
    row, column = (((value + 0.9) / 1.8 * 31 + 0.5) * 36 / 32 - 0.5 for value in (rows, columns))
    tops, lefts = row - 16, column - np.where(flips, 15, 16)
    np.testing.assert_allclose(tops, np.rint(tops), atol=0.01)
    np.testing.assert_allclose(lefts, np.rint(lefts), atol=0.01)
    return np.rint(tops).astype(int), np.rint(lefts).astype(int), flips


def test_jitter_cuts_pieces_out_of_enlarged_images():
    a, b = images_of(load_unpaired((ramps(60), ramps(60)), batch_size=8))
    assert a.shape == (56, 32, 32, 2)
    where = (np.arange(36) + 0.5) * 32 / 36 - 0.5
    values = where / 31 * 1.8 - 0.9
    for images in (a, b):
        for image, top, left, flip in zip(images, *places_of(images), strict=True):
            assert 0 <= top <= SLACK
            assert 0 <= left <= SLACK
            image = image[:, ::-1] if flip else image
            inside = slice(3, -3)  # The border of the enlarged image is no ramp.
            rows, columns = values[top : top + 32][inside], values[left : left + 32][inside]
            np.testing.assert_allclose(
                image[inside, inside, 0], np.tile(rows[:, None], (1, 26)), atol=1e-3
            )
            np.testing.assert_allclose(
                image[inside, inside, 1], np.tile(columns, (26, 1)), atol=1e-3
            )


def test_places_are_uniform_and_independent():
    a, b = images_of(load_unpaired((ramps(2000), ramps(2000)), batch_size=50))
    draws = [*places_of(a), *places_of(b)]
    for kinds, draw in zip((5, 5, 2) * 2, draws, strict=True):
        spread = 5 * np.sqrt(2000 / kinds * (1 - 1 / kinds))
        counts = np.bincount(draw.astype(int), minlength=kinds)
        np.testing.assert_allclose(counts, 2000 / kinds, atol=spread)
        assert len(counts) == kinds
    np.testing.assert_allclose(np.corrcoef(draws), np.eye(6), atol=5 / np.sqrt(2000))


def test_augmentation_is_a_function_of_seed_epoch_and_position():
    sources = (noise(9, 32, 32, 3), noise(7, 32, 32, 1))

    def images(epoch, **kwargs):
        set_epoch(epoch)
        return images_of(load_unpaired(sources, **kwargs))

    for side, (first, again) in enumerate(zip(images(2), images(2), strict=True)):
        np.testing.assert_array_equal(first, again)
        in_batches = images(2, batch_size=3, drop_remainder=False)[side]
        np.testing.assert_array_equal(first, in_batches)
    # Unshuffled, position i shows the same image in each epoch, cut and flipped anew.
    draws = []
    for epoch, seed in ((0, 0), (1, 0), (0, 1)):
        set_epoch(epoch)
        dataset = load_unpaired((ramps(20), ramps(20)), seed=seed, shuffle=False)
        draws.append(np.stack([draw for side in images_of(dataset) for draw in places_of(side)]))
    for i, j in ((0, 1), (0, 2), (1, 2)):
        assert np.all(np.any(draws[i] != draws[j], axis=1))


def test_jitter_and_flip_alone():
    images = noise(30, 32, 32, 3)
    flipped, _ = images_of(load_unpaired((images, images), jitter=False, shuffle=False))
    flipped = bytes_of(flipped)
    upright = [np.array_equal(a, b) for a, b in zip(flipped, images, strict=True)]
    mirrored = [np.array_equal(a, b[:, ::-1]) for a, b in zip(flipped, images, strict=True)]
    assert np.all(np.logical_xor(upright, mirrored))
    assert 5 < sum(mirrored) < 25
    *_, flips = places_of(images_of(load_unpaired((ramps(30), ramps(30)), flip=False))[0])
    assert not flips.any()


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_values_stay_in_range(dtype):
    bits = np.random.default_rng(0).integers(0, 2, (20, 16, 16, 4))
    images = (255 * bits).astype(dtype) if dtype == np.uint8 else (2 * bits - 1).astype(dtype)
    for side in images_of(load_unpaired((images, images))):
        assert side.dtype == np.float32
        assert (side.min(), side.max()) == (-1, 1)


def test_no_augmentation_of_the_test_split():
    a, b = noise(5, 16, 16, 3), noise(3, 16, 16, 1)
    for epoch in (0, 4):
        set_epoch(epoch)
        of_a, of_b = images_of(load_unpaired((a, b), "test"))
        np.testing.assert_array_equal(bytes_of(of_a), a)
        np.testing.assert_array_equal(bytes_of(of_b), b[[0, 1, 2, 0, 1]])


def test_memory_is_not_shared():
    images = np.zeros((64, 8, 8, 1), np.float32) - 0.5
    dataset = load_unpaired((images, images), "test")
    images[:] = 0.5
    np.testing.assert_array_equal(images_of(dataset)[0], np.full((64, 8, 8, 1), -0.5))


# Sources


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
    with pytest.warns(UserWarning, match=r"left out 1 files that are no images: 001\.png") as seen:
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


# Errors


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("hose2zebra", r"no unpaired set 'hose2zebra'. Did you mean 'horse2zebra'"),
        ("plain2stripped", "Did you mean 'plain2striped'"),
        ("mnist", r"Give the built-in set 'plain2striped'; .* apple2orange, .*vangogh2photo; or a"),
        ("cycle_gan/zebra", "no unpaired set 'cycle_gan/zebra'"),
        ("", "no unpaired set ''"),
    ],
)
def test_unknown_names(name, says):
    with pytest.raises(ValueError, match=says):
        load_unpaired(name)


GOOD = noise(3, 16, 16, 3)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (GOOD[:0], r"images of B are empty, received shape \(0, 16, 16, 3\)"),
        (noise(3, 4), r"images of B must be images \[N, H, W, C\].*received shape \(3, 4\)"),
        (np.zeros((3, 5)), r"images of B must be images"),
        (noise(2, 2, 2, 2, 3), "images of B must be images"),
        (np.int64(GOOD), "images of B must be floats, received int64"),
        (np.float32(GOOD), r"images of B must lie in \[-1, 1\]"),
        (np.full((3, 16, 16, 3), np.nan), "images of B must be finite, received NaN"),
        (
            noise(3, 16, 12, 3),
            r"one size, received \(16, 16\) of A and \(16, 12\) of B: give image",
        ),
    ],
)
def test_arrays_that_are_refused(other, says):
    with pytest.raises(ValueError, match=says):
        load_unpaired((GOOD, other))


@pytest.mark.parametrize(
    ("kwargs", "says"),
    [
        ({"batch_size": 0}, "batch_size must be at least 1, received 0"),
        ({"batch_size": 4}, "fill one batch of 4, received 3 images of A and 5 of B"),
        ({"image_size": 0}, "image_size must be a positive int"),
        ({"count": 0}, "count must be at least 1, received 0"),
        ({"split": "tets"}, "splits of a pair of arrays are 'train' and 'test', received 'tets'"),
    ],
)
def test_arguments_that_are_refused(kwargs, says):
    with pytest.raises(ValueError, match=says):
        load_unpaired((GOOD, noise(5, 16, 16, 3)), **kwargs)


def test_floats_are_not_resized():
    with pytest.raises(ValueError, match="only uint8 images are resized"):
        load_unpaired((GOOD, -np.ones((3, 16, 16, 3))), image_size=8)


def test_splits_that_are_refused():
    with pytest.raises(ValueError, match="received 'trainA'"):
        load_unpaired("horse2zebra", "trainA")
    with pytest.raises(ValueError, match="received 'val'"):
        load_unpaired("plain2striped", "val", count=1)


def test_folders_that_are_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"no images in the folder .*empty"):
        load_unpaired((GOOD, tmp_path / "empty"))
    with pytest.raises(FileNotFoundError, match=r"no folder .*nowhere"):
        load_unpaired((tmp_path / "nowhere", GOOD))


@pytest.mark.parametrize("source", [GOOD, (GOOD,), (GOOD, GOOD, GOOD), None, (GOOD, None), 7])
def test_what_is_no_pair_is_refused(source):
    with pytest.raises(TypeError, match=r"pair \(a, b\) of folders or arrays|must be an array or"):
        load_unpaired(source)


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


def test_sides_of_nothing_are_refused(tmp_path):
    with pytest.raises(ValueError, match="no unpaired set"):
        read_sides("horse2zebras")
    with pytest.raises(ValueError, match="no images in the folder"):
        read_sides((noise(2, 8, 8, 3), tmp_path))

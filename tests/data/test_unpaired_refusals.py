"""What unpaired sets cannot be made of."""

import numpy as np
import pytest

from kerasgan.data import load_unpaired, read_sides

pytestmark = pytest.mark.usefixtures("warnings_are_errors")


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


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
        (GOOD[:0], r"one image or more.*images of B of shape \(0, 16, 16, 3\)"),
        (noise(3, 4), r"have .* \[N, H, W, C\].*images of B of shape \(3, 4\)"),
        (np.zeros((3, 5)), r"images of B of shape \(3, 5\)"),
        (noise(2, 2, 2, 2, 3), r"images of B of shape \(2, 2, 2, 2, 3\)"),
        (np.int64(GOOD), "must be floats. Received: the images of B of type int64"),
        (np.float32(GOOD), r"must lie in \[-1, 1\]\. Received: the images of B"),
        (np.full((3, 16, 16, 3), np.nan), "must be finite. Received: the images of B with NaN"),
        (
            noise(3, 16, 12, 3),
            r"one size\. Received: \(16, 16\) of A, \(16, 12\) of B\. Give `image_size`",
        ),
    ],
)
def test_arrays_that_are_refused(other, says):
    with pytest.raises(ValueError, match=says):
        load_unpaired((GOOD, other))


@pytest.mark.parametrize(
    ("kwargs", "says"),
    [
        ({"batch_size": 0}, "`batch_size` must be a positive integer. Received: batch_size=0"),
        ({"batch_size": 4}, "fill one batch. Received: 3 images of A, 5 of B, and batch_size=4"),
        ({"image_size": 0}, "`image_size` must be a positive int.*Received: image_size=0"),
        ({"count": 0}, "`count` must be a positive integer. Received: count=0"),
        ({"split": "tets"}, "splits of two arrays are 'train' and 'test'. Received: split='tets'"),
    ],
)
def test_arguments_that_are_refused(kwargs, says):
    with pytest.raises(ValueError, match=says):
        load_unpaired((GOOD, noise(5, 16, 16, 3)), **kwargs)


def test_floats_are_not_resized():
    with pytest.raises(ValueError, match="Only uint8 images are resized"):
        load_unpaired((GOOD, -np.ones((3, 16, 16, 3))), image_size=8)


def test_splits_that_are_refused():
    with pytest.raises(ValueError, match="Received: split='trainA'"):
        load_unpaired("horse2zebra", "trainA")
    with pytest.raises(ValueError, match="Received: split='val'"):
        load_unpaired("plain2striped", "val", count=1)


def test_folders_that_are_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"no pictures in the folder .*empty"):
        load_unpaired((GOOD, tmp_path / "empty"))
    with pytest.raises(FileNotFoundError, match=r"no folder .*nowhere"):
        load_unpaired((tmp_path / "nowhere", GOOD))


@pytest.mark.parametrize("source", [GOOD, (GOOD,), (GOOD, GOOD, GOOD), None, (GOOD, None), 7])
def test_what_is_not_two_is_refused(source):
    with pytest.raises(TypeError, match=r"tuple \(a, b\) of folders or arrays|must be an array or"):
        load_unpaired(source)


def test_sides_of_nothing_are_refused(tmp_path):
    with pytest.raises(ValueError, match="no unpaired set"):
        read_sides("horse2zebras")
    with pytest.raises(ValueError, match="no pictures in the folder"):
        read_sides((noise(2, 8, 8, 3), tmp_path))

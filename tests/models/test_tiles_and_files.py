"""Images of other sizes, files and folders through a translator."""

import numpy as np
import pytest
from PIL import Image

from kerasgan.models import picture_files, tiles

SHAPE = (8, 12, 3)


def negative(batch):
    """Stands for a translator: a picture's negative, in one channel."""
    assert batch.shape[1:] == SHAPE
    return -np.asarray(batch).mean(axis=-1, keepdims=True)


def pictures(n=3, shape=SHAPE, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (n, *shape)).astype("float32")


@pytest.mark.parametrize("batch_size", [1, 2, 3, 8])
def test_arrays_in_batches_of_any_size(batch_size):
    sizes = []

    def translated(batch):
        sizes.append(len(batch))
        return negative(batch)

    array = pictures(5)
    result = tiles.translate(translated, array, SHAPE, batch_size=batch_size)
    np.testing.assert_allclose(result, -array.mean(axis=-1, keepdims=True), atol=1e-6)
    assert sum(sizes) == 5
    assert max(sizes) == min(batch_size, 5)


@pytest.mark.parametrize("size", [(8, 12), (8, 13), (9, 25), (31, 40), (5, 30), (3, 4)])
def test_tiles_of_a_pointwise_translator_fit_together_without_a_seam(size):
    array = pictures(2, (*size, 3))
    result = tiles.translate(negative, array, SHAPE, size="tile", batch_size=3)
    np.testing.assert_allclose(result, -array.mean(axis=-1, keepdims=True), atol=1e-5)


@pytest.mark.parametrize("length", [8, 9, 12, 16, 17, 100])
def test_tiles_cover_everything_and_overlap_by_half(length):
    starts = tiles._starts(length, 8)
    assert starts[0] == 0
    assert starts[-1] == length - 8
    assert (np.diff(starts) <= 4).all()
    assert len(starts) == len(set(starts))


def test_tiles_are_blended_between_their_middles():
    """Two tiles of different constants: the blend goes from the one to the other."""
    calls = iter([-1.0, 0.0, 1.0])

    def constants(batch):
        return np.stack([np.full((*SHAPE[:2], 1), next(calls), "float32") for _ in batch])

    (row,) = tiles.translate(constants, pictures(1, (8, 24, 3)), SHAPE, size="tile")
    assert row[0, 0, 0] == -1.0
    assert row[0, -1, 0] == 1.0
    assert (np.diff(row[0, :, 0]) >= -1e-6).all()
    assert np.abs(np.diff(row[0, :, 0])).max() < 0.5


def test_resized_images_have_the_networks_size():
    array = np.full((2, 24, 48, 3), 0.25, "float32")
    result = tiles.translate(negative, array, SHAPE, size="resize")
    assert result.shape == (2, 8, 12, 1)
    np.testing.assert_allclose(result, -0.25, atol=1e-5)


def test_wrong_arrays_are_refused():
    with pytest.raises(ValueError, match="the images to translate"):
        tiles.translate(negative, pictures(1, (9, 12, 3)), SHAPE)
    with pytest.raises(ValueError, match="the images to translate"):
        tiles.translate(negative, pictures(1, (8, 12, 1)), SHAPE, size="tile")
    with pytest.raises(ValueError, match="uint8"):
        tiles.translate(negative, np.zeros((1, *SHAPE), "uint8"), SHAPE)
    with pytest.raises(ValueError, match="finite"):
        tiles.translate(negative, np.full((1, *SHAPE), np.nan, "float32"), SHAPE)
    with pytest.raises(ValueError, match=r"`size` must be.*'stretch'"):
        tiles.translate(negative, pictures(), SHAPE, size="stretch")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    for seed, (name, size) in enumerate({"one.jpg": (30, 20), "deeper/two.PNG": (12, 8)}.items()):
        rng = np.random.default_rng(seed)
        picture = Image.fromarray(rng.integers(0, 256, (*size[::-1], 3), "uint8"))
        picture.save(tmp_path / "in" / name)
    return tmp_path / "in"


@pytest.mark.parametrize(("fit", "size"), [("resize", (12, 8)), ("tile", (30, 20))])
def test_a_folder_keeps_its_names(folder, tmp_path, fit, size):
    written = picture_files.translate(negative, folder, tmp_path / "out", SHAPE, size=fit)
    names = [path.relative_to(tmp_path / "out").as_posix() for path in written]
    assert names == ["deeper/two.png", "one.png"]
    with Image.open(written[0]) as result, Image.open(folder / "deeper/two.PNG") as original:
        expected = 255 - np.asarray(original, "float64").mean(axis=-1)
        np.testing.assert_allclose(np.asarray(result, "float64"), expected, atol=1.0)
    with Image.open(written[1]) as result:
        assert result.size == size


def test_one_file(folder, tmp_path):
    (path,) = picture_files.translate(
        negative, str(folder / "one.jpg"), str(tmp_path / "out"), SHAPE, size="resize"
    )
    assert path == tmp_path / "out" / "one.png"
    with Image.open(path) as result:
        assert result.size == (12, 8)


def test_what_cannot_be_read_is_named(folder, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(ValueError, match="pass `output`"):
        picture_files.translate(negative, folder, None, SHAPE, size="resize")
    with pytest.raises(FileNotFoundError, match=r"none\.png"):
        picture_files.translate(negative, folder / "none.png", out, SHAPE, size="resize")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"no pictures in the folder .*empty"):
        picture_files.translate(negative, tmp_path / "empty", out, SHAPE, size="resize")
    (folder / "broken.png").write_bytes(b"no picture")
    with pytest.raises(ValueError, match=r"broken\.png cannot be read as a picture"):
        picture_files.translate(negative, folder, out, SHAPE, size="resize")


def test_bright_pictures_are_not_taken_for_another_scale(tmp_path, recwarn):
    """Arrays without a negative value are suspect; files have a known scale."""
    Image.fromarray(np.full((8, 12, 3), 250, "uint8")).save(tmp_path / "bright.png")
    picture_files.translate(
        negative, tmp_path / "bright.png", tmp_path / "out", SHAPE, size="resize"
    )
    assert not [each for each in recwarn if "no negative value" in str(each.message)]

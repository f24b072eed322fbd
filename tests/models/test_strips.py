"""Pictures of images, their translations and the ways back."""

import numpy as np
import pytest
from PIL import Image

from kerasgan.models import picture_files, strips, tiles

SIZE = (4, 6)


class Model:
    """Stands for a CycleGAN from grey images to coloured ones: halves and colours, and back."""

    image_shape = (*SIZE, 1)
    translators = ("a2b", "b2a")

    def translate(self, images, direction, size=None):
        to_b = direction == "a2b"

        def translated(batch):
            batch = np.asarray(batch)
            if to_b:
                return batch * np.array([0.5, 0.0, -0.5], "float32")
            return batch[..., :1] + np.float32(0.1)

        shape = (*SIZE, 1 if to_b else 3)
        return tiles.translate(translated, images, shape, size=size)


def a_and_b(n_a=3, n_b=3):
    rng = np.random.default_rng(0)
    a = rng.uniform(-0.8, 0.8, (n_a, *SIZE, 1)).astype("float32")
    return a, rng.uniform(-0.8, 0.8, (n_b, *SIZE, 3)).astype("float32")


def tile(picture, row, column):
    top, left = 2 + row * (SIZE[0] + 2), 2 + column * (SIZE[1] + 4)
    return picture[top : top + SIZE[0], left : left + SIZE[1]].astype(float)


def assert_shows(picture, row, column, image):
    expected = np.broadcast_to((image + 1) * 127.5, (*SIZE, 3))
    assert np.abs(tile(picture, row, column) - expected).max() <= 0.51


def test_both_ways_of_grey_and_coloured_images():
    a, b = a_and_b()
    picture = strips.draw(Model(), a, b)
    assert picture.dtype == np.uint8
    assert picture.shape == (2 + 3 * (SIZE[0] + 2), 6 * (SIZE[1] + 4), 3)
    colours = np.array([0.5, 0.0, -0.5])
    for row in range(3):
        grey = b[row, ..., :1] + 0.1
        columns = (a[row], a[row] * colours, a[row] * 0.5 + 0.1, b[row], grey, grey * colours)
        for column, image in enumerate(columns):
            assert_shows(picture, row, column, image)


def test_one_side_alone():
    a, b = a_and_b()
    both = strips.draw(Model(), a, b)
    half = both.shape[1] // 2
    np.testing.assert_array_equal(strips.draw(Model(), a), both[:, :half])
    np.testing.assert_array_equal(strips.draw(Model(), b=b), both[:, half:])


def test_white_below_the_side_with_fewer_images():
    a, b = a_and_b(n_a=1, n_b=3)
    picture = strips.draw(Model(), a, b)
    half = picture.shape[1] // 2
    np.testing.assert_array_equal(picture[:, half:], strips.draw(Model(), b=b))
    first = strips.draw(Model(), a)
    np.testing.assert_array_equal(picture[: len(first), :half], first)
    assert (picture[len(first) :, :half] == 255).all()


@pytest.mark.parametrize("size", ["resize", "tile"])
def test_images_of_other_sizes_are_shown_in_the_networks_size(size):
    values = (-0.2, -0.6)
    sizes = ((9, 8, 1), (5, 14, 1))
    images = [np.full(size, v, "float32") for size, v in zip(sizes, values, strict=True)]
    picture = strips.draw(Model(), images, size=size)
    for row, value in enumerate(values):
        assert_shows(picture, row, 0, np.full((*SIZE, 1), value))
        assert_shows(picture, row, 1, np.full((*SIZE, 1), value) * np.array([0.5, 0.0, -0.5]))
        assert_shows(picture, row, 2, np.full((*SIZE, 1), value * 0.5 + 0.1))


def test_nothing_to_show_is_refused():
    a, b = a_and_b()
    for sides in ((), (a[:0],), (None, b[:0])):
        with pytest.raises(ValueError, match="Received: none of either"):
            strips.draw(Model(), *sides)
    with pytest.raises(ValueError, match="the images to translate"):
        strips.draw(Model(), b)


@pytest.fixture
def folder(tmp_path):
    for name, size in {"one.png": (12, 8), "two.jpg": (7, 9)}.items():
        Image.fromarray(np.full((*size, 3), 51, "uint8")).save(tmp_path / name)
    return tmp_path


def test_pictures_are_read_as_the_translator_sees_them(folder):
    first, second = picture_files.read(folder, (8, 8, 1))
    assert (first.shape, second.shape) == ((12, 8, 1), (7, 9, 1))
    np.testing.assert_allclose(first, 51 / 127.5 - 1, atol=1e-6)
    (only,) = picture_files.read(str(folder), (8, 8, 3), size="resize", count=1)
    assert only.shape == (8, 8, 3)
    assert only.dtype == np.float32
    (picture,) = picture_files.read(folder / "two.jpg", (8, 8, 3))
    assert picture.shape == (7, 9, 3)


def test_nothing_is_written_over(folder, tmp_path_factory):
    def unchanged(batch):
        return np.asarray(batch)

    shape = (8, 8, 3)
    before = (folder / "one.png").read_bytes()
    with pytest.raises(ValueError, match=r"one\.png would be written over .*one\.png"):
        picture_files.translate(unchanged, folder, folder, shape, size="tile")
    assert (folder / "one.png").read_bytes() == before
    (folder / "two.png").write_bytes(before)
    elsewhere = tmp_path_factory.mktemp("out")
    with pytest.raises(ValueError, match=r"two\.png would be written over .*two\.jpg.*as .*two\.p"):
        picture_files.translate(unchanged, folder, elsewhere, shape, size="tile")
    assert list(elsewhere.iterdir()) == []

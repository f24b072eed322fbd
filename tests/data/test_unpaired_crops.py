"""Where pictures of two unpaired sets are cut out and whether they are mirrored."""

import numpy as np
import pytest

from kerasgan.data import load_unpaired, set_epoch

pytestmark = pytest.mark.usefixtures("warnings_are_errors")
SLACK = 4  # 36 = 32 * 286 / 256


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def bytes_of(images):
    return np.rint((np.asarray(images) + 1) * 127.5).astype(np.uint8)


def images_of(dataset):
    """All images of both sides, as they come."""
    a, b = zip(*dataset, strict=True)
    return np.concatenate(a), np.concatenate(b)


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

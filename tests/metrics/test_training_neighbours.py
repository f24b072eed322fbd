import numpy as np
import pytest
import tensorflow as tf

from kerasgan import images as pictures
from kerasgan.metrics import NearestTrainingNeighbours


def training(n=50, size=4, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, size=[n, size, size, 1])


@pytest.mark.parametrize("batch_size", [1, 2, 7, 50])
def test_brute_force(batch_size):
    real, generated = training(), training(9, seed=1)
    result = NearestTrainingNeighbours(k=3)(real, generated, batch_size=batch_size)
    every = np.sqrt(((generated[:, None] - real[None]) ** 2).sum((2, 3, 4)))
    expected = np.argsort(every, axis=1)[:, :3]
    np.testing.assert_array_equal(result.indices, expected)
    np.testing.assert_allclose(result.distances, np.take_along_axis(every, expected, 1), rtol=1e-9)
    np.testing.assert_array_equal(result.neighbours, real[expected])
    np.testing.assert_array_equal(result.generated, generated)


def test_memorised_images_are_found_at_distance_zero():
    real = training().astype("float32")
    result = NearestTrainingNeighbours(k=2)(
        tf.data.Dataset.from_tensor_slices(real).batch(8), real[[41, 3]]
    )
    np.testing.assert_array_equal(result.indices[:, 0], [41, 3])
    np.testing.assert_array_equal(result.distances[:, 0], 0.0)
    assert (result.distances[:, 1] > 0).all()


def test_the_first_of_equals_comes_first():
    real = np.repeat(training(3), 2, axis=0)[[0, 2, 1, 3, 4, 5]]
    result = NearestTrainingNeighbours(k=2)(real, real[:1], batch_size=2)
    np.testing.assert_array_equal(result.indices, [[0, 2]])


def test_features():
    """Neighbours by mean brightness are others than by pixels."""
    real, generated = training(), training(5, seed=1)
    result = NearestTrainingNeighbours(lambda x: x.mean((1, 2)), k=1)(real, generated)
    gaps = np.abs(generated.mean((1, 2, 3))[:, None] - real.mean((1, 2, 3)))
    np.testing.assert_array_equal(result.indices[:, 0], gaps.argmin(1))


def test_picture():
    real, generated = training(), training(9, seed=1)
    generated[4] = real[20]
    result = NearestTrainingNeighbours(k=2)(real, generated)
    picture = result.picture(rows=3, padding=1)
    assert picture.shape == (3 * 5 + 1, 3 * 5 + 1, 1)
    copy = pictures.to_uint8(real[20])
    np.testing.assert_array_equal(picture[1:5, 1:5], copy)
    np.testing.assert_array_equal(picture[1:5, 6:10], copy)


def test_refusals():
    with pytest.raises(ValueError, match=r"3 neighbours need as many training .* Received: 2"):
        NearestTrainingNeighbours(k=3)(training(2), training(2))
    with pytest.raises(ValueError, match=r"features of one dimension: .* Received: 16 and 25"):
        NearestTrainingNeighbours()(training(), training(2, size=5))
    with pytest.raises(ValueError, match="`k` must be"):
        NearestTrainingNeighbours(k=0)
    with pytest.raises(ValueError, match="The training images must be finite"):
        NearestTrainingNeighbours()(training() * np.nan, training())

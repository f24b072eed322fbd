import numpy as np
import pytest
import tensorflow as tf

from kerasgan.data import from_arrays, load

pytestmark = pytest.mark.usefixtures("warnings_are_errors")
READ_ALL = {"shuffle": False, "drop_remainder": False}


def read(source, **kwargs):
    """All images of a source as uint8, in its order."""
    batches = [batch.numpy() for batch in load(source, **READ_ALL, **kwargs)]
    return np.rint((np.concatenate(batches) + 1) * 127.5).astype(np.uint8)


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def test_arrays_of_bytes():
    images = noise(10, 5, 4, 3)
    np.testing.assert_array_equal(read(images), images)
    np.testing.assert_array_equal(read(images, count=4), images[:4])


def test_grey_images_get_a_channel():
    images = noise(3, 5, 4)
    np.testing.assert_array_equal(read(images), images[..., None])
    np.testing.assert_array_equal(read(images, channels=3), np.repeat(images[..., None], 3, -1))


def test_arrays_of_floats_are_unchanged():
    images = np.random.default_rng(0).uniform(-1, 1, (6, 4, 4, 2))
    (batch,) = load(images, **READ_ALL)
    np.testing.assert_array_equal(batch, images.astype(np.float32))
    vectors = np.random.default_rng(0).normal(0, 50, (6, 3)).astype(np.float32)
    (batch,) = load(vectors, **READ_ALL)
    np.testing.assert_array_equal(batch, vectors)


def test_tuple_of_images_and_labels():
    images, classes = noise(6, 2, 2, 1), np.array([3, 1, 4, 1, 5, 9])[:, None]
    ((batch, labels),) = load((images, classes), labels=True, **READ_ALL)
    assert batch.shape == (6, 2, 2, 1)
    assert labels.numpy().tolist() == [3, 1, 4, 1, 5, 9]
    (batch,) = load((images, classes), **READ_ALL)
    assert isinstance(batch, tf.Tensor)


@pytest.mark.parametrize(
    ("source", "kwargs", "says"),
    [
        (noise(3, 4), {}, r"uint8 must be images.*shape \(3, 4\)"),
        (noise(3, 2, 4, 4, 1), {}, "must be images"),
        (np.float32(noise(3, 4, 4, 1)), {}, r"\[-1, 1\]\. Received: .* values.*x / 127.5 - 1"),
        (np.int64(noise(3, 4, 4, 1)), {}, "must be floats. Received: the array of type int64"),
        (np.full((3, 4, 4, 1), np.nan), {}, "NaN"),
        (np.full((3, 2), np.nan), {}, "NaN"),
        (-np.ones((3, 4, 4, 1)), {"image_size": 8}, "Only uint8 images are resized"),
        (-np.ones((3, 4, 4, 1)), {"channels": 3}, "Only uint8 images are resized"),
        (
            noise(3, 4, 4, 2),
            {"image_size": 8},
            r"1 or 3 channels can be resized .* shape \(4, 4, 2\)",
        ),
        (
            noise(3, 4, 4, 1),
            {"image_size": 0},
            "`image_size` must be a positive int.*Received: image_size=0",
        ),
        (noise(3, 4, 4, 1), {"image_size": (8, 8, 1)}, r"Received: image_size=\(8, 8, 1\)"),
        (noise(3, 4, 4, 1), {"channels": 2}, r"`channels` must be 1 \(grey\), 3 \(RGB\)"),
        (noise(3, 4, 4, 1), {"count": 0}, "`count` must be a positive integer. Received: count=0"),
        (noise(3, 4, 4, 1), {"labels": True}, r"labels=True needs a tuple \(images, labels\)"),
        (noise(3, 4, 4, 1), {"split": "test"}, "Arrays have no splits. Received: split='test'"),
        ((noise(3, 4, 4, 1), np.zeros(2, int)), {"labels": True}, r"shape \(3,\).*\(2,\)"),
        ((noise(3, 4, 4, 1), np.eye(3)), {"labels": True}, "argmax"),
    ],
)
def test_arrays_that_are_refused(source, kwargs, says):
    with pytest.raises(ValueError, match=says):
        load(source, batch_size=1, **kwargs)


def test_floats_without_negative_values_are_a_warning():
    with pytest.warns(UserWarning, match="no negative value"):
        from_arrays(np.ones((3, 4, 4, 1)), batch_size=1)

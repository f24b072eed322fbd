import numpy as np
import pytest
import tensorflow as tf

from kerasgan.data.checks import check_enough, check_images

pytestmark = pytest.mark.usefixtures("warnings_are_errors")


def images(shape=(2, 4, 4, 1), low=-1.0, high=1.0):
    return np.linspace(low, high, int(np.prod(shape)), dtype=np.float32).reshape(shape)


@pytest.mark.parametrize("make", [np.asarray, tf.constant])
@pytest.mark.parametrize("high", [1.0, 1.0005])
def test_good_images(make, high):
    check_images(make(images(high=high)), (4, 4, 1))
    check_images(make(images(high=high)))


def test_vectors_have_any_range():
    check_images(images((5, 2), -40, 90), (2,))
    check_images(images((5, 2), 0, 90))


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (
            np.zeros((2, 4, 4, 1), np.uint8),
            r"floats in \[-1, 1\]\. Received: the moon of type uint8.*127.5",
        ),
        (np.zeros((2, 4, 4, 1), np.int64), "must be floats. Received: the moon of type int64"),
        (images((2, 4, 4)), r"samples of shape \(4, 4, 1\)\. Received: .* of shape \(2, 4, 4\)"),
        (images((4, 4, 1)), r"Received: the moon of shape \(4, 4, 1\)"),
        (images((2, 5, 4, 1)), r"\(4, 4, 1\)\. Received: .* \(5, 4, 1\).*image_size=\(4, 4\)"),
        (images((2, 4, 4, 3)), r"Received: .* \(4, 4, 3\).*channels=1"),
        (images((2, 1, 4, 4)), r"Received: .* \(1, 4, 4\).*moveaxis"),
        (
            images(low=0, high=255),
            r"\[-1, 1\]\. Received: .* values from 0 to 255\. Use x / 127.5 - 1",
        ),
        (images(low=-2), r"Received: .* values from -2 to 1\."),
        (images(high=1.01), r"Received: .* values from -1 to 1.01\."),
        (np.full((2, 4, 4, 1), np.nan), "finite. Received: the moon with NaN"),
        (images() * np.float32(np.inf), "finite"),
        (np.zeros((0, 4, 4, 1)), "must not be empty"),
    ],
)
def test_bad_images(bad, says):
    with pytest.raises(ValueError, match=says) as error:
        check_images(bad, (4, 4, 1), "the moon")
    assert "the moon" in str(error.value)


def test_one_nan_among_many():
    bad = images()
    bad[1, 2, 3, 0] = np.nan
    with pytest.raises(ValueError, match="finite"):
        check_images(tf.constant(bad), (4, 4, 1))
    vectors = images((4, 2))
    vectors[2, 1] = -np.inf
    with pytest.raises(ValueError, match="finite"):
        check_images(vectors, (2,))


def test_no_negative_value_is_a_warning():
    with pytest.warns(UserWarning, match=r"no negative value.*Received: the moon.*2 \* x - 1"):
        check_images(images(low=0), (4, 4, 1), "the moon")


def test_unknown_sizes_fit():
    check_images(images((2, 4, 6, 3)), (None, None, 3))
    with pytest.raises(ValueError, match="channels=1"):
        check_images(images((2, 4, 6, 3)), (4, 6, 1))


@pytest.mark.parametrize(("batches", "k", "enough"), [(5, 5, True), (4, 5, False), (0, 1, False)])
def test_enough_batches(batches, k, enough):
    dataset = tf.data.Dataset.range(batches)
    if enough:
        check_enough(dataset.cardinality(), k)
    else:
        with pytest.raises(ValueError, match=rf"takes {k} batch.*Received: {batches}\."):
            check_enough(dataset.cardinality(), k)


def test_unknown_and_infinite_cardinality_are_enough():
    check_enough(tf.data.Dataset.range(1).repeat().cardinality(), 3)
    check_enough(tf.data.Dataset.range(1).filter(lambda x: x > 0).cardinality(), 3)

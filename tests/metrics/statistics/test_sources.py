import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan.metrics.statistics.sources import draw, find_count, peek, read_batches


def samples(n=10):
    return np.arange(n * 4, dtype="float32").reshape(n, 2, 2, 1)


def dataset():
    return tf.data.Dataset.from_tensor_slices((samples(), np.arange(10))).batch(4)


@pytest.mark.parametrize(
    "make",
    [
        samples,
        lambda: tf.constant(samples()),
        lambda: (samples(), np.arange(10)),
        dataset,
        lambda: dataset().map(lambda images, labels: images),
        lambda: iter(np.split(samples(), [3, 4])),
        lambda: (part for part in np.split(samples(), 5)),
    ],
)
@pytest.mark.parametrize("count", [None, 1, 4, 6, 10])
def test_every_kind_of_source(make, count):
    parts = list(read_batches(make(), 3, count))
    np.testing.assert_array_equal(np.concatenate(parts), samples()[:count])
    assert all(isinstance(part, np.ndarray) for part in parts)


def test_no_batch_is_read_that_is_not_needed():
    read = []

    def source():
        for part in np.split(samples(), 5):
            read.append(1)
            yield part

    assert sum(map(len, read_batches(source(), count=4))) == 4
    assert len(read) == 2


def test_batches_of_arrays():
    assert [len(part) for part in read_batches(samples(), 4)] == [4, 4, 2]


def test_data_sets_of_the_library():
    images = kerasgan.data.load("glyphs", count=70, shuffle=False, drop_remainder=False)
    assert sum(map(len, read_batches(images))) == 70


def test_half_precision():
    (part,) = read_batches(tf.cast(samples(), tf.bfloat16))
    assert part.dtype == np.float32


def test_what_a_model_draws_are_the_rows_of_generate():
    model = kerasgan.GAN(
        kerasgan.networks.mlp_generator((2,), latent_dim=3, hidden=(8,), seed=0),
        kerasgan.networks.mlp_discriminator((2,), hidden=(8,), seed=0),
        seed=0,
    )
    parts = list(draw(model, 23, seed=5, batch_size=10))
    assert [len(part) for part in parts] == [10, 10, 3]
    np.testing.assert_allclose(np.concatenate(parts), model.generate(23, seed=5), atol=1e-6)


def test_peek():
    first, stream = peek(read_batches(samples(), 4))
    np.testing.assert_array_equal(first, samples()[:4])
    np.testing.assert_array_equal(np.concatenate(list(stream)), samples())


def test_known_count():
    assert find_count(samples()) == 10
    assert find_count((samples(), 0)) == 10
    assert find_count(dataset()) is None
    assert find_count(dataset(), 7) == 7


def test_values_that_are_not_finite():
    bad = samples()
    bad[7, 1, 0, 0] = np.nan
    with pytest.raises(ValueError, match="The moon must be finite, but sample 7 has NaN"):
        list(read_batches(bad, 3, where="the moon"))


@pytest.mark.parametrize(
    ("source", "count", "says"),
    [
        (samples(0), None, "At least 1 of the images .* Received: 0"),
        (samples(5), 6, "At least 6 of the images are needed: .* Received: 5"),
        (dataset().repeat(), None, "never end: give `count`"),
        (samples(), 0, "`count` must be a positive integer"),
    ],
)
def test_too_few_or_too_many(source, count, says):
    with pytest.raises(ValueError, match=says):
        list(read_batches(source, 3, count))


def test_endless_data_with_a_count():
    assert sum(map(len, read_batches(dataset().repeat(), count=25))) == 25


@pytest.mark.parametrize("source", [[samples()], "mnist", None, 3])
def test_what_is_no_source(source):
    with pytest.raises(TypeError, match="must be an array"):
        list(read_batches(source))


@pytest.mark.parametrize("source", [np.arange(5.0), np.array([["a"], ["b"]])])
def test_what_is_no_batch(source):
    with pytest.raises(TypeError, match="batches"):
        list(read_batches(source))

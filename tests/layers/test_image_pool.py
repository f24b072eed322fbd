import keras
import numpy as np
import pytest
import scipy.stats
import tensorflow as tf

import kerasgan
from kerasgan.engine.updates import apply_if
from kerasgan.layers import ImagePool, NoiseStream

SHAPE = (2, 3, 1)


class ListPool:
    """The rule, image after image, on a Python list."""

    def __init__(self, size):
        self.size = size
        self.stored = []

    def __call__(self, images, uniforms):
        returned = []
        for image, (decision, index) in zip(images, uniforms, strict=True):
            if len(self.stored) < self.size:
                self.stored.append(image)
                returned.append(image)
            elif self.size and decision >= 0.5:
                slot = int(index * self.size)
                returned.append(self.stored[slot])
                self.stored[slot] = image
            else:
                returned.append(image)
        return np.array(returned)


def _batches(sizes, seed=0):
    """Batches of images that are all different, and their numbers."""
    rng = np.random.default_rng(seed)
    for size in sizes:
        images = rng.normal(size=(size, *SHAPE)).astype("float32")
        yield tf.constant(images), tf.constant(rng.random((size, 2), "float32"))


def _assert_holds(pool, expected):
    stored, count = pool.state
    assert int(count) == len(expected.stored)
    np.testing.assert_array_equal(stored[: len(expected.stored)], expected.stored)
    np.testing.assert_array_equal(stored[len(expected.stored) :], 0.0)


@pytest.mark.parametrize("mode", ["eager", "graph", "xla"])
@pytest.mark.parametrize("size", [1, 3, 8])
def test_equals_a_list(mode, size):
    """Batches of 1, that fill the pool in their middle, and of more than the pool holds."""
    pool, expected = ImagePool(size), ListPool(size)
    pool.build((None, *SHAPE))
    query = pool
    if mode != "eager":
        query = tf.function(pool, jit_compile=mode == "xla")
    swapped = 0
    for images, uniforms in _batches([1, 1, 4, 1, 4, 12, 12, 1, 4] * 4):
        returned = query(images, uniforms)
        np.testing.assert_array_equal(returned, expected(images.numpy(), uniforms.numpy()))
        _assert_holds(pool, expected)
        swapped += int((returned.numpy() != images.numpy()).any(axis=(1, 2, 3)).sum())
    assert swapped > 30


def test_the_state_is_filled_before_anything_comes_back():
    pool = ImagePool(5)
    for images, _ in _batches([2, 3]):
        np.testing.assert_array_equal(pool(images, tf.fill([len(images), 2], 0.99)), images)
    assert int(pool.count) == 5
    for images, _ in _batches([3], seed=1):
        before = pool.state[0]
        returned = pool(images, tf.constant([[0.5, 0.99], [0.49, 0.5], [0.99, 0.0]]))
        np.testing.assert_array_equal(returned, [before[4], images[1], before[0]])


def test_numbers_just_below_one():
    pool = ImagePool(50)
    images = tf.reshape(tf.range(60.0), [60, 1, 1, 1])
    below_one = np.nextafter(np.float32(1), np.float32(0))
    returned = pool(images, tf.fill([60, 2], below_one))
    assert tf.reshape(returned[50:], [-1]).numpy().tolist() == [49.0, *range(50, 59)]


def test_decisions_and_indices_follow_their_laws():
    """By the stream of noise that feeds the pool in training."""
    size, batch, calls = 20, 25, 200
    pool = ImagePool(size)
    noise = NoiseStream(2, prior=kerasgan.latents.Uniform(0.0, 1.0), seed=3)
    step = tf.function(lambda images: pool(images, noise.draw(batch)))
    pool.build((None, 1))
    expected = []  # identities by slot
    swaps, slots = [], []
    for call in range(calls):
        names = np.arange(call * batch, (call + 1) * batch, dtype="float32")
        for name, came in zip(names, np.ravel(step(names[:, None])), strict=True):
            if len(expected) < size:
                expected.append(name)
                assert came == name
                continue
            swaps.append(came != name)
            if came != name:
                slots.append(expected.index(came))
                expected[slots[-1]] = name
    assert len(swaps) == calls * batch - size
    # Two-sided, each of probability 1e-4 under the law.
    low, high = scipy.stats.binom(len(swaps), 0.5).ppf([5e-5, 1 - 5e-5])
    assert low <= sum(swaps) <= high
    counts = np.bincount(slots, minlength=size)
    statistic = ((counts - len(slots) / size) ** 2).sum() / (len(slots) / size)
    low, high = scipy.stats.chi2(size - 1).ppf([5e-5, 1 - 5e-5])
    assert low <= statistic <= high
    # The decision says nothing about the index, nor one decision about the next.
    correlation = np.corrcoef(swaps[:-1], swaps[1:])[0, 1]
    assert abs(correlation) < 4 / len(swaps) ** 0.5


def test_nothing_is_lost_and_nothing_made_up():
    """What went in has come out or is stored, however often: multiplicities included."""
    pool = ImagePool(6)
    inputs, outputs, unswapped = [], [], 0
    for images, uniforms in _batches([5] * 30):
        returned = pool(images, uniforms)
        inputs += [image.tobytes() for image in images.numpy()]
        outputs += [image.tobytes() for image in returned.numpy()]
        unswapped += int((returned.numpy() == images.numpy()).all(axis=(1, 2, 3)).sum())
    stored = [image.tobytes() for image in pool.state[0].numpy()]
    assert len(set(inputs)) == 150
    assert set(outputs) | set(stored) == set(inputs)
    # An image leaves once as it is, or once when it is replaced; only the first six, which are
    # returned while they are stored, can come out twice.
    for image in inputs:
        first = inputs.index(image) < 6
        assert outputs.count(image) + stored.count(image) == (2 if first else 1)
    assert 40 < unswapped < 110


def test_query_leaves_the_state_alone():
    pool, expected = ImagePool(3), ListPool(3)
    pool.build((None, *SHAPE))
    for images, uniforms in _batches([4, 4, 4]):
        before = pool.state
        returned, state = pool.query(pool.state, images, uniforms)
        for kept, was in zip(pool.state, before, strict=True):
            np.testing.assert_array_equal(kept, was)
        np.testing.assert_array_equal(returned, expected(images.numpy(), uniforms.numpy()))
        pool.assign(state)
        _assert_holds(pool, expected)


def test_no_gradient_passes():
    pool = ImagePool(2)
    for images, uniforms in _batches([4]):
        with tf.GradientTape() as tape:
            tape.watch(images)
            loss = tf.reduce_sum(pool(images, uniforms) ** 2)
        assert tape.gradient(loss, images) is None
    assert not pool.trainable_variables


def test_size_zero_is_the_identity():
    pool = ImagePool(0)
    for images, uniforms in _batches([4, 1]):
        np.testing.assert_array_equal(pool(images, uniforms), images)
        returned, state = pool.query(pool.state, images, uniforms)
        np.testing.assert_array_equal(returned, images)
        assert state == ()
        pool.assign(state)
    with tf.GradientTape() as tape:
        tape.watch(images)
        loss = tf.reduce_sum(pool(images, uniforms))
    assert tape.gradient(loss, images) is None
    assert not pool.weights


@keras.saving.register_keras_serializable(package="test")
class Pooled(keras.Model):
    """A model that owns a pool."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.pool = ImagePool(4, name="pool")
        self.pool.build((None, *SHAPE))
        self.built = True


def test_goes_on_where_it_was_saved(tmp_path):
    model = Pooled()
    batches = list(_batches([3] * 8))
    for images, uniforms in batches[:4]:
        model.pool(images, uniforms)
    model.save(tmp_path / "run.keras")
    model.save_weights(tmp_path / "run.weights.h5")
    loaded = keras.models.load_model(tmp_path / "run.keras")
    restored = Pooled()
    restored.load_weights(tmp_path / "run.weights.h5")
    for images, uniforms in batches[4:]:
        expected = model.pool(images, uniforms)
        np.testing.assert_array_equal(loaded.pool(images, uniforms), expected)
        np.testing.assert_array_equal(restored.pool(images, uniforms), expected)
    for value, again in zip(model.pool.state, loaded.pool.state, strict=True):
        np.testing.assert_array_equal(again, value)


def test_config_round_trip():
    pool = ImagePool(7, name="history")
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(pool))
    assert again.get_config() == pool.get_config()
    assert (again.size, again.name) == (7, "history")


def test_float32_under_every_policy():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        pool, expected = ImagePool(2), ListPool(2)
        for images, uniforms in _batches([3, 3]):
            returned = pool(images, uniforms)
            np.testing.assert_array_equal(returned, expected(images.numpy(), uniforms.numpy()))
    finally:
        keras.config.set_dtype_policy("float32")
    assert returned.dtype == pool.images.dtype == "float32"
    assert pool.count.dtype == "int64"


@pytest.mark.parametrize("size", [-1, 2.5, None])
def test_refuses_other_sizes(size):
    with pytest.raises(ValueError, match=r"integer >= 0. Received: size="):
        ImagePool(size)


def test_refuses_images_of_unknown_size():
    with pytest.raises(ValueError, match=r"one size.*\(None, None, None, 3\)"):
        ImagePool(2).build((None, None, None, 3))


# Replicas


def _share(values):
    replica = tf.distribute.get_replica_context()
    shares = tf.stack(tf.split(values, replica.num_replicas_in_sync))
    return shares[replica.replica_id_in_sync_group]


def test_two_replicas_equal_one(mirrored):
    """First by calls; then every other update is skipped, as where a loss is not finite."""
    one = ImagePool(5)
    one.build((None, *SHAPE))
    with mirrored.scope():
        two = ImagePool(5)
        two.build((None, *SHAPE))

    def step(images, uniforms, keep):
        returned, state = two.query(two.state, _share(images), _share(uniforms))
        apply_if(keep, two.assign, state)
        return returned

    steps = {
        "call": lambda images, uniforms, keep: two(_share(images), _share(uniforms)),
        "query": step,
    }
    differs = 0
    for name, function in steps.items():
        run = tf.function(lambda *args, function=function: mirrored.run(function, args=args))
        for number, (images, uniforms) in enumerate(_batches([4] * 8, seed=len(name))):
            keep = name == "call" or number % 2 == 0
            expected, state = one.query(one.state, images, uniforms)
            if keep:
                one.assign(state)
            returned = mirrored.experimental_local_results(run(images, uniforms, tf.constant(keep)))
            assert [len(part) for part in returned] == [2, 2]
            np.testing.assert_array_equal(np.concatenate(returned), expected)
            differs += int((expected.numpy() != images.numpy()).any())
            for variable, value in zip(two.weights, one.state, strict=True):
                for copy in mirrored.experimental_local_results(variable.value):
                    np.testing.assert_array_equal(copy, value)
    assert differs > 8

"""Batches of two sets of images that form no pairs, as a pure function of (seed, epoch)."""

import tensorflow as tf

from kerasgan.data import crops, order


def ordered_pairs(a, b, size, batch_size=1, seed=0, shuffle=True, flip=False, drop_remainder=True):
    """Makes a dataset of pairs of batches, drawn from each side independently of the other.

    An epoch shows every image of the longer side once. The shorter side starts again, in a new
    order, as often as needed. The epoch is read from the epoch clock (`set_epoch`) when an iterator
    is made, and with the seed determines order, crops and flips.

    Args:
        a: uint8 or float32 array `[N, H, W, C]`, the images of one side.
        b: the same of the other side; number and channels may differ.
        size: `(height, width)` of the images in a batch. Of larger ones random pieces are taken,
            new ones in every epoch.
        batch_size: int, images of each side in a batch.
        seed: int.
        shuffle: whether each side has its own random order in every epoch. `False`: the order of
            the arrays.
        flip: whether every second image, at random, is mirrored left to right.
        drop_remainder: whether a last, smaller batch is left out.

    Returns:
        A `tf.data.Dataset` of known cardinality that `is_ordered` recognises, of pairs of float32
        tensors `[batch_size, height, width, C]`; bytes are scaled to [-1, 1].

    Raises:
        ValueError: if a side does not fill one batch.
    """
    longest = max(len(a), len(b))
    steps = _steps(len(a), len(b), batch_size, drop_remainder)
    total = min(steps * batch_size, longest)
    sides = [order.host_tensor(images) for images in (a, b)]
    clock = order.epoch_clock()

    def epoch_of(_):
        # Runs once per iterator: this is where the epoch is read.
        seeds = tf.random.split([tf.cast(seed, tf.int64), clock.read_value()], 4, alg="philox")
        draws = tuple(
            (
                _rows(len(images), total, seeds[2 * side], shuffle),
                *crops.draw(total, _slack(images, size), flip, seeds[2 * side + 1]),
            )
            for side, images in enumerate(sides)
        )
        all_full = total % batch_size == 0
        return tf.data.Dataset.from_tensor_slices(draws).batch(batch_size, drop_remainder=all_full)

    def pair(*draws):
        return tuple(
            _scaled(crops.crop_and_flip(tf.gather(images, rows), *places, size))
            for images, (rows, *places) in zip(sides, draws, strict=True)
        )

    return (
        tf.data.Dataset.range(1)
        .flat_map(epoch_of)
        .apply(tf.data.experimental.assert_cardinality(steps))
        .map(pair, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)
        .with_options(order.ordered_options())
        .prefetch(tf.data.AUTOTUNE)
    )


def _steps(n_a, n_b, batch_size, drop_remainder):
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, received {batch_size}")
    if not drop_remainder:
        return -(-max(n_a, n_b) // batch_size)
    if min(n_a, n_b) < batch_size:
        raise ValueError(
            f"each side must fill one batch of {batch_size}, received {n_a} images of A and {n_b} "
            "of B: give more data, a smaller batch_size, or drop_remainder=False"
        )
    return max(n_a, n_b) // batch_size


def _rows(n, total, seed, shuffle):
    """Which images of a side an epoch shows, int `[total]`: passes over all of them."""
    if not shuffle:
        return tf.range(total) % n
    keys = tf.random.stateless_uniform(
        [-(-total // n), n], seed, minval=None, maxval=None, dtype=tf.int64, alg="philox"
    )
    return tf.reshape(tf.argsort(keys, stable=True), [-1])[:total]


def _slack(images, size):
    return tuple(int(whole) - piece for whole, piece in zip(images.shape[1:3], size, strict=True))


def _scaled(images):
    if images.dtype == tf.uint8:
        return tf.cast(images, tf.float32) / 127.5 - 1.0
    return images

"""Batches of two unpaired sets of images, as a pure function of (seed, epoch)."""

import tensorflow as tf

from kerasgan.data import crops, order
from kerasgan.data.sources import arrays


def order_sides(a, b, size, batch_size=1, seed=0, shuffle=True, flip=False, drop_remainder=True):
    """Makes a dataset of a batch of each side, drawn independently of the other.

    An epoch shows every image of the longer side once. The shorter side starts again, in a new
    order, as often as needed. The seed and the epoch determine order, crops and flips.

    The sides are uint8 or float32 `[N, H, W, C]`, whose number and channels may differ. Of images
    larger than `size`, `(height, width)`, random pieces are taken, new ones in every epoch. The
    dataset is as of `iterate_epochs`, of tuples of float32 images; bytes are scaled to [-1, 1].
    """
    longest = max(len(a), len(b))
    batches = order.count_batches(longest, batch_size, drop_remainder)
    if drop_remainder and min(len(a), len(b)) < batch_size:
        raise ValueError(
            f"Each side must fill one batch. Received: {len(a)} images of A, {len(b)} of B, and "
            f"batch_size={batch_size}. Give more data, a smaller `batch_size`, or "
            "drop_remainder=False."
        )
    total = min(batches * batch_size, longest)
    sides = [order.copy_to_host(images) for images in (a, b)]

    def draw(epoch):
        seeds = tf.random.split([tf.cast(seed, tf.int64), epoch], 4, alg="philox")
        draws = tuple(
            (
                _draw_rows(len(images), total, seeds[2 * side], shuffle),
                *crops.draw(total, _measure_slack(images, size), flip, seeds[2 * side + 1]),
            )
            for side, images in enumerate(sides)
        )
        all_full = total % batch_size == 0
        return tf.data.Dataset.from_tensor_slices(draws).batch(batch_size, drop_remainder=all_full)

    def gather(*draws):
        return tuple(
            arrays.scale(crops.crop_and_flip(tf.gather(images, rows), *places, size))
            for images, (rows, *places) in zip(sides, draws, strict=True)
        )

    return order.iterate_epochs(draw, gather, batches)


def _draw_rows(n, total, seed, shuffle):
    """Draws which images of a side an epoch shows, integers `[total]`: passes over all of them."""
    if not shuffle:
        return tf.range(total) % n
    passes = order.draw_permutations([-(-total // n), n], seed)
    return tf.reshape(passes, [-1])[:total]


def _measure_slack(images, size):
    return tuple(int(whole) - piece for whole, piece in zip(images.shape[1:3], size, strict=True))

"""Samples to score, wherever they come from, as a stream of NumPy batches."""

import collections.abc
import itertools

import numpy as np
import tensorflow as tf

from kerasgan import latents
from kerasgan.arguments import check_positive_integers


def read_batches(source, batch_size=256, count=None, where="the images"):
    """Gives the samples of a source batch by batch, as arrays of its dtype (bfloat16 as float32).

    Args:
        source: An array or tensor `[N, ...]`; a tuple whose first member is one (labels are left
            out); a batched `tf.data.Dataset`; or an iterator of batches, such as
            `(model.generate(500, seed=s) for s in range(100))`.
        batch_size: Samples in a batch of an array. Datasets and iterators keep their own.
        count: How many samples to give, the first so many; all of them by default.
        where: What messages call the samples.
    """
    check_positive_integers(batch_size=batch_size, **({} if count is None else {"count": count}))
    endless = tf.data.INFINITE_CARDINALITY
    if count is None and isinstance(source, tf.data.Dataset) and source.cardinality() == endless:
        raise ValueError(f"{_capitalize(where)} never end: give `count`, or leave out `repeat`.")
    taken = 0
    for batch in _split(source, batch_size, where):
        batch = _check(batch, taken, where)[: None if count is None else count - taken]
        taken += len(batch)
        yield batch
        if taken == count:
            return
    if not taken or count is not None:
        raise ValueError(
            f"At least {count or 1} of {where} are needed: give more samples or a smaller "
            f"`count`. Received: {taken}."
        )


def draw(model, count, seed=0, batch_size=500):
    """The rows of `model.generate(count, seed=seed)` batch by batch, in their order.

    They never lie in memory all at once.
    """
    codes = latents.sample(count, model.latent_dim, model.prior, seed=seed)
    return (model.generate(latents=part) for part in read_batches(codes, batch_size))


def find_count(source, count=None):
    """The number of samples where it is known before they are read, else None."""
    if count is not None:
        return count
    source = source[0] if isinstance(source, tuple) else source
    return len(source) if hasattr(source, "shape") else None


def peek(stream):
    """The first batch of a stream, and the stream with that batch put back."""
    first = next(stream)
    return first, itertools.chain([first], stream)


def _split(source, batch_size, where):
    source = source[0] if isinstance(source, tuple) else source
    if hasattr(source, "shape"):
        return (source[i : i + batch_size] for i in range(0, len(source), batch_size))
    if isinstance(source, tf.data.Dataset | collections.abc.Iterator):
        return (batch[0] if isinstance(batch, tuple) else batch for batch in source)
    raise TypeError(
        f"{_capitalize(where)} must be an array [N, ...], a batched tf.data.Dataset or an iterator "
        f"of batches. Received: {type(source).__name__}."
    )


def _check(batch, taken, where):
    batch = np.asarray(batch)
    if batch.dtype.name == "bfloat16":
        batch = batch.astype("float32")
    if batch.ndim < 2 or not np.issubdtype(batch.dtype, np.number):
        raise TypeError(
            f"{_capitalize(where)} must be batches [N, ...] of numbers: batch a dataset with "
            f"`dataset.batch(256)`. Received: {batch.dtype} of shape {batch.shape}."
        )
    wrong = ~np.isfinite(batch).all(axis=tuple(range(1, batch.ndim)))
    if wrong.any():
        raise ValueError(
            f"{_capitalize(where)} must be finite, but sample {taken + int(np.argmax(wrong))} has "
            "NaN or infinite values: remove it, or score an earlier generator."
        )
    return batch


def _capitalize(where):
    """`where` as the start of a sentence."""
    return where[:1].upper() + where[1:]

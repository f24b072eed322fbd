"""Streams of random numbers: each a pure function of a seed and a counter, for the global batch."""

import random

import tensorflow as tf

from kerasgan import replicas

# What is added to a model's seed for each of its streams. Seeds that people give to `generate` are
# far smaller, so a picture's latents are never those of a training batch.
TRAINING = 1 << 40  # latents of `fit`
EVALUATION = 1 << 41  # latents of `evaluate`
PENALTY = 1 << 42  # noise of penalties
POOL = 1 << 43  # exchanges of image pools


def choose_seed(seed):
    """Returns `seed`, or for `None` a new one, which obeys `keras.utils.set_random_seed`."""
    return random.randrange(2**31) if seed is None else int(seed)


def draw(prior, batch_size, size, seed, counter):
    """This replica's share of draw number `counter` from the stream of a seed.

    Every replica draws the numbers of the global batch and takes its own rows, so that training
    on several replicas sees the numbers that training on one would see: float32
    `[batch_size, size]`, where the batch is that of *this* replica.
    """
    # Read as the plain variable: autocasting does not touch integers, nor should it.
    counter = tf.cast(tf.convert_to_tensor(counter), tf.int64)
    seed = tf.stack([tf.constant(seed, tf.int64), counter])
    drawn = prior.sample((batch_size * replicas.count(), size), seed)
    return replicas.share(drawn, batch_size)

"""What a served model offers: named functions of tensors, with their signatures and examples."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from kerasgan.serving import checks


class Endpoint(NamedTuple):
    """A function that clients call.

    Attributes:
        function: From one tensor `[N, …]` for each input to a dict of tensors `[N, …]`.
        inputs: Tuple of the inputs' named `tf.TensorSpec`s, in the order of `function`'s arguments:
            float32, int64 or string, the types that clients send.
        example: Function from N to a dict of an array for each input, by name.
    """

    function: Callable
    inputs: tuple[tf.TensorSpec, ...]
    example: Callable


def limit(endpoint, max_batch_size):
    """The endpoint, with its inputs' shapes checked first: the same N in all, and not too large."""

    def function(*tensors):
        tensors = [
            checks.require_shape(tensor, spec, max_batch_size)
            for tensor, spec in zip(tensors, endpoint.inputs, strict=True)
        ]
        names = [spec.name for spec in endpoint.inputs]
        return endpoint.function(*checks.require_equal_rows(tensors, names))

    return endpoint._replace(function=function)


def make_judge(network):
    """The endpoint of a discriminator: the mean of the logits of each image."""
    shape = network.input_shape[1:]

    def discriminate(images):
        images = checks.require_range(images, "images") if len(shape) == 3 else images
        images = checks.require_finite(images, "images")
        logits = tf.cast(network(images, training=False), tf.float32)
        return {"scores": tf.reduce_mean(logits, axis=range(1, logits.shape.rank))}

    images = tf.TensorSpec([None, *shape], tf.float32, "images")
    return Endpoint(discriminate, (images,), make_zeros(images))


def make_zeros(*inputs):
    """An example of inputs that are numbers: the function from N to zeros of the inputs' specs."""
    return lambda n: {
        spec.name: np.zeros([n, *spec.shape[1:]], spec.dtype.as_numpy_dtype) for spec in inputs
    }

"""What a served model offers: named functions of one tensor, with its signature and an example."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from kerasgan import latents
from kerasgan.serving import checks, pictures


class Endpoint(NamedTuple):
    """A function that clients call.

    Attributes:
        function: From one tensor `[N, …]` to a dict of tensors `[N, …]`.
        spec: The named `tf.TensorSpec` of its argument.
        example: Function from N to an array that the endpoint takes.
    """

    function: Callable
    spec: tf.TensorSpec
    example: Callable


def endpoints(model, *, uint8, discriminator, max_batch_size, max_pixels):
    """The endpoints of a model; arguments as of `kerasgan.serving.export`.

    Returns:
        Dict from names to `Endpoint`s, the default `serve` first.
    """
    if hasattr(model, "latent_dim"):
        found = drawing(model, pictures.to_uint8 if uint8 else tf.identity)
    else:
        found = translating(model, pictures.to_uint8 if uint8 else tf.identity, max_pixels)
    if discriminator:
        for name in model.discriminator_networks:
            found[name.replace("discriminator", "discriminate")] = judging(getattr(model, name))
    return {name: _limited(endpoint, max_batch_size) for name, endpoint in found.items()}


def drawing(model, presented):
    """Endpoints of a model that draws images from latents.

    Args:
        model: A model with `latent_dim` and `prior`.
        presented: What is done to images before they are returned.
    """
    generator = model.averaged("generator")
    latent_dim, prior = model.latent_dim, model.prior

    def drawn(codes):
        return tf.cast(generator(codes, training=False), tf.float32)

    def drawn_from(seeds):
        return drawn(latents.from_seeds(prior, seeds, tf.zeros_like(seeds), latent_dim))

    def serve(codes):
        return {"images": presented(drawn(checks.finite(codes, "latents")))}

    def from_seed(seeds):
        return {"images": presented(drawn_from(seeds))}

    def png_from_seed(seeds):
        return {"image_bytes": pictures.encode(drawn_from(seeds))}

    seeds = tf.TensorSpec([None], tf.int64, "seeds")
    found = {
        "serve": Endpoint(
            serve,
            tf.TensorSpec([None, latent_dim], tf.float32, "latents"),
            lambda n: latents.sample(n, latent_dim, prior, seed=0),
        ),
        "from_seed": Endpoint(from_seed, seeds, np.arange),
    }
    if is_picture(generator.output_shape[1:]):
        found["png_from_seed"] = Endpoint(png_from_seed, seeds, np.arange)
    return found


def translating(model, presented, max_pixels):
    """Endpoints of a model that translates images, for each direction.

    Args:
        model: A model with `generator_a2b` and `generator_b2a`.
        presented: What is done to images before they are returned.
        max_pixels: The largest encoded picture that is decoded.
    """
    of_images, of_bytes = {}, {}
    for direction in ("a2b", "b2a"):
        translator = model.averaged(f"generator_{direction}")
        of_images[direction] = _of_images(translator, presented)
        if is_picture(translator.input_shape[1:]) and is_picture(translator.output_shape[1:]):
            of_bytes[f"{direction}_png"] = _of_bytes(translator, max_pixels)
    return {"serve": of_images["a2b"]} | of_images | of_bytes


def judging(network):
    """The endpoint of a discriminator: the mean of the logits of each image."""

    def discriminate(images):
        images = checks.in_range(images, "images") if len(shape) == 3 else images
        logits = tf.cast(network(checks.finite(images, "images"), training=False), tf.float32)
        return {"scores": tf.reduce_mean(logits, axis=range(1, logits.shape.rank))}

    shape = network.input_shape[1:]
    spec = tf.TensorSpec([None, *shape], tf.float32, "images")
    return Endpoint(discriminate, spec, _blank(shape))


def is_picture(shape):
    """Whether samples of a shape can be files: grey or coloured images."""
    return len(shape) == 3 and shape[-1] in pictures.CHANNELS


def _of_images(translator, presented):
    def translate(images):
        images = checks.in_range(images, "images")
        translations = tf.cast(translator(images, training=False), tf.float32)
        return {"translations": presented(translations)}

    shape = translator.input_shape[1:]
    return Endpoint(translate, tf.TensorSpec([None, *shape], tf.float32, "images"), _blank(shape))


def _of_bytes(translator, max_pixels):
    shape = translator.input_shape[1:]

    def translate(image_bytes):
        images = pictures.decode(image_bytes, shape, max_pixels)
        translations = tf.cast(translator(images, training=False), tf.float32)
        return {"translation_bytes": pictures.encode(translations)}

    def example(n):
        return pictures.encode(_blank(shape)(n)).numpy()

    return Endpoint(translate, tf.TensorSpec([None], tf.string, "image_bytes"), example)


def _blank(shape):
    return lambda n: np.zeros([n, *shape], "float32")


def _limited(endpoint, max_batch_size):
    """The endpoint, with the shape of its argument checked first."""

    def function(tensor):
        return endpoint.function(checks.rows(tensor, endpoint.spec, max_batch_size))

    return endpoint._replace(function=function)

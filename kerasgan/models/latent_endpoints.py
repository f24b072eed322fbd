"""What a server offers of a model that draws from latents."""

import numpy as np
import tensorflow as tf

from kerasgan import latents
from kerasgan.serving import checks, pictures
from kerasgan.serving.endpoints import Endpoint


def make_endpoints(model, *, presented, max_pixels):
    """Makes the endpoints of a model that draws from latents.

    Args:
        model: A model with `latent_dim`, `prior` and the network `generator`.
        presented: Function that is applied to images before they are returned.
        max_pixels: Ignored, for no files are decoded.

    Returns:
        Dict from names to `kerasgan.serving.endpoints.Endpoint`s, the default `serve` first.
    """
    generator = model.averaged("generator")
    latent_dim, prior = model.latent_dim, model.prior

    def draw(codes):
        return tf.cast(generator(codes, training=False), tf.float32)

    def draw_from(seeds):
        return draw(latents.from_seeds(prior, seeds, tf.zeros_like(seeds), latent_dim))

    def serve(codes):
        return {"images": presented(draw(checks.require_finite(codes, "latents")))}

    def from_seed(seeds):
        return {"images": presented(draw_from(seeds))}

    def png_from_seed(seeds):
        return {"image_bytes": pictures.encode(draw_from(seeds))}

    def example(n):
        return {"seeds": np.arange(n)}

    codes = tf.TensorSpec([None, latent_dim], tf.float32, "latents")
    seeds = tf.TensorSpec([None], tf.int64, "seeds")
    endpoints = {
        "serve": Endpoint(
            serve, (codes,), lambda n: {"latents": latents.sample(n, latent_dim, prior, seed=0)}
        ),
        "from_seed": Endpoint(from_seed, (seeds,), example),
    }
    if pictures.is_picture(generator.output_shape[1:]):
        endpoints["png_from_seed"] = Endpoint(png_from_seed, (seeds,), example)
    return endpoints

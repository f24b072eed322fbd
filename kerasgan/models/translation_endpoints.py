"""What a server offers of a model that translates images."""

import tensorflow as tf

from kerasgan.serving import checks, pictures
from kerasgan.serving.endpoints import Endpoint, make_zeros


def make_endpoints(model, *, presented, max_pixels):
    """Makes the endpoints of a model that translates images, for each direction.

    Args:
        model: A model with `translators`, a dict from directions, as "a2b", to names of networks.
        presented: Function that is applied to images before they are returned.
        max_pixels: The largest height times width of a file that is decoded.

    Returns:
        Dict from names to `kerasgan.serving.endpoints.Endpoint`s, the default `serve`, which is
        the first direction, first.
    """
    of_images, of_files = {}, {}
    for direction, name in model.translators.items():
        translator = model.averaged(name)
        of_images[direction] = _from_images(translator, presented)
        if all(map(pictures.is_picture, (translator.input_shape[1:], translator.output_shape[1:]))):
            of_files[f"{direction}_png"] = _from_files(translator, max_pixels)
    return {"serve": next(iter(of_images.values()))} | of_images | of_files


def _from_images(translator, presented):
    def translate(images):
        images = checks.require_range(images, "images")
        return {"translations": presented(_translate(translator, images))}

    images = tf.TensorSpec([None, *translator.input_shape[1:]], tf.float32, "images")
    return Endpoint(translate, (images,), make_zeros(images))


def _from_files(translator, max_pixels):
    shape = translator.input_shape[1:]

    def translate(image_bytes):
        images = pictures.decode(image_bytes, shape, max_pixels)
        return {"translation_bytes": pictures.encode(_translate(translator, images))}

    def example(n):
        return {"image_bytes": pictures.encode(tf.zeros([n, *shape])).numpy()}

    return Endpoint(translate, (tf.TensorSpec([None], tf.string, "image_bytes"),), example)


def _translate(translator, images):
    return tf.cast(translator(images, training=False), tf.float32)

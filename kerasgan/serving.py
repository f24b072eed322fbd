"""SavedModels for TensorFlow Serving."""

import pathlib

import keras
import tensorflow as tf

from kerasgan.folders import make_writable, replaced_folder
from kerasgan.latents import from_seeds


def export(model, filepath, format="tf_saved_model", *, version=1, overwrite=False):
    """Writes a model's generator as a SavedModel, to `<filepath>/<version>/`.

    It has the moving average of the weights where the optimizer keeps one. A model that draws from
    latents gets two endpoints:

    * `serve` (also `serving_default`): `latents` `[N, latent_dim]` float32 to
      `{"images": [N, …]}`;
    * `from_seed`: `seeds` `[N]` int64 to `{"images": [N, …]}`, the images of
      `model.generate(seed=[…])`;

    and a `kerasgan.CycleGAN` one for each direction, `a2b` (also `serve`, `serving_default`) and
    `b2a`: `images` `[N, height, width, channels]` float32 in [-1, 1] to `{"translations": [N, …]}`.

    Args:
        model: a model of any family.
        filepath: folder of the served model; versions are its subfolders.
        format: "tf_saved_model".
        version: positive integer. TensorFlow Serving serves the highest.
        overwrite: whether to replace a version that exists.

    Returns:
        The `pathlib.Path` of the version's folder.

    Raises:
        ValueError: if the format is another one or the version is not a positive integer.
        FileExistsError: if the version exists, and is not to be overwritten.
        OSError: if the folder cannot be written.

    Example:

    ```python
    folder = model.export("served/digits")
    serve = tf.saved_model.load(str(folder)).signatures["from_seed"]
    images = serve(seeds=tf.constant([0, 1, 2], tf.int64))["images"]
    ```
    """
    if format != "tf_saved_model":
        raise ValueError(f"`format` must be 'tf_saved_model'. Received: format={format!r}.")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise ValueError(
            "`version` must be a positive integer, because TensorFlow Serving reads it from the "
            f"folder's name. Received: version={version!r}."
        )
    folder = pathlib.Path(filepath) / str(version)
    if folder.exists() and not overwrite:
        raise FileExistsError(
            f"{str(folder)!r} exists. Choose another `version`, or pass `overwrite=True`."
        )
    make_writable(folder.parent, "A SavedModel")
    # A server that watches the parent must never see part of a version.
    with replaced_folder(folder) as new:
        _archive(model).write_out(new, verbose=False)
    return folder


def _archive(model):
    endpoints = _drawing(model) if hasattr(model, "latent_dim") else _translating(model)
    # Keras finds the variables in the endpoints. To `track` the network would store each twice.
    archive = keras.export.ExportArchive()
    for name, (function, spec) in endpoints.items():
        archive.add_endpoint(name, function, [spec])
    return archive


def _drawing(model):
    """Endpoints of a model that draws images from latents: name to function and input."""
    generator = model.averaged("generator")
    latent_dim, prior = model.latent_dim, model.prior

    def serve(latents):
        return {"images": generator(latents, training=False)}

    def from_seed(seeds):
        return serve(from_seeds(prior, seeds, tf.zeros_like(seeds), latent_dim))

    return {
        "serve": (serve, tf.TensorSpec([None, latent_dim], tf.float32, "latents")),
        "from_seed": (from_seed, tf.TensorSpec([None], tf.int64, "seeds")),
    }


def _translating(model):
    """Endpoints of a model that translates images: name to function and input."""

    def endpoint(name):
        translator = model.averaged(name)

        def translate(images):
            return {"translations": translator(images, training=False)}

        shape = [None, *translator.input_shape[1:]]
        return translate, tf.TensorSpec(shape, tf.float32, "images")

    a2b = endpoint("generator_a2b")
    return {"serve": a2b, "a2b": a2b, "b2a": endpoint("generator_b2a")}

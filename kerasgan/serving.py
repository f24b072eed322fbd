"""SavedModels for TensorFlow Serving."""

import pathlib

import keras
import tensorflow as tf

from kerasgan.folders import make_writable, replaced_folder
from kerasgan.latents import from_seeds


def export(model, filepath, format="tf_saved_model", *, version=1, overwrite=False):
    """Writes a model's generator as a SavedModel, to `<filepath>/<version>/`.

    It has the moving average of the weights where the optimizer keeps one, and two endpoints:

    * `serve` (also `serving_default`): `latents` `[N, latent_dim]` float32 to
      `{"images": [N, …]}`;
    * `from_seed`: `seeds` `[N]` int64 to `{"images": [N, …]}`, the images of
      `model.generate(seed=[…])`.

    Args:
        model: a model with a generator, as `kerasgan.GAN` and `kerasgan.DCGAN`.
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
    generator = model.averaged("generator")
    latent_dim, prior = model.latent_dim, model.prior

    def serve(latents):
        return {"images": generator(latents, training=False)}

    def from_seed(seeds):
        return serve(from_seeds(prior, seeds, tf.zeros_like(seeds), latent_dim))

    # Keras finds the variables in the endpoints. To `track` the network would store each twice.
    archive = keras.export.ExportArchive()
    archive.add_endpoint("serve", serve, [tf.TensorSpec([None, latent_dim], tf.float32, "latents")])
    archive.add_endpoint("from_seed", from_seed, [tf.TensorSpec([None], tf.int64, "seeds")])
    return archive

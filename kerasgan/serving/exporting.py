"""Exports models for other programs: SavedModels for TensorFlow Serving, ONNX, LiteRT."""

import contextlib
import pathlib

import keras
import tensorflow as tf

from kerasgan.arguments import check_positive_integers
from kerasgan.folders import make_writable, replace_folder
from kerasgan.pixels import round_to_bytes
from kerasgan.serving import converting, limits, warm_up
from kerasgan.serving.endpoints import limit, make_judge

_WARM_UP_SIZES = (1, 8)
_LARGEST_VERSION = 2**63 - 1  # the server's numbers of versions are int64


def export(
    model,
    filepath,
    format="tf_saved_model",
    *,
    version=1,
    overwrite=False,
    uint8=False,
    discriminator=False,
    max_batch_size=256,
    max_pixels=4096**2,
):
    """Exports a model for inference to `<filepath>/<version>/`.

    If the optimizer keeps a moving average of the weights, the average is exported. The folder
    appears complete or not at all. The signatures of a model that draws from latents are

    * `serving_default` (also `serve`): `latents` `[N, latent_dim]` float32 to `images` `[N, …]`
      float32, in [-1, 1] if they are images;
    * `from_seed`: `seeds` `[N]` int64 to `images`, as from `model.generate(seed=[…])`;
    * `png_from_seed`: `seeds` to `image_bytes` `[N]`, PNG files;

    and those of a model that translates images, for each direction,

    * `a2b` (also `serving_default`, `serve`), `b2a`: `images` `[N, height, width, channels]`
      float32 in [-1, 1] to `translations`;
    * `a2b_png`, `b2a_png`: `image_bytes` `[N]`, PNG or JPEG files of any size, to
      `translation_bytes` `[N]`, PNG files. The shorter side of a picture is resized and the
      centre cropped. The orientation recorded by a camera (EXIF) is not applied.

    Signatures for files exist for images with 1 or 3 channels. All inputs are checked in the
    graph, and the error of a rejected request says what was expected. Row i of an output depends
    only on row i of the input, so a server may merge requests; if one of them is invalid, all
    those merged with it are rejected.

    Args:
        model: A model of any family.
        filepath: Folder of the served model, with a subfolder for each version.
        format: `"tf_saved_model"`; or `"onnx"` or `"litert"`, one file per network as Keras
            converts it, without checks, limits and signatures.
        version: Positive integer. TensorFlow Serving serves the highest version.
        overwrite: Whether to replace an existing version. A running server may not notice: give
            it a higher version instead.
        uint8: Whether `images` and `translations` are returned as uint8, 0 to 255.
        discriminator: Whether to add `discriminate`: `images` to `scores` `[N]`, the mean logit
            of each image. For a CycleGAN: `discriminate_a` and `discriminate_b`.
        max_batch_size: The largest N in a request, including merged ones:
            `kerasgan.serving.write_deployment` lets a server merge up to 64 rows, and no more
            than this.
        max_pixels: The largest height times width of a file to decode. A request takes up to 40
            bytes of memory per pixel, for two pictures at a time, however small the files are.

    Returns:
        The `pathlib.Path` of the version's folder.

    Raises:
        ValueError: If the format does not exist or does not support what is requested, if the
            folder mixes versions that a server can load with others, or if a number is not a
            positive integer.
        ImportError: If the format needs packages that are not installed.
        FileExistsError: If the version exists and `overwrite` is False.
        OSError: If the folder cannot be written.

    Example:

    ```python
    folder = model.export("served/digits")
    serve = tf.saved_model.load(str(folder)).signatures["from_seed"]
    images = serve(seeds=tf.constant([0, 1, 2], tf.int64))["images"]
    ```
    """
    _check_format(format)
    check_positive_integers(version=version, max_batch_size=max_batch_size, max_pixels=max_pixels)
    if version > _LARGEST_VERSION:
        raise ValueError(f"`version` must be at most {_LARGEST_VERSION}. Received: {version=}.")
    _check_discriminator(model, discriminator)
    _check_uint8(model, uint8, format)
    folder = pathlib.Path(filepath) / str(version)
    _check_free(folder, overwrite)
    _check_other_versions(folder, format)
    converting.check_installed(format)
    make_writable(folder.parent, "A SavedModel" if format == "tf_saved_model" else "A network")
    judges = model.discriminator_networks if discriminator else ()
    judges = {name: model.networks[name] for name in judges}
    # A server that watches the parent must never see part of a version.
    with _open_version(folder, overwrite) as new:
        if format == "tf_saved_model":
            presented = round_to_bytes if uint8 else tf.identity
            endpoints = model.endpoints(presented=presented, max_pixels=max_pixels)
            for name, network in judges.items():
                endpoints[name.replace("discriminator", "discriminate")] = make_judge(network)
            for name, endpoint in endpoints.items():
                endpoints[name] = limit(endpoint, max_batch_size)
            _archive(endpoints).write_out(new, verbose=False)
            limits.write(new, max_batch_size)
            warm_up.write(
                new, _make_requests(endpoints, max_batch_size), folder.absolute().parent.name
            )
        else:
            networks = {name: model.averaged(name) for name in model.inference_networks}
            converting.convert(networks | judges, new, format)
    return folder


@contextlib.contextmanager
def _open_version(folder, overwrite):
    try:
        with replace_folder(folder, replace=overwrite) as new:
            yield new
    except OSError:
        _check_free(folder, overwrite)  # another export was faster
        raise


def _archive(endpoints):
    # Keras finds the variables in the endpoints. To `track` the network would store each twice.
    archive = keras.export.ExportArchive()
    for name, endpoint in endpoints.items():
        archive.add_endpoint(name, endpoint.function, [*endpoint.inputs])
    return archive


def _make_requests(endpoints, max_batch_size):
    """What to warm up: every signature, alone and with several rows."""
    sizes = sorted({min(size, max_batch_size) for size in _WARM_UP_SIZES})
    # Keras gives the endpoint `serve` a second name.
    named = {"serving_default": endpoints["serve"]} | endpoints
    return [(name, endpoint.example(size)) for name, endpoint in named.items() for size in sizes]


def _check_format(format):
    formats = ["tf_saved_model", *converting.SUFFIXES]
    if format not in formats:
        raise ValueError(
            f"`format` must be one of {', '.join(map(repr, formats))}. Received: format={format!r}."
        )


def _check_free(folder, overwrite):
    if folder.exists() and not overwrite:
        raise FileExistsError(
            f"{str(folder)!r} exists. Choose another `version`, or pass `overwrite=True`."
        )


def _check_other_versions(folder, format):
    """Keeps apart what a server loads and what it does not, because it takes the newest version."""
    others = [path for path in folder.parent.glob("*") if path.name.isdecimal() and path != folder]
    served = format == "tf_saved_model"
    for path in others:
        if (path / "saved_model.pb").exists() != served:
            raise ValueError(
                f"{str(path)!r} is {'no' if served else 'a'} SavedModel, and this version would be "
                f"{'one' if served else format}: a server, which takes the newest version, would "
                "find the wrong one. Choose another `filepath`."
            )


def _check_discriminator(model, discriminator):
    if discriminator and model.inference_only:
        raise ValueError(
            "`discriminator=True` needs a trained discriminator, and this model was loaded without "
            "it: load it without `generator_only=True`."
        )


def _check_uint8(model, uint8, format):
    if not uint8:
        return
    if format != "tf_saved_model":
        raise ValueError(f"`uint8=True` is for 'tf_saved_model' only. Received: format={format!r}.")
    shapes = [model.networks[name].output_shape[1:] for name in model.inference_networks]
    if any(len(shape) != 3 for shape in shapes):
        raise ValueError(
            f"`uint8=True` needs images [height, width, channels]. Received: shapes {shapes}."
        )

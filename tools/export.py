"""Exports presets for TensorFlow Serving, with all that a server is started with.

    python tools/export.py dcgan_mnist dcgan_fashion_mnist --base_dir served

Prints what was written, and the command that serves it.
"""

import pathlib

import tensorflow as tf
from absl import app, flags, logging

from kerasgan import AdversarialModel, serving

_BASE_DIR = flags.DEFINE_string("base_dir", None, "Folder of the served models.", required=True)
_FORMAT = flags.DEFINE_enum(
    "format", "tf_saved_model", ["tf_saved_model", "onnx", "litert"], "What to write."
)
_VERSION = flags.DEFINE_integer("version", 1, "Version of the models.", lower_bound=1)
_OVERWRITE = flags.DEFINE_bool("overwrite", False, "Replace versions that exist.")
_UINT8 = flags.DEFINE_bool("uint8", False, "Serve images of 0 to 255, not of -1 to 1.")
_BATCHING = flags.DEFINE_bool("batching", True, "Let the server merge requests.")
_DISCRIMINATOR = flags.DEFINE_bool("discriminator", False, "Serve the discriminator's scores too.")


def export(preset):
    """Exports a preset under its name; returns the folder."""
    model = AdversarialModel.from_preset(preset, generator_only=not _DISCRIMINATOR.value)
    return model.export(
        pathlib.Path(_BASE_DIR.value) / pathlib.Path(preset).resolve().name,
        _FORMAT.value,
        version=_VERSION.value,
        overwrite=_OVERWRITE.value,
        uint8=_UINT8.value,
        discriminator=_DISCRIMINATOR.value,
    )


def main(argv):
    if len(argv) < 2:
        raise app.UsageError("Give presets: built-in names, as dcgan_mnist, or folders.")
    logging.set_verbosity(logging.WARNING)  # TensorFlow tells of every export otherwise
    tf.get_logger().setLevel("WARNING")
    for preset in argv[1:]:
        print(export(preset))
    if _FORMAT.value == "tf_saved_model":
        batching = _BATCHING.value
        written = serving.write_deployment(_BASE_DIR.value, batching=batching)
        print(*written.values(), sep="\n")
        print(f"\nServe them:\n{serving.format_docker_command(_BASE_DIR.value, batching=batching)}")
        print(f"or, in {_BASE_DIR.value}:\ndocker compose up")


if __name__ == "__main__":
    app.run(main)

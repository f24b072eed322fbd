"""The main job in under three minutes, without network or GPU: load, train, export.

python tools/quickstart.py --output runs/quickstart
"""

import pathlib
import time

import keras
import numpy as np
import tensorflow as tf
from absl import app, flags, logging

import kerasgan

_OUTPUT = flags.DEFINE_string("output", "runs/quickstart", "Folder for everything that is made.")
_EPOCHS = flags.DEFINE_integer("epochs", 12, "Epochs of the small training.", lower_bound=1)
_IMAGES = flags.DEFINE_integer("images", 6400, "Glyphs to train on.", lower_bound=64)


def load(folder):
    """Generates digits from the pretrained `dcgan_mnist`."""
    model = kerasgan.DCGAN.from_preset("dcgan_mnist")
    path = folder / "dcgan_mnist.png"
    kerasgan.images.save_png(path, kerasgan.images.grid(model.generate(64, seed=0)))
    return path


def train(folder, epochs, count):
    """Trains a small DCGAN on the built-in glyphs, with a picture of samples every epoch."""
    glyphs = kerasgan.data.load("glyphs", count=count, batch_size=64)
    model = kerasgan.DCGAN(image_shape=(28, 28, 1), width=16, seed=0)
    model.compile(
        generator_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5),
        discriminator_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5),
    )
    model.fit(glyphs, epochs=epochs, callbacks=[kerasgan.callbacks.SampleGrid(folder)])
    return model


def export(model, folder):
    """Exports the generator, loads the SavedModel back and compares the images."""
    version = model.export(folder, overwrite=True)
    served = tf.saved_model.load(version).signatures["serving_default"]
    latents = np.random.default_rng(0).normal(size=(16, model.latent_dim)).astype("float32")
    difference = np.abs(served(latents=latents)["images"] - model.generate(latents=latents)).max()
    return version, difference


def main(argv):
    if len(argv) > 1:
        raise app.UsageError(f"Expected flags only. Received: {' '.join(argv[1:])}")
    logging.set_verbosity(logging.WARNING)  # TensorFlow tells of every export otherwise
    tf.get_logger().setLevel("WARNING")
    folder = pathlib.Path(_OUTPUT.value)
    start = time.perf_counter()

    print("\n1/3  Generating digits from the pretrained dcgan_mnist")
    digits = load(folder)

    print(f"\n2/3  Training a small DCGAN on {_IMAGES.value} glyphs")
    model = train(folder / "training", _EPOCHS.value, _IMAGES.value)

    print("\n3/3  Exporting the trained generator for TensorFlow Serving")
    version, difference = export(model, folder / "served" / "glyphs")
    print(f"The loaded SavedModel's images equal the model's to {difference:.1e}.")

    print(f"\nDone in {time.perf_counter() - start:.0f} s. What was made:")
    for what, path in {
        "digits of dcgan_mnist": digits,
        "samples before training": folder / "training" / "epoch_0000.png",
        f"samples after {_EPOCHS.value} epochs": folder
        / "training"
        / f"epoch_{_EPOCHS.value:04d}.png",
        "all epochs, animated": folder / "training" / "training.gif",
        "SavedModel for TF Serving": version,
    }.items():
        print(f"  {what:26} {path}")


if __name__ == "__main__":
    app.run(main)

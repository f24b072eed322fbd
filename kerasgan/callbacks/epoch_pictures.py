"""A picture after every epoch, as files, as an animation and for TensorBoard."""

import pathlib

import keras
import numpy as np
import tensorflow as tf
from PIL import Image

from kerasgan import images
from kerasgan.folders import make_writable


class EpochPictures(keras.callbacks.Callback):
    """Base of callbacks that draw a picture after every epoch, always of the same things.

    A subclass says in `picture` what is drawn, and in `kind` and `tag` what
    messages and TensorBoard call it.

    Args:
        folder: where to write; made if it is not there.
        every: write after every so many epochs; the last epoch of a training
            is always written.
    """

    kind = "Pictures"
    tag = "pictures"

    def __init__(self, folder, every=1):
        super().__init__()
        check_positive(every=every)
        self.folder = pathlib.Path(folder)
        self.every = every

    def picture(self):
        """Draws the model as it is now.

        Returns:
            uint8 array `[H, W, 1 or 3]`, of one shape throughout a training.
        """
        raise NotImplementedError(f"{type(self).__name__} must say what it draws, in `picture`.")

    def on_train_begin(self, logs=None):
        make_writable(self.folder, self.kind)
        self._epochs_done = None
        self._writer = tf.summary.create_file_writer(str(self.folder / "tensorboard"))
        if not self._path(0).exists():
            self._write(0)

    def on_epoch_end(self, epoch, logs=None):
        self._epochs_done = epoch + 1
        if self._epochs_done % self.every == 0:
            self._write(self._epochs_done)

    def on_train_end(self, logs=None):
        if self._epochs_done is not None and self._epochs_done % self.every:
            self._write(self._epochs_done)
        self._writer.close()
        paths = sorted(self.folder.glob("epoch_*.png"))
        frames = [_read(path) for path in paths]
        images.save_gif(self.folder / "training.gif", frames, milliseconds=200)

    def _path(self, epochs):
        return self.folder / f"epoch_{epochs:04d}.png"

    def _write(self, epochs):
        picture = self.picture()
        images.save_png(self._path(epochs), picture)
        with self._writer.as_default(step=epochs):
            _summarize(self.tag, picture)


def check_positive(**values):
    """Refuses arguments that are no integers of at least 1."""
    for name, value in values.items():
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"`{name}` must be an integer of at least 1. Received: {value!r}.")


def _summarize(name, image):
    """Writes what `tf.summary.image` would, which needs the tensorboard package to write."""
    height, width, _ = image.shape
    content = [str(width), str(height), tf.io.encode_png(image)]
    plugin = tf.compat.v1.SummaryMetadata.PluginData(plugin_name="images")
    metadata = tf.compat.v1.SummaryMetadata(plugin_data=plugin)
    tf.summary.write(name, tf.stack(content), metadata=metadata)


def _read(path):
    with Image.open(path) as image:
        return np.asarray(image).reshape(image.height, image.width, -1)

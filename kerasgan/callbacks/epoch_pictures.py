"""A picture after every epoch, as files, as an animation and for TensorBoard."""

import pathlib

import keras
import numpy as np
import tensorflow as tf
from PIL import Image

from kerasgan import images
from kerasgan.arguments import check_positive_integers
from kerasgan.folders import make_writable


class EpochPictures(keras.callbacks.Callback):
    """Writes what the model's `show` draws after every epoch, always from the same examples.

    The folder gets `epoch_0000.png` (before training), `epoch_0001.png` and so on, at the end of
    training `training.gif`, which shows them one after another, and `tensorboard/` with the same
    pictures. Resumed training continues in the folder it finds, and the GIF shows all of it.

    A subclass draws another picture in `draw`, of the same shape throughout training; `kind` and
    `tag` are its names in messages and in TensorBoard.

    Args:
        folder: Where to write; created if it does not exist.
        examples: What the model's `show` takes: `(a, b)`, images to translate; nothing for models
            that draw from latents.
        every: Number of epochs between pictures; the last epoch is always written.

    Raises:
        OSError: At the start of training, if the folder cannot be written.
        ValueError: If `every` is not a positive integer; at the start of training, if the model
            has no picture to show.

    Example:

    ```python
    model.fit(dataset, epochs=5, callbacks=[kerasgan.callbacks.EpochPictures("pictures")])
    ```
    """

    kind = "Pictures"
    tag = "pictures"

    def __init__(self, folder, examples=None, every=1):
        super().__init__()
        check_positive_integers(every=every)
        self.folder = pathlib.Path(folder)
        self.examples = examples
        self.every = every

    def draw(self):
        """Draws the model as it is now: a uint8 array `[H, W, 1 or 3]`, `None` without picture."""
        return self.model.show(self.examples)

    def on_train_begin(self, logs=None):
        make_writable(self.folder, self.kind)
        first = self.draw()
        if first is None:
            raise ValueError(
                f"{type(self).__name__} writes what a model's `show` draws, and there is no "
                "picture: a model that translates needs `examples`, and other samples than images "
                f"cannot be shown. Received: a {type(self.model).__name__} with outputs of shape "
                f"{self.model.sample_shape}, examples={'None' if self.examples is None else '…'}."
            )
        self._epochs_done = None
        self._writer = tf.summary.create_file_writer(str(self.folder / "tensorboard"))
        if not self._path(0).exists():
            self._write(0, first)

    def on_epoch_end(self, epoch, logs=None):
        self._epochs_done = epoch + 1
        if self._epochs_done % self.every == 0:
            self._write(self._epochs_done, self.draw())

    def on_train_end(self, logs=None):
        if self._epochs_done is not None and self._epochs_done % self.every:
            self._write(self._epochs_done, self.draw())
        self._writer.close()
        frames = [_read(path) for path in sorted(self.folder.glob("epoch_*.png"))]
        images.save_gif(self.folder / "training.gif", frames, milliseconds=200)

    def _path(self, epochs):
        return self.folder / f"epoch_{epochs:04d}.png"

    def _write(self, epochs, picture):
        images.save_png(self._path(epochs), picture)
        with self._writer.as_default(step=epochs):
            _summarize(self.tag, picture)


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

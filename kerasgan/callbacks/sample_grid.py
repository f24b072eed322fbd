"""What the generator draws, epoch after epoch, for the same latents."""

import pathlib

import keras
import numpy as np
import tensorflow as tf
from PIL import Image

from kerasgan import images
from kerasgan.folders import make_writable


class SampleGrid(keras.callbacks.Callback):
    """Writes a grid of samples after every epoch, always for the same latents.

    The folder gets `epoch_0000.png` (before training), `epoch_0001.png`, …,
    at the end of the training `training.gif`, which shows them one after the
    other, and `tensorboard/` with the same grids. A resumed training goes on
    with the folder it finds: the GIF shows all of it.

    Args:
        folder: where to write; made if it is not there.
        rows: number of rows of the grid.
        columns: number of columns of the grid.
        seed: seed of the latents.
        every: write after every so many epochs; the last epoch of a training
            is always written.

    Raises:
        OSError: at the start of the training, if the folder cannot be written.
        ValueError: at the start of the training, if the model's generator does
            not make images.

    Example:

    ```python
    model.fit(dataset, epochs=5, callbacks=[kerasgan.callbacks.SampleGrid("samples")])
    ```
    """

    def __init__(self, folder, rows=8, columns=8, seed=0, every=1):
        super().__init__()
        for name, value in {"rows": rows, "columns": columns, "every": every}.items():
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"`{name}` must be an integer of at least 1. Received: {value!r}.")
        self.folder = pathlib.Path(folder)
        self.rows = rows
        self.columns = columns
        self.seed = seed
        self.every = every

    def on_train_begin(self, logs=None):
        shape = tuple(self.model.image_shape)
        if len(shape) != 3:
            raise ValueError(
                "SampleGrid draws images of shape (height, width, channels), but the generator "
                f"of {self.model.name!r} makes outputs of shape {shape}: leave the callback out."
            )
        make_writable(self.folder, "Sample grids")
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
        samples = self.model.generate(self.rows * self.columns, seed=self.seed)
        grid = images.grid(samples, columns=self.columns)
        images.save_png(self._path(epochs), grid)
        with self._writer.as_default(step=epochs):
            _summarize("samples", grid)


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

"""What the generator draws, epoch after epoch, for the same latents."""

from kerasgan.callbacks.epoch_pictures import EpochPictures, check_positive


class SampleGrid(EpochPictures):
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

    kind = "Sample grids"
    tag = "samples"

    def __init__(self, folder, rows=8, columns=8, seed=0, every=1):
        super().__init__(folder, every)
        check_positive(rows=rows, columns=columns)
        self.rows = rows
        self.columns = columns
        self.seed = seed

    def on_train_begin(self, logs=None):
        shape = self.model.sample_shape
        if len(shape) != 3:
            raise ValueError(
                "SampleGrid draws images of shape (height, width, channels), but the generator "
                f"of {self.model.name!r} makes outputs of shape {shape}: leave the callback out."
            )
        super().on_train_begin(logs)

    def picture(self):
        """Returns the grid of samples that the model generates now."""
        return self.model.show(rows=self.rows, columns=self.columns, seed=self.seed)

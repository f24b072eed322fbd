"""What the generator draws, epoch after epoch, for the same latents."""

from kerasgan.arguments import check_positive_integers
from kerasgan.callbacks.epoch_pictures import EpochPictures


class SampleGrid(EpochPictures):
    """Writes a grid of samples after every epoch, always for the same latents.

    The files are those of `EpochPictures`.

    Args:
        folder: Where to write; made if it is not there.
        rows: Number of rows of the grid.
        columns: Number of columns of the grid.
        seed: Seed of the latents.
        every: Write after every so many epochs; the last epoch of a training is always written.

    Raises:
        OSError: At the start of the training, if the folder cannot be written.
        ValueError: If a number is not a positive integer; at the start of the training, if the
            model's generator does not make images.

    Example:

    ```python
    model.fit(dataset, epochs=5, callbacks=[kerasgan.callbacks.SampleGrid("samples")])
    ```
    """

    kind = "Sample grids"
    tag = "samples"

    def __init__(self, folder, rows=8, columns=8, seed=0, every=1):
        super().__init__(folder, every=every)
        check_positive_integers(rows=rows, columns=columns)
        self.rows = rows
        self.columns = columns
        self.seed = seed

    def draw(self):
        """Draws the grid of samples that the model generates now."""
        return self.model.show(rows=self.rows, columns=self.columns, seed=self.seed)

"""What the generator draws, epoch after epoch, for the same latents."""

from kerasgan.arguments import check_positive_integers
from kerasgan.callbacks.epoch_pictures import EpochPictures


class SampleGrid(EpochPictures):
    """Writes a grid of samples after every epoch, always from the same latents.

    The files are those of `EpochPictures`.

    Args:
        folder: Where to write; created if it does not exist.
        rows: Number of rows in the grid.
        columns: Number of columns in the grid.
        seed: Seed of the latents.
        every: Number of epochs between grids; the last epoch is always written.

    Raises:
        OSError: At the start of training, if the folder cannot be written.
        ValueError: If a number is not a positive integer; at the start of training, if the
            model's generator does not produce images.

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

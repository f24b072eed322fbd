"""How a CycleGAN translates the same images, epoch after epoch."""

from kerasgan.callbacks.epoch_pictures import EpochPictures


class TranslationGrid(EpochPictures):
    """Writes translations after every epoch, always of the same images of both kinds.

    Each row of a picture shows an image of A, its translation to B and the
    way back to A, and beside them an image of B, its translation to A and the
    way back to B, as `kerasgan.CycleGAN.strips` draws them.

    The folder gets `epoch_0000.png` (before training), `epoch_0001.png`, …,
    at the end of the training `training.gif`, which shows them one after the
    other, and `tensorboard/` with the same pictures. A resumed training goes
    on with the folder it finds: the GIF shows all of it.

    Args:
        folder: where to write; made if it is not there.
        a: array `[N, H, W, C]` of floats in [-1, 1], images of A; best of the
            test split.
        b: likewise, images of B.
        every: write after every so many epochs; the last epoch of a training
            is always written.

    Raises:
        OSError: at the start of the training, if the folder cannot be written.
        TypeError: at the start of the training, if the model does not translate.
        ValueError: at the start of the training, if the images do not fit the
            model.

    Example:

    ```python
    a, b = kerasgan.data.read_sides("plain2striped", "test", count=4)
    model.fit(dataset, epochs=5, callbacks=[kerasgan.callbacks.TranslationGrid("shown", a, b)])
    ```
    """

    kind = "Translation grids"
    tag = "translations"

    def __init__(self, folder, a, b, every=1):
        super().__init__(folder, every)
        self.a = a
        self.b = b

    def on_train_begin(self, logs=None):
        if not hasattr(self.model, "strips"):
            raise TypeError(
                "TranslationGrid shows how a CycleGAN translates. Received: a "
                f"{type(self.model).__name__}. Use SampleGrid for models that generate."
            )
        super().on_train_begin(logs)

    def picture(self):
        """Returns the strips of the images as the model translates them now."""
        return self.model.show((self.a, self.b))

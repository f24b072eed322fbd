"""How a CycleGAN translates the same images, epoch after epoch."""

from kerasgan.callbacks.epoch_pictures import EpochPictures


class TranslationGrid(EpochPictures):
    """Writes translations after every epoch, always of the same images of both kinds.

    Each row of a picture shows an image of A, its translation to B and the way back to A, and
    beside them an image of B, its translation to A and the way back to B, as
    `kerasgan.CycleGAN.strips` draws them. The files are those of `EpochPictures`.

    Args:
        folder: Where to write; made if it is not there.
        a: Array `[N, H, W, C]` of floats in [-1, 1], images of A; best of the test split.
        b: Likewise, images of B.
        every: Write after every so many epochs; the last epoch of a training is always written.

    Raises:
        OSError: At the start of the training, if the folder cannot be written.
        TypeError: At the start of the training, if the model does not translate.
        ValueError: If `every` is not a positive integer; at the start of the training, if the
            images do not fit the model.

    Example:

    ```python
    a, b = kerasgan.data.read_sides("plain2striped", "test", count=4)
    model.fit(dataset, epochs=5, callbacks=[kerasgan.callbacks.TranslationGrid("shown", a, b)])
    ```
    """

    kind = "Translation grids"
    tag = "translations"

    def __init__(self, folder, a, b, every=1):
        super().__init__(folder, (a, b), every)

    def on_train_begin(self, logs=None):
        if self.model.show() is not None:  # A picture that needs no images shows no translations.
            raise TypeError(
                "TranslationGrid shows how a CycleGAN translates. Received: a "
                f"{type(self.model).__name__}. Use SampleGrid for models that generate."
            )
        super().on_train_begin(logs)

"""How a CycleGAN translates the same images, epoch after epoch."""

from kerasgan.callbacks.epoch_pictures import EpochPictures


class TranslationGrid(EpochPictures):
    """Writes translations after every epoch, always of the same images of both sides.

    Each row of a picture shows an image of A, its translation to B and its reconstruction, followed
    by an image of B, its translation to A and its reconstruction, as `kerasgan.CycleGAN.strips`
    draws them. The files are those of `EpochPictures`.

    Args:
        folder: Where to write; created if it does not exist.
        a: Array `[N, H, W, C]` of floats in [-1, 1], images of A, ideally from the test split.
        b: Likewise, images of B.
        every: Number of epochs between pictures; the last epoch is always written.

    Raises:
        OSError: At the start of training, if the folder cannot be written.
        TypeError: At the start of training, if the model does not translate.
        ValueError: If `every` is not a positive integer; at the start of training, if the images
            do not fit the model.

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

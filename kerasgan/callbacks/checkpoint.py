"""A checkpoint of a training run that is never half written."""

import keras

from kerasgan.folders import check_weights_path, load_weights, save_weights


class Checkpoint(keras.callbacks.Callback):
    """Keeps one file from which training continues bit for bit.

    `keras.callbacks.BackupAndRestore` writes the weights and the epoch number as two files, in
    place. A process that dies between the two, or while writing, leaves a corrupt file or new
    weights with an old epoch number, and the resumed run silently differs. Here both are in one
    file, which replaces the previous one in a single step.

    Put it last among the callbacks: whatever the others write for an epoch then exists by the time
    the checkpoint says that the epoch is done.

    Args:
        filepath: The file to keep; the name must end in `.weights.h5`.

    Example:

    ```python
    checkpoint = kerasgan.callbacks.Checkpoint("run/checkpoint.weights.h5")
    first = checkpoint.restore(model)  # 0 where there is nothing to restore
    model.fit(dataset, epochs=20, initial_epoch=first, callbacks=[checkpoint])
    ```
    """

    def __init__(self, filepath):
        super().__init__()
        self.filepath = check_weights_path(filepath)

    def restore(self, model):
        """Loads weights, optimizers and seeds.

        Args:
            model: A compiled model.

        Returns:
            The number of epochs done, to be given to `fit` as `initial_epoch`.
        """
        if not self.filepath.exists():
            return 0
        return int(load_weights(model, self.filepath)["epochs"])

    def on_epoch_end(self, epoch, logs=None):
        self.filepath.parent.mkdir(parents=True, exist_ok=True)
        save_weights(self.model, self.filepath, epochs=epoch + 1)

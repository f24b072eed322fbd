"""A table of what each epoch reached and what it cost."""

import csv
import pathlib
import time

import keras

from kerasgan.folders import replace_file


class EpochLog(keras.callbacks.Callback):
    """Keeps a CSV file with the logs and the wall seconds of every epoch.

    Unlike `keras.callbacks.CSVLogger` it knows about continued trainings: when
    an epoch is done again, because the training stopped before its checkpoint
    was written, its row is replaced and not repeated. The file is whole at any
    time.

    Args:
        filepath: the file to keep. Its columns are `epoch` (the number of
            epochs done), `seconds` and the names of the logs.

    Example:

    ```python
    log = kerasgan.callbacks.EpochLog("run/log.csv")
    model.fit(dataset, epochs=5, callbacks=[log])
    log.seconds  # what the training took, all its parts together
    ```
    """

    def __init__(self, filepath):
        super().__init__()
        self.filepath = pathlib.Path(filepath)

    @property
    def rows(self):
        """The file's rows: dictionaries of strings, one for each epoch."""
        return self._read()

    @property
    def seconds(self):
        """Wall seconds of all the epochs in the file."""
        return sum(float(row["seconds"]) for row in self._read())

    def on_train_begin(self, logs=None):
        self.filepath.parent.mkdir(parents=True, exist_ok=True)
        self._rows = self._read()

    def on_epoch_begin(self, epoch, logs=None):
        self._start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        seconds = time.perf_counter() - self._start
        before = [row for row in self._rows if int(row["epoch"]) <= epoch]
        row = {"epoch": epoch + 1, "seconds": round(seconds, 3)} | (logs or {})
        self._rows = [*before, row]
        self._write()

    def _read(self):
        if not self.filepath.exists():
            return []
        with self.filepath.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def _write(self):
        columns = dict.fromkeys(key for row in self._rows for key in row)
        with (
            replace_file(self.filepath) as unfinished,
            unfinished.open("w", newline="", encoding="utf-8") as file,
        ):
            writer = csv.DictWriter(file, fieldnames=columns)
            writer.writeheader()
            writer.writerows(self._rows)

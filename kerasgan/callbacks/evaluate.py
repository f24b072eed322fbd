"""Scores during training: the best generator is kept, a collapsed training is stopped."""

import json
import math
import pathlib
import tempfile

import h5py
import keras

from kerasgan import metrics
from kerasgan.folders import make_writable, replaced_file
from kerasgan.metrics import generated


class Evaluate(keras.callbacks.Callback):
    """Scores the generator during `fit`, keeps the best and stops when the training has collapsed.

    GANs go bad late: the last generator of a training is seldom its best. After every so many
    epochs this callback draws samples, always of the same latents and by the weights that
    `generate` uses, scores them, adds the scores to the logs (and so to the progress bar and the
    history), and writes the whole state of the model where it is the best so far.

    Beside the file of the best state lies another, of the same name but ending in `.json`, with
    every evaluation: its epoch, its scores and their protocol. A training that is resumed goes on
    from it: best score, best state and the count of bad evaluations are those of a training that
    was never interrupted.

    Put it first among the callbacks, so that those that write the logs see the scores.

    Args:
        metric: a score of `kerasgan.metrics`, or a sequence or dictionary of several: the first
            one decides which generator is best.
        real: the real samples to compare with: an array, a `tf.data.Dataset`, or what
            `kerasgan.metrics.summarize` returned for the scores. Needed by scores that compare.
        every: evaluate after every so many epochs.
        count: number of samples to draw.
        seed: seed of their latents.
        filepath: the file of the best state; the name must end in `.weights.h5`. By default a
            temporary one, which is gone when the process ends.
        collapse: how much worse than the best counts as collapsed, relative to the best: with 4
            a distance more than 5 times the best one, with 0.5 less than half of the modes. By
            default the training is never stopped.
        patience: number of collapsed evaluations in a row after which the training stops.

    Example:

    ```python
    real = kerasgan.data.load("mnist", shuffle=False, drop_remainder=False)
    evaluate = kerasgan.callbacks.Evaluate(
        kerasgan.metrics.FrechetDistance("mnist"), real, filepath="run/best.weights.h5", collapse=4
    )
    model.fit(dataset, epochs=50, callbacks=[evaluate])
    evaluate.restore(model)  # the best epoch instead of the last
    ```
    """

    def __init__(
        self,
        metric,
        real=None,
        *,
        every=1,
        count=10_000,
        seed=0,
        filepath=None,
        collapse=None,
        patience=3,
    ):
        super().__init__()
        for name, value in {"every": every, "count": count, "patience": patience}.items():
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"`{name}` must be an integer of at least 1. Received: {value!r}.")
        if collapse is not None and not collapse > 0:
            raise ValueError(f"`collapse` must be a positive number. Received: {collapse!r}.")
        if filepath is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="kerasgan-")
            filepath = pathlib.Path(self._temporary.name) / "best.weights.h5"
        self.filepath = pathlib.Path(filepath)
        if not self.filepath.name.endswith(".weights.h5"):
            raise ValueError(
                "The name of a file of weights must end in '.weights.h5', as Keras asks. "
                f"Received: filepath={str(filepath)!r}."
            )
        self.record = self.filepath.with_name(
            self.filepath.name.removesuffix(".weights.h5") + ".json"
        )
        self.metric = metric
        compared = [score.name for score in self._scores() if score.needs_real]
        if compared and real is None:
            raise ValueError(
                f"These scores compare with real samples: {', '.join(compared)}. Give `real`, for "
                "example kerasgan.data.load(..., shuffle=False, drop_remainder=False)."
            )
        self.real = real
        self.every = every
        self.count = count
        self.seed = seed
        self.collapse = collapse
        self.patience = patience

    def best(self, epochs=math.inf):
        """The best evaluation so far.

        Args:
            epochs: look only at the first so many epochs.

        Returns:
            A dictionary of `epochs` (the number of epochs done), `cost` (smaller is better;
            `None` where the score is no number) and `scores` (by name, each with its protocol);
            `None` if there is none.
        """
        rows = [row for row in self._rows(epochs) if row["cost"] is not None]
        return min(rows, key=lambda row: row["cost"], default=None)

    def collapsed(self, epochs=math.inf):
        """Whether the last `patience` evaluations were all far worse than the best.

        Args:
            epochs: look only at the first so many epochs.

        Returns:
            A bool; never true without `collapse`.
        """
        rows, best = self._rows(epochs), self.best(epochs)
        if self.collapse is None or best is None or len(rows) < self.patience:
            return False
        limit = best["cost"] + self.collapse * abs(best["cost"])
        costs = [row["cost"] for row in rows[-self.patience :]]
        return all(cost is None or cost > limit for cost in costs)

    def restore(self, model):
        """Loads the state of the best epoch into a compiled model.

        Args:
            model: the model that was trained, or one that is built and compiled alike.

        Returns:
            The number of epochs that it was trained for.

        Raises:
            FileNotFoundError: if there was no evaluation yet.
        """
        if not self.filepath.exists():
            raise FileNotFoundError(
                f"There is no best state at {str(self.filepath)!r} yet: it is written by the first "
                "evaluation whose score is a number."
            )
        model.load_weights(self.filepath)
        with h5py.File(self.filepath, "r") as file:
            return int(file.attrs["epochs"])

    def on_train_begin(self, logs=None):
        make_writable(self.filepath.parent, "The best state")
        comparing = dict(enumerate(score for score in self._scores() if score.needs_real))
        if comparing and not isinstance(self.real, metrics.Summary):
            self.real = metrics.summarize(comparing, self.real)

    def on_epoch_begin(self, epoch, logs=None):
        """Forgets what an earlier training wrote about epochs that are still to come."""
        rows = self._rows(epoch)
        if rows != self._rows(math.inf):
            self._write(rows)
        if not rows:
            self.filepath.unlink(missing_ok=True)

    def on_epoch_end(self, epoch, logs=None):
        epochs = epoch + 1
        if epochs % self.every:
            return
        samples = generated.batches(self.model, self.count, self.seed)
        found = metrics.evaluate(self.metric, self.real, samples, seed=self.seed)
        if logs is not None:
            logs.update(_numbers(found))
        cost = self._scores()[0].cost(next(iter(found.values())).result)
        row = {
            "epochs": epochs,
            "cost": cost if math.isfinite(cost) else None,
            "scores": {name: each.to_dict() for name, each in found.items()},
        }
        self._write([*self._rows(epoch), row])
        best = self.best()
        if best and best["epochs"] == epochs:
            self._keep(epochs)
        if self.collapsed():
            print(
                f"\nStopped after {epochs} epochs: the last {self.patience} evaluations are far "
                f"worse than that after {best['epochs']}, whose state is in {self.filepath}."
            )
            self.model.stop_training = True

    def _scores(self):
        """The scores in their order."""
        if isinstance(self.metric, dict):
            return list(self.metric.values())
        return list(self.metric) if isinstance(self.metric, list | tuple) else [self.metric]

    def _keep(self, epochs):
        with replaced_file(self.filepath) as unfinished:
            self.model.save_weights(unfinished)
            with h5py.File(unfinished, "a") as file:
                file.attrs["epochs"] = epochs

    def _rows(self, epochs):
        """The evaluations within the first so many epochs."""
        if not self.record.exists():
            return []
        rows = json.loads(self.record.read_text(encoding="utf-8"))
        return [row for row in rows if row["epochs"] <= epochs]

    def _write(self, rows):
        with replaced_file(self.record) as unfinished:
            unfinished.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _numbers(scores):
    """The numbers among results, by names for logs."""
    numbers = {}
    for name, score in scores.items():
        for member, value in score.values().items():
            if isinstance(value, int | float):
                numbers[name if member == "value" else f"{name}_{member}"] = value
    return numbers

"""Scores during training: the best generator is kept, and training that collapsed is stopped."""

import json
import math
import pathlib
import tempfile

import keras

from kerasgan import folders, metrics
from kerasgan.arguments import check_positive_integers, positive
from kerasgan.metrics.statistics import sources
from kerasgan.metrics.statistics.summary import Summary, name_scores


class Evaluate(keras.callbacks.Callback):
    """Scores the generator during `fit`, keeps the best one, and stops when training collapses.

    GANs deteriorate late: the last generator of a run is seldom its best. Every `every` epochs,
    this callback draws samples, always from the same latents and with the weights that `generate`
    uses, scores them, adds the scores to the logs (and so to the progress bar and the history),
    and saves the whole state of the model if it is the best so far.

    Next to the file of the best state, a file of the same name ending in `.json` records every
    evaluation: its epoch, its scores and their protocol. Resumed training continues from it: best
    score, best state and the count of bad evaluations are those of a run that was never
    interrupted.

    Put it first among the callbacks, so that those that write the logs see the scores.

    Args:
        metric: A score from `kerasgan.metrics`, or a sequence or dictionary of several, of which
            the first decides which generator is best.
        real: The real samples to compare with: an array, a `tf.data.Dataset`, or what
            `kerasgan.metrics.summarize` returned for the scores. Required by scores that compare.
        every: Number of epochs between evaluations.
        count: Number of samples to draw.
        seed: Seed of their latents.
        filepath: The file for the best state; the name must end in `.weights.h5`. Defaults to a
            temporary file, which is deleted when the process ends.
        collapse: How much worse than the best counts as collapsed, relative to the best: with 4,
            a distance more than 5 times the best; with 0.5, less than half of the modes. By
            default training is never stopped.
        patience: Number of collapsed evaluations in a row after which training stops.

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
        check_positive_integers(every=every, count=count, patience=patience)
        if collapse is not None:
            collapse = positive("collapse", collapse)
        if filepath is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="kerasgan-")
            filepath = pathlib.Path(self._temporary.name) / "best.weights.h5"
        self.filepath = folders.check_weights_path(filepath)
        self.record = pathlib.Path(f"{str(self.filepath).removesuffix('.weights.h5')}.json")
        self.scores = name_scores(metric)
        self._comparing = {name: each for name, each in self.scores.items() if each.needs_real}
        if self._comparing and real is None:
            raise ValueError(
                f"`real` must be given for {', '.join(self._comparing)}, for example as "
                "kerasgan.data.load(..., shuffle=False, drop_remainder=False). Received: real=None."
            )
        self.real = real
        self.every = every
        self.count = count
        self.seed = seed
        self.collapse = collapse
        self.patience = patience

    def best(self, epochs=math.inf):
        """Returns the best evaluation so far.

        Args:
            epochs: Number of epochs to consider, from the first. Defaults to all.

        Returns:
            A dictionary of `epochs` (the number of epochs done), `cost` (the value of the first
            score, negated if higher is better, so that lower always is) and `scores` (by name,
            each with its protocol); `None` if there is none.
        """
        rows = [row for row in self._read_rows(epochs) if row["cost"] is not None]
        return min(rows, key=lambda row: row["cost"], default=None)

    def has_collapsed(self, epochs=math.inf):
        """Whether the last `patience` evaluations were all far worse than the best.

        Args:
            epochs: Number of epochs to consider, from the first. Defaults to all.

        Returns:
            A bool, always `False` without `collapse`.
        """
        rows, best = self._read_rows(epochs), self.best(epochs)
        if self.collapse is None or best is None or len(rows) < self.patience:
            return False
        limit = best["cost"] + self.collapse * abs(best["cost"])
        costs = [row["cost"] for row in rows[-self.patience :]]
        return all(cost is None or cost > limit for cost in costs)

    def restore(self, model):
        """Loads the state of the best epoch into a compiled model.

        Args:
            model: The model that was trained, or one built and compiled the same way.

        Returns:
            The number of epochs it was trained for.

        Raises:
            FileNotFoundError: If there has been no evaluation yet.
        """
        if not self.filepath.exists():
            raise FileNotFoundError(
                f"There is no best state at {str(self.filepath)!r} yet: it is written by the first "
                "evaluation whose score is a number."
            )
        return int(folders.load_weights(model, self.filepath)["epochs"])

    def on_train_begin(self, logs=None):
        folders.make_writable(self.filepath.parent, "The best state")
        if self._comparing and not isinstance(self.real, Summary):
            self.real = metrics.summarize(self._comparing, self.real)

    def on_epoch_begin(self, epoch, logs=None):
        """Discards what an earlier run recorded about epochs that are still to come."""
        rows = self._read_rows(epoch)
        if rows != self._read_rows(math.inf):
            self._write(rows)
        if not rows:
            self.filepath.unlink(missing_ok=True)

    def on_epoch_end(self, epoch, logs=None):
        epochs = epoch + 1
        if epochs % self.every:
            return
        samples = sources.draw(self.model, self.count, self.seed)
        found = metrics.evaluate(self.scores, self.real, samples, seed=self.seed)
        if logs is not None:
            logs.update(_list_numbers(found))
        cost = self._compute_cost(found)
        row = {
            "epochs": epochs,
            "cost": cost if math.isfinite(cost) else None,
            "scores": {name: each.to_dict() for name, each in found.items()},
        }
        self._write([*self._read_rows(epoch), row])
        best = self.best()
        if best and best["epochs"] == epochs:
            folders.save_weights(self.model, self.filepath, epochs=epochs)
        if self.has_collapsed():
            print(
                f"\nStopped after {epochs} epochs: the last {self.patience} evaluations are far "
                f"worse than that after {best['epochs']}, whose state is in {self.filepath}."
            )
            self.model.stop_training = True

    def _compute_cost(self, found):
        """The value of the first score, negative where higher is better."""
        name, score = next(iter(self.scores.items()))
        value = score.value(found[name].result)
        return value if score.lower_is_better else 0.0 - value  # no -0.0 in the record

    def _read_rows(self, epochs):
        """The evaluations within the first so many epochs."""
        if not self.record.exists():
            return []
        rows = json.loads(self.record.read_text(encoding="utf-8"))
        return [row for row in rows if row["epochs"] <= epochs]

    def _write(self, rows):
        with folders.replace_file(self.record) as unfinished:
            unfinished.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _list_numbers(scores):
    """The numbers among results, by names for logs."""
    numbers = {}
    for name, score in scores.items():
        for member, value in score.values().items():
            if isinstance(value, int | float):
                numbers[name if member == "value" else f"{name}_{member}"] = value
    return numbers

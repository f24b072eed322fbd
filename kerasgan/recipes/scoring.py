"""The scores of a recipe: those of its [evaluate] during training, and the report of its preset."""

from kerasgan import callbacks, data, metrics
from kerasgan.recipes.building import data_of, data_table
from kerasgan.recipes.reading import EVALUATE, find_score


def evaluate_by(recipe, filepath):
    """The callback that keeps the best epoch, in a list; an empty one without [evaluate]."""
    if "evaluate" not in recipe:
        return []
    source, table = data_table(recipe), dict(recipe["evaluate"])
    split = table.pop("split", source.get("split", "train"))
    options = {"count": 10_000} | {key: table.pop(key) for key in EVALUATE & table.keys()}
    score = find_score(table.pop("metric"))(**table)
    real = None
    if score.needs_real:
        as_scored = {"split": split, "count": options["count"]}
        as_scored |= {"shuffle": False, "drop_remainder": False}
        batches = data.load(**(source | as_scored))
        real = metrics.summarize(score, batches, dataset=source["source"], split=split)
    return [callbacks.Evaluate(score, real, filepath=filepath, **options)]


def measure(model, folder, *, source=None, split="test", count=None, features=None, seed=0):
    """Scores a preset against real data, beside what training data get in its place.

    Args:
        model: The preset's model.
        folder: The preset's folder, a `pathlib.Path`, whose recipe names the data.
        source: Name of a data set, instead of that of the recipe.
        split: Split of the real samples.
        count: How many of them; by default 10 000 of a model that draws, else the whole split.
        features: Name or folder of an extractor; by default the one made for the data set.
        seed: Integer, the seed of generated samples.

    Returns:
        A `kerasgan.metrics.reports.report.Report`.

    Raises:
        ValueError: If neither the preset has a recipe nor a source is given.

    Example:

    ```python
    print(measure(model, pathlib.Path("runs/mine/preset")).table())
    ```
    """
    table = data_of(folder, source)
    real = model.load_examples(table, split, count or model.scored_examples)
    training = model.load_examples(table, table.get("split", "train"))
    return model.report(real, training, table=table, split=split, features=features, seed=seed)

"""The model card of a preset, written from its description."""

from kerasgan.presets.families import is_own
from kerasgan.trained_weights import format_table

_ROWS = {
    "dataset": "Data",
    "dataset_version": "Version of the data",
    "data_license": "Licence of the data",
    "weights_license": "Licence of the weights",
    "paper": "Paper",
    "seed": "Seed",
    "epochs": "Epochs",
    "selected": "Chosen as",
    "steps": "Steps (generator updates)",
    "hardware": "Hardware",
    "weights_dtype": "Stored as",
}


def markdown(description, cls, pictures):
    """Writes a model card.

    Args:
        description: The preset's `Description`.
        cls: The model's class.
        pictures: Names of the pictures beside it: `"samples.png"`, `"curves.png"`.

    Returns:
        Markdown text.
    """
    family, name = description.family, description.name
    imports, path = "import kerasgan", f"kerasgan.{family}"
    if not is_own(cls):
        imports, path = f"from {cls.__module__} import {family}", family
    parts = [f"# {name}", description.description or f"A {family}."]
    if "samples.png" in pictures:
        parts.append(f"![{cls.samples_caption}](samples.png)")
    loading = f'model = {path}.from_preset("{name}")'
    parts.append(f"```python\n{imports}\n\n{loading}\n{cls.usage}\n```")
    parts += ["## What it is", format_table(_facts(description))]
    if description.command:
        parts += ["## Training it again", f"```\n{description.command}\n```"]
    if "curves.png" in pictures:
        parts += ["## How it went", "![Losses, estimates and scores over the epochs](curves.png)"]
    parts += ["## Scores", _scores(description.scores)]
    return "\n\n".join(parts) + "\n"


def _facts(description):
    facts = {"Family": description.family}
    for name, network in description.networks.items():
        facts[f"Parameters of `{name}`"] = f"{network['parameters']:,}"
    if description.value_range:
        low, high = description.value_range
        facts["Range of values"] = f"[{low:g}, {high:g}]"
    values = {title: getattr(description, key) for key, title in _ROWS.items()}
    facts |= {title: value for title, value in values.items() if value not in (None, "")}
    if description.seconds:
        facts["Training time"] = duration(description.seconds)
    return facts | {f"Saved by {name}": each for name, each in description.libraries.items()}


def duration(seconds):
    """A time in words."""
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _scores(scores):
    if not scores:
        return "None measured yet."
    rows = [f"| {score['name']} | {score['value']:g} | {score['protocol']} |" for score in scores]
    return "\n".join(["| Score | Value | Protocol |", "|---|---|---|", *rows])

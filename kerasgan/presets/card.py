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


def render(description, cls, pictures):
    """The Markdown text of a card, by the `Description` and the class of the model.

    `pictures` are the names of those beside it: `"samples.png"`, `"curves.png"`.
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
    parts += ["## What it is", format_table(_list_facts(description))]
    if description.command:
        parts += ["## Training it again", f"```\n{description.command}\n```"]
    if "curves.png" in pictures:
        parts += ["## How it went", "![Losses, estimates and scores over the epochs](curves.png)"]
    parts += ["## Scores", _tabulate_scores(description.scores)]
    return "\n\n".join(parts) + "\n"


def _list_facts(description):
    facts = {"Family": description.family}
    for name, network in description.networks.items():
        facts[f"Parameters of `{name}`"] = f"{network['parameters']:,}"
    if description.value_range:
        low, high = description.value_range
        facts["Range of values"] = f"[{low:g}, {high:g}]"
    values = {title: getattr(description, key) for key, title in _ROWS.items()}
    facts |= {title: value for title, value in values.items() if value not in (None, "")}
    if description.seconds:
        facts["Training time"] = format_duration(description.seconds)
    return facts | {f"Saved by {name}": each for name, each in description.libraries.items()}


def format_duration(seconds):
    """A time in words."""
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _tabulate_scores(scores):
    if not scores:
        return "None measured yet."
    rows = [f"| {score['name']} | {score['value']:g} | {score['protocol']} |" for score in scores]
    return "\n".join(["| Score | Value | Protocol |", "|---|---|---|", *rows])

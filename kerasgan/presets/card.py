"""The model card of a preset, written from its metadata."""

from kerasgan.presets.checking import family

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


def markdown(metadata, pictures):
    """Writes a model card.

    Args:
        metadata: the preset's metadata, as in `metadata.json`.
        pictures: names of the pictures beside it: "samples.png", "curves.png".

    Returns:
        Markdown text.
    """
    model = family(metadata["family"])
    parts = [f"# {metadata['name']}", metadata.get("description") or f"A {metadata['family']}."]
    if "samples.png" in pictures:
        parts.append(f"![{model.samples_caption}](samples.png)")
    parts.append(
        "```python\n"
        "import kerasgan\n\n"
        f'model = kerasgan.{metadata["family"]}.from_preset("{metadata["name"]}")\n'
        f"{model.usage}\n"
        "```"
    )
    parts += ["## What it is", _table(_facts(metadata))]
    if metadata.get("command"):
        parts += ["## Training it again", f"```\n{metadata['command']}\n```"]
    if "curves.png" in pictures:
        parts += ["## How it went", "![Losses, estimates and scores over the epochs](curves.png)"]
    parts += ["## Scores", _scores(metadata.get("scores"))]
    return "\n\n".join(parts) + "\n"


def _facts(metadata):
    facts = {"Family": metadata["family"]}
    for name, network in metadata["networks"].items():
        facts[f"Parameters of `{name}`"] = f"{network['parameters']:,}"
    if metadata.get("value_range"):
        low, high = metadata["value_range"]
        facts["Range of values"] = f"[{low:g}, {high:g}]"
    for key, title in _ROWS.items():
        if metadata.get(key) not in (None, ""):
            facts[title] = metadata[key]
    if metadata.get("seconds"):
        facts["Training time"] = duration(metadata["seconds"])
    for library, version in metadata.get("libraries", {}).items():
        facts[f"Saved by {library}"] = version
    return facts


def duration(seconds):
    """A time in words."""
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _table(facts):
    rows = [f"| {title} | {value} |" for title, value in facts.items()]
    return "\n".join(["| | |", "|---|---|", *rows])


def _scores(scores):
    if not scores:
        return "None measured yet."
    rows = [f"| {score['name']} | {score['value']:g} | {score['protocol']} |" for score in scores]
    return "\n".join(["| Score | Value | Protocol |", "|---|---|---|", *rows])

"""The presets beside one another, by the scores on their cards."""

from kerasgan.presets.card import format_duration
from kerasgan.presets.families import find_family


def tabulate(presets):
    """Writes the scores of presets as Markdown tables, one for each kind of model.

    Each model's class says what its row shows, in its `overview_row`. Fréchet distances are
    followed by how many times that of training images they are.

    Args:
        presets: Dictionary from names to `Description`s, as `kerasgan.DCGAN.presets`.

    Returns:
        Markdown text. A score that was not measured is a dash.

    Example:
        >>> print(kerasgan.presets.tabulate(kerasgan.AdversarialModel.presets))
    """
    tables = {}
    for each in presets.values():
        row = find_family(each.family).overview_row(each)
        tables.setdefault(tuple(row), []).append(row.values())
    return "\n\n".join(_table(titles, rows) for titles, rows in tables.items())


def format_link(description):
    """The preset's name, as a link to its card."""
    return f"[`{description.name}`]({description.name}/README.md)"


def format_number(description, name):
    """The value of a score."""
    score = description.score(name)
    return "–" if score is None else f"{score['value']:.3f}"


def format_distance(description, name):
    """The value of a distance, by which features, and how many times that of training data."""
    score = description.score(name)
    if score is None:
        return "–"
    times = score["value"] / score["training_data"]
    return f"{score['value']:.2f} on `{score['details']['extractor']}`, {times:.0f}×"


def format_costs(description):
    """What the training took, the last two columns."""
    epochs, seconds = description.epochs, description.seconds
    return {
        "epochs": "–" if epochs is None else str(epochs),
        "training time": format_duration(seconds) if seconds else "–",
    }


def _table(titles, rows):
    rows = [titles, ("---",) * len(titles), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)

"""The presets beside one another, by the scores on their cards."""

from kerasgan.presets.card import duration

_HEAD = (
    "preset",
    "family",
    "Fréchet distance",
    "class entropy",
    "precision",
    "recall",
    "epochs",
    "training time",
)


def overview(presets):
    """Writes the scores of presets as one Markdown table.

    The Fréchet distance is followed by how many times that of training images it is.

    Args:
        presets: Dictionary from names to metadata, as `kerasgan.presets.of_family` returns it.

    Returns:
        Markdown text. A score that a preset's metadata do not have is a dash.

    Example:
        >>> print(kerasgan.presets.overview(kerasgan.AdversarialModel.presets))
    """
    rows = [_HEAD, ("---",) * len(_HEAD)]
    for name, metadata in presets.items():
        scores = {score["name"]: score for score in metadata.get("scores", [])}
        rows.append(
            (
                f"[`{name}`]({name}/README.md)",
                f"`{metadata['family']}`",
                _distance(scores.get("frechet_distance")),
                _number(scores.get("class_histogram: entropy")),
                _number(scores.get("precision_recall: precision")),
                _number(scores.get("precision_recall: recall")),
                str(metadata.get("epochs", "–")),
                duration(metadata["seconds"]) if metadata.get("seconds") else "–",
            )
        )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _number(score):
    return "–" if score is None else f"{score['value']:.3f}"


def _distance(score):
    if score is None:
        return "–"
    extractor = score["details"]["extractor"]
    times = score["value"] / score["training_data"]
    return f"{score['value']:.2f} on `{extractor}`, {times:.0f}×"

"""The presets beside one another, by the scores on their cards."""

from kerasgan.presets.card import duration

_TRANSLATOR = "CycleGAN"
_SAMPLES = (
    "preset",
    "family",
    "Fréchet distance",
    "class entropy",
    "precision",
    "recall",
    "epochs",
    "training time",
)
_TRANSLATIONS = (
    "preset",
    "Fréchet distance A → B",
    "B → A",
    "taken for B",
    "taken for A",
    "difference to the truth A → B",
    "B → A",
    "epochs",
    "training time",
)


def overview(presets):
    """Writes the scores of presets that draw samples as one Markdown table.

    The Fréchet distance is followed by how many times that of training images it is.

    Args:
        presets: Dictionary from names to metadata, as `kerasgan.presets.of_family` returns it.

    Returns:
        Markdown text. A score that a preset's metadata do not have is a dash.

    Example:
        >>> print(kerasgan.presets.overview(kerasgan.AdversarialModel.presets))
    """
    drawing = [(name, each) for name, each in presets.items() if each["family"] != _TRANSLATOR]
    return _table(_SAMPLES, [_samples(*each) for each in drawing])


def overview_of_translations(presets):
    """Writes the scores of presets that translate images as one Markdown table.

    Fréchet distances are as in `overview`; then follow the parts of the translations that a
    classifier takes for images of the other side, and, where the true translations are known, the
    mean absolute difference to them, beside that of the originals.

    Args:
        presets: As of `overview`.

    Returns:
        Markdown text.

    Example:
        >>> print(kerasgan.presets.overview_of_translations(kerasgan.CycleGAN.presets))
    """
    translating = [(name, each) for name, each in presets.items() if each["family"] == _TRANSLATOR]
    return _table(_TRANSLATIONS, [_translations(*each) for each in translating])


def _samples(name, metadata):
    scores = _scores(metadata)
    return (
        _link(name),
        f"`{metadata['family']}`",
        _distance(scores.get("frechet_distance")),
        _number(scores.get("class_histogram: entropy")),
        _number(scores.get("precision_recall: precision")),
        _number(scores.get("precision_recall: recall")),
        *_cost(metadata),
    )


def _translations(name, metadata):
    scores = _scores(metadata)
    distances, accuracies, differences = (
        [write(scores, f"{direction} {score}") for direction in ("a2b", "b2a")]
        for score, write in (
            ("frechet_distance", lambda scores, name: _distance(scores.get(name))),
            ("class_accuracy", lambda scores, name: _number(scores.get(name))),
            ("difference", _difference),
        )
    )
    return (_link(name), *distances, *accuracies, *differences, *_cost(metadata))


def _table(head, rows):
    rows = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _scores(metadata):
    return {score["name"]: score for score in metadata.get("scores", [])}


def _link(name):
    return f"[`{name}`]({name}/README.md)"


def _cost(metadata):
    seconds = metadata.get("seconds")
    return str(metadata.get("epochs", "–")), duration(seconds) if seconds else "–"


def _difference(scores, name):
    truth, untranslated = (scores.get(f"{name}: {each}") for each in ("to_truth", "untranslated"))
    return "–" if truth is None else f"{_number(truth)} ({_number(untranslated)})"


def _number(score):
    return "–" if score is None else f"{score['value']:.3f}"


def _distance(score):
    if score is None:
        return "–"
    extractor = score["details"]["extractor"]
    times = score["value"] / score["training_data"]
    return f"{score['value']:.2f} on `{extractor}`, {times:.0f}×"

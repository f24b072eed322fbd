"""Scores of a model and what training data get in its place, side by side."""

import dataclasses

import numpy as np

from kerasgan.metrics.reports import protocols


@dataclasses.dataclass(frozen=True)
class Report:
    """What `measure` of `reports.samples` and of `reports.translations` returns.

    Args:
        generated: Dictionary from names to `Evaluation`, of generated samples against real ones.
        training: The same of training samples in place of generated ones: what a generator would
            get that draws as the data do.
        pictures: Dictionary from names to uint8 arrays `[height, width, channels]`.
    """

    generated: dict
    training: dict
    pictures: dict

    def table(self):
        """The scores side by side, as lines of text."""
        rows = [("score", "generated", "training data")]
        of_generated, of_training = map(_list_values, (self.generated, self.training))
        for name in of_generated | of_training:
            values = (each.get(name, np.nan) for each in (of_generated, of_training))
            rows.append((name, *(f"{value:.6g}" for value in values)))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            f"{name:{widths[0]}}  {value:>{widths[1]}}  {reference:>{widths[2]}}"
            for name, value, reference in rows
        )

    def to_dict(self):
        """All scores with their protocols, for JSON."""
        return {"generated": _to_dicts(self.generated), "training": _to_dicts(self.training)}

    def list_for_card(self):
        """The scores as `metadata.json` of a preset holds them; beside each that of real data."""
        entries = protocols.list_for_card(_to_dicts(self.generated))
        reference = _list_values(self.training)
        for entry in entries:
            if entry["name"] in reference:
                value = entry["training_data"] = reference[entry["name"]]
                entry["protocol"] += f"; training data in place of generated: {value:.4g}"
        return entries


def _to_dicts(found):
    return {name: each.to_dict() for name, each in found.items()}


def _list_values(found):
    """The numbers among results by name."""
    return {entry["name"]: entry["value"] for entry in protocols.list_for_card(_to_dicts(found))}

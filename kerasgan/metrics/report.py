"""All that can be said of a generator at once: scores, what real samples get, and pictures."""

import dataclasses

import numpy as np

from kerasgan import images
from kerasgan.data.sets.mixtures import MIXTURES
from kerasgan.metrics import evaluation, extractors, generated, protocols
from kerasgan.metrics.class_histogram import ClassHistogram
from kerasgan.metrics.classifier_score import ClassifierScore
from kerasgan.metrics.density_coverage import DensityCoverage
from kerasgan.metrics.frechet import FrechetDistance
from kerasgan.metrics.kernel_distance import KernelDistance
from kerasgan.metrics.mode_coverage import ModeCoverage
from kerasgan.metrics.multi_scale_ssim import MultiScaleSSIM
from kerasgan.metrics.nearest_neighbour_accuracy import NearestNeighbourAccuracy
from kerasgan.metrics.precision_recall import PrecisionRecall
from kerasgan.metrics.sliced_wasserstein import SlicedWasserstein
from kerasgan.metrics.training_neighbours import NearestTrainingNeighbours

_QUERIES = 100  # samples whose nearest training images are looked for


@dataclasses.dataclass(frozen=True)
class Report:
    """What `measure` returns.

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
        """The scores side by side.

        Returns:
            Lines of text.
        """
        rows = [("score", "generated", "training data")]
        of_generated, of_training = (_values(found) for found in (self.generated, self.training))
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

    def for_card(self):
        """The scores as `metadata.json` of a preset holds them; beside each that of real data."""
        entries, reference = protocols.for_card(_to_dicts(self.generated)), _values(self.training)
        for entry in entries:
            if entry["name"] in reference:
                value = entry["training_data"] = reference[entry["name"]]
                entry["protocol"] += f"; training data in place of generated: {value:.4g}"
        return entries


def suite(features, sample_shape, source=None):
    """The scores that suit some samples.

    Args:
        features: Name or folder of an extractor; not used for mixtures.
        sample_shape: Shape of a sample.
        source: Name of the data set; for `"ring"` and `"grid"` modes are counted.

    Returns:
        A list of scores.

    Example:
        >>> [score.name for score in suite("pixels", (2,), "ring")]
        ['mode_coverage', 'sliced_wasserstein']
    """
    if source in MIXTURES:
        return [ModeCoverage(source), SlicedWasserstein("pixels")]
    scores = [
        FrechetDistance(features),
        KernelDistance(features),
        PrecisionRecall(features),
        DensityCoverage(features),
        NearestNeighbourAccuracy(features),
    ]
    if not extractors.get(features).fixed:
        scores += [ClassifierScore(features), ClassHistogram(features)]
    if len(sample_shape) == 3:
        scores.append(MultiScaleSSIM(pairs=500))
    return [*scores, SlicedWasserstein("pixels")]


def measure(model, scores, real, training, *, seed=0, dataset=None, split=None):
    """Scores a generator, and training samples in its place, against real samples.

    Args:
        model: A model with a latent prior, as `kerasgan.GAN`.
        scores: A list of scores, as `suite` returns it.
        real: Array of real samples that the model was not trained on, `[N, ...]`. As many are
            generated.
        training: Array of at least N training samples.
        seed: Seed of the generated samples.
        dataset: Name of the data set, for the protocol.
        split: The split of `real`, for the protocol.

    Returns:
        A `Report`.
    """
    count = len(real)
    if len(training) < count:
        raise ValueError(
            f"As many training samples as real ones are needed, received {len(training)} and "
            f"{count}: score with fewer real ones."
        )
    comparing = [score for score in scores if score.needs_real]
    summary = evaluation.summarize(comparing, real, dataset=dataset, split=split)
    samples = generated.batches(model, count, seed)
    return Report(
        evaluation.evaluate(scores, summary, samples, seed=seed),
        evaluation.evaluate(scores, summary, training, count=count),
        _pictures(model, real, training, seed) if real.ndim == 4 else {},
    )


def _pictures(model, real, training, seed):
    samples = model.generate(_QUERIES, seed=seed)
    shown = min(64, len(real))
    sides = [images.grid(each[:shown], columns=8, padding=2) for each in (real, samples)]
    gap = np.full((sides[0].shape[0], 16, sides[0].shape[2]), 255, "uint8")
    nearest = NearestTrainingNeighbours("pixels")(training, samples)
    return {
        "samples": sides[1],
        "real_and_generated": np.hstack([sides[0], gap, sides[1]]),
        "nearest_training": nearest.picture(),
    }


def _to_dicts(found):
    return {name: each.to_dict() for name, each in found.items()}


def _values(found):
    """The numbers among results by name."""
    return {entry["name"]: entry["value"] for entry in protocols.for_card(_to_dicts(found))}

"""All that can be said of a generator at once: scores, what real samples get, and pictures."""

import numpy as np

from kerasgan import images, metrics
from kerasgan.data.sets.mixtures import MIXTURES
from kerasgan.metrics import extractors
from kerasgan.metrics.reports.report import Report
from kerasgan.metrics.statistics import sources

_QUERIES = 100  # samples whose nearest training images are looked for


def choose_scores(features, sample_shape, source=None):
    """The scores that suit some samples.

    Args:
        features: Name or folder of an extractor; not used for mixtures.
        sample_shape: Shape of a sample.
        source: Name of the data set; for `"ring"` and `"grid"` modes are counted.
    """
    if source in MIXTURES:
        return [metrics.ModeCoverage(source), metrics.SlicedWasserstein("pixels")]
    scores = [
        metrics.FrechetDistance(features),
        metrics.KernelDistance(features),
        metrics.PrecisionRecall(features),
        metrics.DensityCoverage(features),
        metrics.NearestNeighbourAccuracy(features),
    ]
    if not extractors.get(features).fixed:
        scores += [metrics.ClassifierScore(features), metrics.ClassHistogram(features)]
    if len(sample_shape) == 3:
        scores.append(metrics.MultiScaleSSIM(pairs=500))
    return [*scores, metrics.SlicedWasserstein("pixels")]


def measure(model, real, training, *, features=None, seed=0, dataset=None, split=None):
    """Scores a generator, and training samples in its place, against real samples: a `Report`.

    Args:
        model: A model with a latent prior, as `kerasgan.GAN`.
        real: Array of real samples that the model was not trained on, `[N, ...]`. As many are
            generated.
        training: Array of at least N training samples.
        features: Name or folder of an extractor, by default the one made for the data set; not
            used for mixtures.
        seed: Seed of the generated samples.
        dataset: Name of the data set, for the protocol and for `choose_scores`.
        split: The split of `real`, for the protocol.
    """
    count = len(real)
    if len(training) < count:
        raise ValueError(
            "As many training samples as real ones are needed: score with fewer real ones. "
            f"Received: {len(training)} and {count}."
        )
    features = extractors.choose_name(dataset) if features is None else features
    scores = choose_scores(features, real.shape[1:], dataset)
    comparing = [score for score in scores if score.needs_real]
    summary = metrics.summarize(comparing, real, dataset=dataset, split=split)
    samples = sources.draw(model, count, seed)
    return Report(
        metrics.evaluate(scores, summary, samples, seed=seed),
        metrics.evaluate(scores, summary, training, count=count),
        _draw_pictures(model, real, training, seed) if real.ndim == 4 else {},
    )


def _draw_pictures(model, real, training, seed):
    samples = model.generate(_QUERIES, seed=seed)
    shown = min(64, len(real))
    sides = [images.grid(each[:shown], columns=8, padding=2) for each in (real, samples)]
    gap = np.full((sides[0].shape[0], 16, sides[0].shape[2]), 255, "uint8")
    nearest = metrics.NearestTrainingNeighbours("pixels")(training, samples)
    return {
        "samples": sides[1],
        "real_and_generated": np.hstack([sides[0], gap, sides[1]]),
        "nearest_training": nearest.picture(),
    }

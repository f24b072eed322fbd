"""Scores of translated images: against the other side's images, and against the truth if known."""

from typing import NamedTuple

import numpy as np

from kerasgan import metrics
from kerasgan.directions import Direction
from kerasgan.metrics import extractors
from kerasgan.metrics.reports.report import Report


class Errors(NamedTuple):
    """Mean absolute differences of values in [-1, 1].

    A translation that is right is nearer to the truth than to anything that needs no model: the
    original, the mean of the other side's training images, and that of them which is nearest.
    """

    to_truth: float
    to_original: float
    to_mean_image: float
    to_nearest_image: float
    untranslated: float  # of originals and true translations: what doing nothing gets


def measure(
    translate,
    real,
    training,
    *,
    features=None,
    truth=None,
    classes=None,
    directions=Direction,
    dataset=None,
    split=None,
):
    """Scores both directions of a translator, and training images in place of translations.

    Args:
        translate: Function from images `[N, H, W, C]` and `"a2b"` or `"b2a"` to translations, as
            `kerasgan.CycleGAN.translate`.
        real: `(a, b)`, arrays of images that the model was not trained on.
        training: `(a, b)`, arrays of training images.
        features: Name or folder of an extractor; by default the one made for the data set.
        truth: `(b, a)`, the true translations of `real`, where they are known.
        classes: `(class of A, class of B)` for a classifier's features: the share of translations
            that it takes for images of the side they are translated to is then a score too. By
            default those of the extractor that is made for the data set.
        directions: Those that the model knows; both by default.
        dataset: Name of the data set, for the protocol.
        split: The split of `real`, for the protocol.

    Returns:
        A `Report` without pictures, whose names begin with the direction.
    """
    if features is None:
        features, classes = extractors.choose_name(dataset), extractors.find_classes(dataset)
    about = {"dataset": dataset, "split": split}
    generated, reference = {}, {}
    for direction in map(Direction, directions):
        source, target = direction.of_source((0, 1)), direction.of_target((0, 1))
        translations = translate(real[source], direction)
        scores = {
            f"{direction} {score.name}": score
            for score in (metrics.FrechetDistance(features), metrics.KernelDistance(features))
        }
        summary = metrics.summarize(scores, real[target], **about)
        generated |= metrics.evaluate(scores, summary, translations)
        reference |= metrics.evaluate(scores, summary, training[target])
        protocol = next(iter(generated.values())).protocol
        if classes is not None:
            name = f"{direction} class_accuracy"
            for found, images in ((generated, translations), (reference, training[target])):
                found[name] = _measure_accuracy(images, features, classes[target], protocol)
        if truth is not None:
            errors = measure_errors(translations, truth[source], real[source], training[target])
            pixels = {"extractor": "pixels", "extractor_sha256": None, "resize": None}
            generated[f"{direction} difference"] = metrics.Evaluation(errors, protocol | pixels)
    return Report(generated, reference, {})


def measure_errors(translations, truth, originals, training):
    """`Errors` of translations `[N, H, W, C]`, by what the originals should have become.

    The training images are those of the side that is translated to.
    """
    rows = training.reshape(len(training), -1)
    nearest = [np.abs(rows - image.ravel()).sum(1).min() / image.size for image in translations]
    differences = (
        np.abs(translations - truth),
        np.abs(translations - originals),
        np.abs(translations - training.mean(0)),
        nearest,
        np.abs(originals - truth),
    )
    return Errors(*(float(np.mean(each)) for each in differences))


def _measure_accuracy(images, features, expected, protocol):
    probabilities = extractors.get(features, "probabilities")(images)
    accuracy = float(np.mean(probabilities.argmax(1) == expected))
    return metrics.Evaluation(accuracy, protocol | {"settings": {"class": expected}})

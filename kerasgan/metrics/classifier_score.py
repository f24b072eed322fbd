"""The classifier score, known as the Inception score (IS) with Inception."""

import warnings
from typing import NamedTuple

import numpy as np

from kerasgan.arguments import check_positive_integers
from kerasgan.metrics.score import Score
from kerasgan.metrics.statistics.class_probabilities import ClassProbabilities


class ClassifierScore(Score):
    """How sure a classifier is of each image, and how many classes it finds.

    `exp E KL(p(y|x) || p(y))`, between 1 and the number of classes; higher is better. Real images
    are not looked at, so it does not notice a generator that memorises, nor one image a class.
    As published, mean and standard deviation are over `splits` parts of the images; here image i
    belongs to part i modulo `splits`.

    Args:
        classifier: As of `kerasgan.metrics.extractors.get`, a name, a `keras.Model` or another
            callable: here from images to the probabilities of K classes, `[N, K]`.
        splits: Number of parts.
        from_logits: Whether the classifier returns logits instead of probabilities.

    Example:
        >>> score = kerasgan.metrics.ClassifierScore(lambda images: images, splits=2)
        >>> round(score(None, np.eye(4)[np.arange(40) // 2 % 4]).value, 6)
        4.0

    Reference:
        Salimans et al., "Improved Techniques for Training GANs", 2016, section 4
        (arXiv:1606.03498).
    """

    name = "classifier_score"
    output = "probabilities"
    needs_real = False
    lower_is_better = False

    class Result(NamedTuple):
        """What `ClassifierScore` returns.

        Args:
            value: Mean of the score over the parts.
            standard_deviation: Standard deviation of the score over the parts.
        """

        value: float
        standard_deviation: float

    def __init__(self, classifier, splits=10, from_logits=False):
        super().__init__(classifier)
        check_positive_integers(splits=splits)
        self.splits, self.from_logits = int(splits), bool(from_logits)

    def statistics(self):
        return ClassProbabilities(self.splits, self.from_logits)

    def settings(self):
        return {"splits": self.splits, "from_logits": self.from_logits}

    def compare(self, real, generated):
        smallest, classes = int(generated.counts.min()), generated.sums.shape[1]
        if smallest < 1:
            raise ValueError(
                f"{self.splits} parts need at least {self.splits} images: give more images or "
                f"fewer `splits`. Received: {generated.counts.sum()}."
            )
        if smallest < classes:
            warnings.warn(
                f"Parts of {smallest} images are too few for {classes} classes: no part can reach "
                "a higher score than it has images. Give more images or fewer `splits`.",
                stacklevel=3,
            )
        scores = np.exp(generated.information)
        return self.Result(float(scores.mean()), float(scores.std()))

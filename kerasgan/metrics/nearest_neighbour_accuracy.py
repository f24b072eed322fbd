"""Whether nearest neighbours can tell generated images from real ones."""

from typing import NamedTuple

import numpy as np

from kerasgan.metrics.score import Score, check_features
from kerasgan.metrics.statistics import distances
from kerasgan.metrics.statistics.samples import Samples


class NearestNeighbourAccuracy(Score):
    """Leave-one-out accuracy of the nearest-neighbour classifier between the two sets.

    0.5 for samples of one law, which is best; 1 where the sets lie apart; 0 where every generated
    image is a copy of a real one. Where generated images crowd in the midst of real ones,
    `generated` is high and `real` low. A real and a generated neighbour at the same distance
    count half.

    Args:
        features: A name, a `keras.Model` or a callable, as of `kerasgan.metrics.extractors.get`.

    Raises:
        ValueError: When called, if the sets differ in size, because then 0.5 would not be what
            samples of one law reach.

    Example:
        >>> score = kerasgan.metrics.NearestNeighbourAccuracy("pixels")
        >>> real = np.random.default_rng(0).normal(size=[500, 2])
        >>> score(real, real + 100.0).accuracy
        1.0

    Reference:
        Lopez-Paz and Oquab, "Revisiting Classifier Two-Sample Tests", 2017 (arXiv:1610.06545); Xu
        et al., "An Empirical Study on Evaluation Metrics of Generative Adversarial Networks",
        2018, section 3 (arXiv:1806.07755).
    """

    name = "nearest_neighbour_accuracy"

    class Result(NamedTuple):
        """What `NearestNeighbourAccuracy` returns.

        Args:
            accuracy: Fraction of all images whose nearest other image is of their own kind.
            real: That of the real images.
            generated: That of the generated images.
        """

        accuracy: float
        real: float
        generated: float

    def statistics(self):
        return Samples()

    def compare(self, real, generated):
        check_features(real, generated)
        x, y = real.array, generated.array
        distances.check_neighbours(1, real=x, generated=y)
        if len(x) != len(y):
            raise ValueError(
                "The accuracy of nearest neighbours needs as many real images as generated ones: "
                f"give `count`. Received: {len(x)} and {len(y)}."
            )
        to_y, to_x = np.full(len(x), np.inf), np.full(len(y), np.inf)
        for rows, columns, squared in distances.measure_distances(x, y):
            to_y[rows] = np.minimum(to_y[rows], squared.min(axis=1))
            to_x[columns] = np.minimum(to_x[columns], squared.min(axis=0))
        of_real = _measure_accuracy(distances.find_kth_neighbour(x, 1), to_y)
        of_generated = _measure_accuracy(distances.find_kth_neighbour(y, 1), to_x)
        return self.Result((of_real + of_generated) / 2, of_real, of_generated)

    def value(self, result):
        """The distance from 0.5, which is what samples of one law reach."""
        return abs(result.accuracy - 0.5)


def _measure_accuracy(to_own, to_other):
    """How often the own kind is nearer; a tie is neither inside nor beyond, and counts half."""
    nearer = distances.is_inside(to_own, to_other).mean()
    return float((nearer + distances.is_within(to_own, to_other).mean()) / 2)

"""The base class of scores."""

import warnings

from kerasgan.metrics.evaluation import evaluate
from kerasgan.metrics.features import extractors


class Score:
    """Base class of scores.

    A score defines which features it compares (`extractor`), which statistics of them it needs
    (`statistics`) and how it compares those (`compare`). It is called with images: `score(real,
    generated)`. To compute several scores, use `kerasgan.metrics.evaluate`, which passes over the
    images once.

    Args:
        features: What `kerasgan.metrics.extractors.get` takes.

    Attributes:
        name: Name under which `evaluate` returns the score.
        output: Which output to use of a network with several, `"features"` or `"probabilities"`.
        needs_real: Whether generated images are compared with real ones; if not, `real` may be
            None.
        lower_is_better: Whether a lower `value` means a better generator.
        Result: Named tuple that `compare` returns, if the result is more than one number.

    Example:
        >>> class MeanDistance(kerasgan.metrics.Score):
        ...     name = "mean_distance"
        ...     def statistics(self):
        ...         return kerasgan.metrics.statistics.Moments()
        ...     def compare(self, real, generated):
        ...         return float(np.linalg.norm(real.mean - generated.mean))
        >>> MeanDistance("pixels")(np.zeros([8, 2]), np.ones([8, 2]) * [3.0, 4.0])
        5.0
    """

    name = None
    output = "features"
    needs_real = True
    lower_is_better = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "Result" in vars(cls):
            cls.Result.__name__ = f"{cls.__name__}.Result"  # for its repr

    def __init__(self, features):
        self.extractor = extractors.get(features, self.output)

    def statistics(self):
        """Makes what is accumulated over one set of images.

        Returns:
            New `kerasgan.metrics.statistics.Statistics`, such as `Moments` or `Samples`, or an
            object with the same members.
        """
        raise NotImplementedError(f"{type(self).__name__} does not implement `statistics`.")

    def compare(self, real, generated):
        """Computes the score from statistics.

        Args:
            real: Statistics of the real images, None if `needs_real` is False.
            generated: Statistics of the generated images.

        Returns:
            A float, or a named tuple whose first member is the main one.
        """
        raise NotImplementedError(f"{type(self).__name__} does not implement `compare`.")

    def settings(self):
        """Further settings that belong in the protocol, as a dictionary."""
        return {}

    def value(self, result):
        """The number by which generators are ranked; see `lower_is_better`.

        Args:
            result: What `compare` returned.

        Returns:
            A float; by default the result, or its first member.
        """
        return float(result[0] if isinstance(result, tuple) else result)

    def __call__(self, real, generated, batch_size=256):
        """Scores generated images.

        Args:
            real: Real images in [-1, 1]: an array, a batched `tf.data.Dataset` (labels are
                ignored), an iterator of batches, or what `kerasgan.metrics.summarize` returned.
            generated: Generated images, in any of these forms.
            batch_size: Batch size for arrays.

        Returns:
            A float, or the score's `Result`.
        """
        return evaluate(self, real, generated, batch_size=batch_size)[self.name].result

    def __repr__(self):
        arguments = [repr(self.extractor.name)]
        arguments += [f"{name}={value!r}" for name, value in self.settings().items()]
        return f"{type(self).__name__}({', '.join(arguments)})"


def check_features(real, generated):
    """Refuses features of different dimension, and warns of those that do not vary."""
    if real.dimension != generated.dimension:
        raise ValueError(
            "Real and generated images must have features of one dimension: bring the images to "
            f"one shape. Received: {real.dimension} and {generated.dimension}."
        )
    for where, statistics in (("real", real), ("generated", generated)):
        if statistics.is_constant:
            warnings.warn(
                f"All the {where} images have the same features: either the images are all the "
                "same, or the extractor does not look at them.",
                stacklevel=4,
            )


def warn_of_counts(real, generated, why):
    """Warns of sets of different size where that moves a score."""
    if real != generated:
        warnings.warn(
            f"{real} real and {generated} generated images: {why} Give `count`, so that both sets "
            "have the same size.",
            stacklevel=4,
        )

"""Scores of generated images, each with the protocol without which it means nothing."""

import dataclasses

import numpy as np

from kerasgan.metrics.statistics.extent import warn_of_mismatch
from kerasgan.metrics.statistics.summary import Summary, name_scores, summarize


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """A result and how it came about.

    Args:
        result: What the score returned, a float or a named tuple.
        protocol: A dictionary of data set, split, counts, extractor and its SHA-256, resizing,
            seed, and the settings of the score.
    """

    result: object
    protocol: dict

    def values(self):
        """The result as a dictionary of plain Python values, `{"value": ...}` for a float.

        Returns:
            A dictionary that JSON can hold.
        """
        named = self.result._asdict() if hasattr(self.result, "_asdict") else {"value": self.result}
        return {name: _to_plain(value) for name, value in named.items()}

    def to_dict(self):
        """Values and protocol, for JSON.

        Returns:
            The dictionary of `values` with one more entry, `"protocol"`.
        """
        return self.values() | {"protocol": self.protocol}


def evaluate(
    scores,
    real,
    generated,
    *,
    batch_size=256,
    count=None,
    dataset=None,
    split=None,
    seed=None,
    cache=None,
):
    """Scores generated images; every network sees every image once, whatever the scores.

    Args:
        scores: A score, a sequence of scores of different names, or a dictionary of scores by
            names of your own.
        real: Real images as for `summarize`, or what it returned for these scores; None where no
            score compares with them.
        generated: Generated images, of the same kinds.
        batch_size: Images in a batch of an array.
        count: How many images of each set, the first so many; all of them by default.
        dataset: Name of the real data set, for protocol and cache.
        split: Its split, for protocol and cache.
        seed: Seed of the generated images, for the protocol.
        cache: Folder in which the statistics of the real images are kept; see `summarize`.

    Returns:
        A dictionary from names to `Evaluation`.

    Raises:
        ValueError: If images or features cannot be scored; says why.

    Example:
        >>> real, generated = np.random.default_rng(0).normal(size=[2, 500, 4])
        >>> scores = [kerasgan.metrics.FrechetDistance("pixels"),
        ...           kerasgan.metrics.PrecisionRecall("pixels")]
        >>> found = kerasgan.metrics.evaluate(scores, real, generated, dataset="normal", seed=0)
        >>> sorted(found["precision_recall"].values())
        ['precision', 'recall']
        >>> found["frechet_distance"].protocol["real_count"]
        500
    """
    scores = name_scores(scores)
    comparing = {name: score for name, score in scores.items() if score.needs_real}
    if comparing and real is None:
        raise ValueError(f"`real` must be given for {', '.join(comparing)}. Received: real=None.")
    if comparing and not isinstance(real, Summary):
        about = {"dataset": dataset, "split": split}
        real = summarize(comparing, real, batch_size=batch_size, count=count, cache=cache, **about)
    if not isinstance(generated, Summary):
        where = "the generated images"
        generated = summarize(scores, generated, batch_size=batch_size, count=count, where=where)
    if comparing:
        warn_of_mismatch(real.extent, generated.extent)
    hashes = {id(score.extractor.network): score.extractor.sha256 for score in scores.values()}
    return {
        name: Evaluation(
            score.compare(real.find(score) if score.needs_real else None, generated.find(score)),
            {
                "dataset": real.about["dataset"] if score.needs_real else None,
                "split": real.about["split"] if score.needs_real else None,
                "real_count": real.extent.count if score.needs_real else None,
                "generated_count": generated.extent.count,
                "image_shape": list(generated.extent.shape),
                "extractor": score.extractor.name,
                "extractor_sha256": hashes[id(score.extractor.network)],
                "resize": score.extractor.resize,
                "seed": seed,
                "settings": score.settings(),
            },
        )
        for name, score in scores.items()
    }


def _to_plain(value):
    """A value as JSON knows it."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_to_plain(each) for each in value]
    return value

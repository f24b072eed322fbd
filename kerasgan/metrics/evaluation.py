"""Scores of generated images, each with the protocol without which it means nothing."""

import dataclasses

import numpy as np

from kerasgan.metrics.features import fingerprint
from kerasgan.metrics.features.extractors import Extractor, as_given
from kerasgan.metrics.statistics import cache as disk
from kerasgan.metrics.statistics import one_pass, sources
from kerasgan.metrics.statistics.extent import Extent, warn_of_mismatch

_VERSION = 1  # of what the cache holds; to be raised when statistics change their meaning
_AS_GIVEN = Extractor(as_given, name="as given", fixed=True)


class Summary:
    """What scores need to know of one set of images; made by `kerasgan.metrics.summarize`.

    Args:
        entries: Dictionary of pairs `(extractor, statistics)`.
        extent: `Extent` of the images.
        about: What a protocol says of the set, a dictionary.
    """

    def __init__(self, entries, extent, about):
        self._entries = entries
        self.extent = extent
        self.about = about

    def of(self, score):
        """The statistics that a score compares.

        Args:
            score: One of the scores that the summary was made for.

        Returns:
            Its statistics.
        """
        key = _entry(score.extractor, score.statistics())
        if key not in self._entries:
            raise ValueError(
                f"The summary was made for other scores than {score!r}: give it all the scores, "
                "with the same extractors, that the images are compared by."
            )
        return self._entries[key][1]


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
        return {name: _plain(value) for name, value in named.items()}

    def to_dict(self):
        """Values and protocol, for JSON.

        Returns:
            The dictionary of `values` with one more entry, `"protocol"`.
        """
        return self.values() | {"protocol": self.protocol}


def summarize(
    scores,
    images,
    *,
    batch_size=256,
    count=None,
    dataset=None,
    split=None,
    cache=None,
    where="the real images",
):
    """Passes once over a set of images, for all that some scores need to know of it.

    Args:
        scores: A score, a sequence or a dictionary of scores.
        images: An array `[N, ...]`, a batched `tf.data.Dataset` (labels are left out) or an
            iterator of batches, in [-1, 1].
        batch_size: Images in a batch of an array.
        count: How many images, the first so many; all of them by default.
        dataset: Name of the data set, for protocol and cache.
        split: Its split, for protocol and cache.
        cache: Folder in which statistics are kept, and found when they are asked for again: under
            data set, split, count, shape and first image, extractor with its SHA-256 and
            resizing. It needs `dataset`, `split` and a known count. Statistics of callables that
            state no `sha256` are not kept.
        where: What messages call the images.

    Returns:
        A `Summary`, which takes the place of real images in scores and in `evaluate`.

    Raises:
        ValueError: If there are too few images, they are not what an extractor takes, or a cache
            is given without what its key needs.

    Example:
        >>> score = kerasgan.metrics.FrechetDistance("pixels")
        >>> samples = np.random.default_rng(0).normal(size=[100, 2])
        >>> real = kerasgan.metrics.summarize(score, samples)
        >>> abs(score(real, samples)) < 1e-9
        True
    """
    entries = {}
    for score in _by_name(scores).values():
        statistics = score.statistics()
        entries.setdefault(_entry(score.extractor, statistics), (score.extractor, statistics))
    extent = Extent()
    jobs = [(_AS_GIVEN, extent), *entries.values()]
    stream = sources.batches(images, batch_size, count, where)
    about = {"dataset": dataset, "split": split}
    if cache is None:
        one_pass.run(stream, jobs, where)
    else:
        known = sources.known_count(images, count)
        if None in (dataset, split, known):
            raise ValueError(
                "A cache needs `dataset`, `split` and `count` to tell sets apart, received "
                f"dataset={dataset!r}, split={split!r}, count={count}."
            )
        first, stream = sources.peek(stream)
        about_set = about | {
            "count": known,
            "shape": list(first.shape[1:]),
            "first_image": fingerprint.of_array(first[0]),
        }
        _run_cached(stream, jobs, where, cache, about_set)
    return Summary(entries, extent, about)


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
    scores = _by_name(scores)
    comparing = {name: score for name, score in scores.items() if score.needs_real}
    if comparing and real is None:
        raise ValueError(f"These scores need real images: {', '.join(comparing)}.")
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
            score.compare(real.of(score) if score.needs_real else None, generated.of(score)),
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


def _by_name(scores):
    if isinstance(scores, dict):
        return scores
    scores = list(scores) if isinstance(scores, list | tuple) else [scores]
    names = [score.name for score in scores]
    if len(set(names)) < len(names):
        raise ValueError(
            f"Two scores have the same name in {names}: pass a dictionary of scores by names of "
            "your own."
        )
    return dict(zip(names, scores, strict=True))


def _entry(extractor, statistics):
    return id(extractor.network), extractor.output, statistics.key


def _run_cached(stream, jobs, where, folder, about_set):
    """As `one_pass.run`, but only for those statistics that the folder does not hold yet."""
    missing = []
    hashes = {id(extractor.network): extractor.sha256 for extractor, _ in jobs}
    for extractor, statistics in jobs:
        key = _cache_key(extractor, hashes[id(extractor.network)], statistics, about_set)
        state = disk.load(folder, key) if key else None
        if state is None:
            missing.append((extractor, statistics, key))
        else:
            statistics.restore(state)
    if not missing:
        return
    one_pass.run(stream, [(extractor, statistics) for extractor, statistics, _ in missing], where)
    for _, statistics, key in missing:
        if key:
            disk.store(folder, key, statistics.state())


def _cache_key(extractor, sha256, statistics, about_set):
    if sha256 is None and not extractor.fixed:
        return None
    return about_set | {
        "extractor": sha256 or extractor.name,  # Keras numbers names through; hashes it does not.
        "output": extractor.output,
        "resize": extractor.resize,
        "statistics": list(statistics.key),
        "version": _VERSION,
    }


def _plain(value):
    """A value as JSON knows it."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value

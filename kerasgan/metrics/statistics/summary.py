"""What scores need to know of one set of images, from one pass over it or from a cache."""

from kerasgan.metrics.features import fingerprint
from kerasgan.metrics.features.extractor import Extractor, identity
from kerasgan.metrics.statistics import cache as disk
from kerasgan.metrics.statistics import one_pass, sources
from kerasgan.metrics.statistics.extent import Extent

_VERSION = 1  # of what the cache holds; to be raised when statistics change their meaning
_AS_GIVEN = Extractor(identity, name="as given", fixed=True)


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

    def find(self, score):
        """The statistics that a score compares, one of those that the summary was made for."""
        key = _make_key(score.extractor, score.statistics())
        if key not in self._entries:
            raise ValueError(
                "The summary was made for other scores: give it all the scores, with the same "
                f"extractors, that the images are compared by. Received: {score!r}."
            )
        return self._entries[key][1]


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
    for score in name_scores(scores).values():
        statistics = score.statistics()
        entries.setdefault(_make_key(score.extractor, statistics), (score.extractor, statistics))
    extent = Extent()
    jobs = [(_AS_GIVEN, extent), *entries.values()]
    stream = sources.read_batches(images, batch_size, count, where)
    about = {"dataset": dataset, "split": split}
    if cache is None:
        one_pass.run(stream, jobs, where)
    else:
        known = sources.find_count(images, count)
        if None in (dataset, split, known):
            raise ValueError(
                "A cache needs `dataset`, `split` and `count` to tell sets apart. Received: "
                f"dataset={dataset!r}, split={split!r}, count={count}."
            )
        first, stream = sources.peek(stream)
        about_set = about | {
            "count": known,
            "shape": list(first.shape[1:]),
            "first_image": fingerprint.hash_array(first[0]),
        }
        _run_missing(stream, jobs, where, cache, about_set)
    return Summary(entries, extent, about)


def name_scores(scores):
    """A score, a sequence or a dictionary of scores as a dictionary from names to scores."""
    if isinstance(scores, dict):
        return scores
    scores = list(scores) if isinstance(scores, list | tuple) else [scores]
    names = [score.name for score in scores]
    if len(set(names)) < len(names):
        raise ValueError(
            "Two scores must not have the same name: pass a dictionary of scores by names of your "
            f"own. Received: {names}."
        )
    return dict(zip(names, scores, strict=True))


def _make_key(extractor, statistics):
    return id(extractor.network), extractor.output, statistics.key


def _run_missing(stream, jobs, where, folder, about_set):
    """As `one_pass.run`, but only for those statistics that the folder does not hold yet."""
    missing = []
    hashes = {id(extractor.network): extractor.sha256 for extractor, _ in jobs}
    for extractor, statistics in jobs:
        key = _make_cache_key(extractor, hashes[id(extractor.network)], statistics, about_set)
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


def _make_cache_key(extractor, sha256, statistics, about_set):
    if sha256 is None and not extractor.fixed:
        return None
    return about_set | {
        "extractor": sha256 or extractor.name,  # Keras numbers names through; hashes it does not.
        "output": extractor.output,
        "resize": extractor.resize,
        "statistics": list(statistics.key),
        "version": _VERSION,
    }

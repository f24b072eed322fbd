"""One pass over images, from which any number of extractors and statistics are fed."""

import numpy as np

from kerasgan.metrics.features import extractors
from kerasgan.metrics.statistics import sources


def run(stream, jobs, where="the images"):
    """Feeds statistics with the features of all images; every network sees every image once.

    Args:
        stream: Iterator of NumPy batches of images.
        jobs: Sequence of pairs `(extractor, statistics)`; `statistics.update` gets the features
            of each batch.
        where: What messages call the images.
    """
    networks = {id(extractor.network): extractor for extractor, _ in jobs}
    for images in stream:
        outputs = {key: each.run(images, where) for key, each in networks.items()}
        for extractor, statistics in jobs:
            output = outputs[id(extractor.network)]
            statistics.update(extractor.select(output, len(images), where))


def extract(extractor, images, batch_size=256, count=None):
    """The features of images.

    Args:
        extractor: What `kerasgan.metrics.extractors.get` takes.
        images: An array `[N, ...]`, a batched `tf.data.Dataset` (labels are left out) or an
            iterator of batches.
        batch_size: Images in a batch of an array.
        count: How many images, the first so many; all of them by default.

    Returns:
        A NumPy array `[N, D]`.

    Example:
        >>> images = kerasgan.data.load("glyphs", count=100, shuffle=False, drop_remainder=False)
        >>> extract("pixels", images).shape
        (100, 784)
    """
    extractor = extractors.get(extractor)
    stream = sources.batches(images, batch_size, count)
    return np.concatenate([extractor.select(extractor.run(batch), len(batch)) for batch in stream])

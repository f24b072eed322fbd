"""Whether a generator memorises: the nearest training images of generated ones."""

import dataclasses

import numpy as np

from kerasgan import images as pictures
from kerasgan.arguments import check_positive_integers
from kerasgan.metrics.features import extractors
from kerasgan.metrics.statistics import sources
from kerasgan.metrics.statistics.base import check_matrix
from kerasgan.metrics.statistics.distances import measure_distances


class NearestTrainingNeighbours:
    """Finds the training images that are nearest to generated ones.

    A generator that memorises draws images at distance 0, or much nearer to the training set than
    other real images are: for comparison, call it with test images in place of generated ones.

    Args:
        features: A name, a `keras.Model` or a callable, as of `kerasgan.metrics.extractors.get`.
            `"pixels"` compares the images themselves.
        k: How many neighbours.

    Example:
        >>> training = np.random.default_rng(0).uniform(-1, 1, size=[100, 8, 8, 1])
        >>> found = kerasgan.metrics.NearestTrainingNeighbours(k=3)(training, training[[7, 42]])
        >>> found.indices[:, 0], found.distances[:, 0]
        (array([ 7, 42]), array([0., 0.]))
        >>> found.picture().shape
        (22, 42, 1)
    """

    @dataclasses.dataclass(frozen=True)
    class Result:
        """What `NearestTrainingNeighbours` returns.

        Args:
            distances: Euclidean distances between features, `[M, k]`, nearest first.
            indices: Which training images these are, in the order in which they came, `[M, k]`.
            generated: The generated images, `[M, ...]`.
            neighbours: The training images, `[M, k, ...]`.
        """

        distances: np.ndarray
        indices: np.ndarray
        generated: np.ndarray
        neighbours: np.ndarray

        def picture(self, rows=16, padding=2):
            """Generated images at the left, the training images nearest to each beside it.

            Args:
                rows: How many generated images, those nearest to the training set first.
                padding: Width of the lines around the images, in pixels.

            Returns:
                A NumPy uint8 array `[height, width, channels]` for `kerasgan.images.save_png`.
            """
            order = np.argsort(self.distances[:, 0], kind="stable")[:rows]
            tiles = np.concatenate([self.generated[order, None], self.neighbours[order]], axis=1)
            return pictures.strip(list(tiles), padding=padding)

    def __init__(self, features="pixels", k=5):
        self.extractor = extractors.get(features)
        check_positive_integers(k=k)
        self.k = int(k)

    def __call__(self, training, generated, batch_size=256):
        """Passes once over the training images.

        Args:
            training: An array `[N, ...]`, a batched `tf.data.Dataset` (labels are left out) or an
                iterator of batches; as `shuffle=False` gives it, if `indices` are to be used.
            generated: Generated images of the same kinds, all of which are kept in memory.
            batch_size: Images in a batch of an array.

        Returns:
            A `NearestTrainingNeighbours.Result`.
        """
        where = "the generated images"
        stream = sources.read_batches(generated, batch_size, where=where)
        parts = [(batch, self._features(batch, where)) for batch in stream]
        generated, queries = (np.concatenate(part) for part in zip(*parts, strict=True))
        where, seen, best = "the training images", 0, None
        for batch in sources.read_batches(training, batch_size, where=where):
            features = self._features(batch, where)
            if features.shape[1] != queries.shape[1]:
                raise ValueError(
                    "Training and generated images must have features of one dimension: bring "
                    f"them to one shape. Received: {features.shape[1]} and {queries.shape[1]}."
                )
            best = self._merge(best, queries, features, batch, seen)
            seen += len(batch)
        if seen < self.k:
            raise ValueError(f"{self.k} neighbours need as many training images. Received: {seen}.")
        squared, indices, neighbours = best
        return self.Result(np.sqrt(squared), indices, generated, neighbours)

    def _features(self, images, where):
        outputs = self.extractor.run(images, where)
        return check_matrix(self.extractor.select(outputs, len(images), where))

    def _merge(self, best, queries, features, images, offset):
        """The nearest of those found before and those of a batch."""
        squared = np.empty([len(queries), len(images)])
        for rows, columns, tile in measure_distances(queries, features):
            squared[rows, columns] = tile
        order = np.argsort(squared, axis=1, kind="stable")[:, : self.k]
        found = np.take_along_axis(squared, order, axis=1), offset + order, images[order]
        if best is None:
            return found
        squared, indices, neighbours = (
            np.concatenate(pair, axis=1) for pair in zip(best, found, strict=True)
        )
        order = np.argsort(squared, axis=1, kind="stable")[:, : self.k]
        rows = np.arange(len(queries))[:, None]
        return squared[rows, order], indices[rows, order], neighbours[rows, order]

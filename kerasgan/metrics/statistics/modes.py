"""Distributions whose modes are known, so that those a generator has dropped can be counted."""

import numpy as np

from kerasgan.data.sets.mixtures import MIXTURES
from kerasgan.metrics.features import extractors, fingerprint
from kerasgan.metrics.features.extractor import Extractor
from kerasgan.metrics.statistics.base import Statistics
from kerasgan.names import did_you_mean

_REACH = 3.0  # standard deviations within which a sample belongs to a mode


class MixtureModes:
    """The modes of a mixture of isotropic normal distributions of one width.

    Args:
        centers: Where the modes are, `[K, D]`.
        sigma: The standard deviation in each direction, positive.
        samples: How many samples the protocol asks for.
    """

    def __init__(self, centers, sigma, samples=2500):
        self.centers = np.asarray(centers, "float64")
        if self.centers.ndim != 2 or not sigma > 0:
            raise ValueError(
                "`centers` must have shape [K, D], and `sigma` be positive. Received: centers of "
                f"shape {self.centers.shape}, sigma={sigma}."
            )
        self.sigma = float(sigma)
        self.samples = samples
        self.extractor = extractors.get("pixels")
        self.key = ("mixture", fingerprint.hash_array(self.centers), self.sigma)

    @property
    def count(self):
        """The number of modes."""
        return len(self.centers)

    def assign(self, points):
        """The mode within three standard deviations of each point; -1 where there is none."""
        if points.shape[1:] != self.centers.shape[1:]:
            raise ValueError(
                f"Samples must be points of dimension {self.centers.shape[1]}. Received: shape "
                f"{points.shape}."
            )
        distances = np.linalg.norm(points[:, None] - self.centers, axis=2)
        near = distances.min(axis=1) <= _REACH * self.sigma
        return np.where(near, distances.argmin(axis=1), -1)


class StackedDigits:
    """The 1000 modes of three digits, one in each channel.

    Args:
        classifier: What `kerasgan.metrics.extractors.get` takes: here from images with one channel
            to probabilities or logits of ten digits.
        samples: How many samples the protocol asks for.
    """

    count = 1000
    key = ("stacked digits",)

    def __init__(self, classifier="mnist", samples=26000):
        digits = extractors.get(classifier, "probabilities")
        self.extractor = Extractor(_EachChannel(digits), name=f"{digits.name} on each channel")
        self.samples = samples

    def assign(self, digits):
        """The modes 0 … 999 `[N]` that digits name, by probabilities or logits `[N, 3, 10]`."""
        if digits.shape[1:] != (3, 10):
            raise ValueError(
                "Stacked digits need images of 3 channels and a classifier of 10 classes. "
                f"Received: {digits.shape[1]} channels and {digits.shape[2]} classes."
            )
        return digits.argmax(axis=2) @ np.array([100, 10, 1])


class ModeCounts(Statistics):
    """Counts of the samples of each mode, of `MixtureModes` or `StackedDigits`, and of all."""

    fields = ("counts", "total")

    def __init__(self, modes):
        self.key = ("mode_counts", *modes.key)
        self._modes = modes
        self.counts, self.total = np.zeros(modes.count, "int64"), 0

    def update(self, samples):
        """Adds a batch."""
        assigned = self._modes.assign(samples)
        self.total += len(assigned)
        self.counts += np.bincount(assigned[assigned >= 0], minlength=self._modes.count)


class _EachChannel:
    """A classifier of grey images, applied to every channel."""

    def __init__(self, classifier):
        self._classifier = classifier

    @property
    def sha256(self):
        return self._classifier.sha256

    def __call__(self, images):
        n, height, width, channels = images.shape
        grey = np.moveaxis(images, 3, 1).reshape(n * channels, height, width, 1)
        outputs = self._classifier.run(grey, "each channel of the images")
        classes = self._classifier.select(outputs, len(grey))
        return classes.reshape(n, channels, -1)


def get(modes):
    """The modes that are meant: those of a name; `MixtureModes` or `StackedDigits` as they are."""
    if isinstance(modes, MixtureModes | StackedDigits):
        return modes
    if modes == "stacked_mnist":
        return StackedDigits()
    if isinstance(modes, str) and modes in MIXTURES:
        return MixtureModes(*MIXTURES[modes])
    known = [*MIXTURES, "stacked_mnist"]
    raise ValueError(
        f"There are no modes {modes!r}.{did_you_mean(modes, known)} Known: {', '.join(known)}; "
        "others are given as MixtureModes or StackedDigits of kerasgan.metrics.statistics."
    )

"""The diversity of images: how similar pairs of them are to the eye."""

import warnings
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from kerasgan.metrics.features.extractor import Extractor, identity
from kerasgan.metrics.score import Score
from kerasgan.metrics.statistics.reservoir import Reservoir

_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)  # of the scales, finest first
_WINDOW = 11  # pixels
_CHUNK = 64  # pairs compared at once
_NETWORK = Extractor(identity, name="none", image_shape=(None, None, None), fixed=True)


class MultiScaleSSIM(Score):
    """Mean multi-scale structural similarity of random pairs of images of one set.

    1 for a generator that always draws the same image; the generated value should be that of the
    real images. It sees collapse, not quality: noise is diverse too. As published it is meant for
    images of one class.

    Images are compared on [0, 1], in windows of 11 pixels. Of the five published scales those are
    used at which the image is still as large as a window, their weights scaled to sum to 1: all
    five from 176 pixels, two at 28 and 32.

    Args:
        pairs: How many disjoint pairs.
        seed: Seed of the pairs.

    Raises:
        ValueError: When called, if images are smaller than 11 pixels or not in [-1, 1].

    Example:
        >>> score = kerasgan.metrics.MultiScaleSSIM(pairs=20)
        >>> real = np.random.default_rng(0).uniform(-1, 1, size=[40, 28, 28, 1])
        >>> round(score(real, np.repeat(real[:1], 40, axis=0)).generated, 5)
        1.0

    Reference:
        Odena et al., "Conditional Image Synthesis with Auxiliary Classifier GANs", 2017, section
        4.2 (arXiv:1610.09585); Wang et al., "Multi-Scale Structural Similarity for Image Quality
        Assessment", 2003, equation 7.
    """

    name = "multi_scale_ssim"

    class Result(NamedTuple):
        """What `MultiScaleSSIM` returns.

        Args:
            generated: Mean similarity of pairs of generated images.
            real: Mean similarity of pairs of real images.
            generated_standard_error: Standard error of the first.
            real_standard_error: Standard error of the second.
        """

        generated: float
        real: float
        generated_standard_error: float
        real_standard_error: float

    def __init__(self, pairs=1000, seed=0):
        super().__init__(_NETWORK)
        if pairs < 2:
            raise ValueError(f"`pairs` must be at least 2. Received: pairs={pairs}.")
        self.pairs, self.seed = pairs, seed

    def statistics(self):
        return Reservoir(2 * self.pairs, self.seed)

    def settings(self):
        return {"pairs": self.pairs, "seed": self.seed}

    def compare(self, real, generated):
        of_generated = self._compare_pairs(generated.array, "generated")
        of_real = self._compare_pairs(real.array, "real")
        return self.Result(
            float(of_generated.mean()),
            float(of_real.mean()),
            float(of_generated.std(ddof=1) / np.sqrt(len(of_generated))),
            float(of_real.std(ddof=1) / np.sqrt(len(of_real))),
        )

    def value(self, result):
        """How far generated images are from the diversity of the real ones."""
        return abs(result.generated - result.real)

    def _compare_pairs(self, images, where):
        pairs = len(images) // 2
        if pairs < 2:
            raise ValueError(f"At least 4 {where} images are needed. Received: {len(images)}.")
        if pairs < self.pairs:
            warnings.warn(
                f"{len(images)} {where} images make {pairs} disjoint pairs, fewer than "
                f"{self.pairs}: give more images or fewer `pairs`.",
                stacklevel=4,
            )
        return compare_pairs(images[:pairs], images[pairs : 2 * pairs])


def compare_pairs(images, others):
    """Multi-scale structural similarity `[N]` of images `[N, H, W, C]` in [-1, 1], pair by pair."""
    side = min(images.shape[1:3])
    if side < _WINDOW:
        raise ValueError(
            f"Structural similarity needs images of at least {_WINDOW} pixels. Received: "
            f"{images.shape[1]}x{images.shape[2]}."
        )
    scales = [scale for scale in range(len(_WEIGHTS)) if side // 2**scale >= _WINDOW]
    weights = np.array(_WEIGHTS)[scales]
    values = [
        tf.image.ssim_multiscale(
            *(
                (np.asarray(each[start : start + _CHUNK], "float32") + 1.0) / 2.0
                for each in (images, others)
            ),
            max_val=1.0,
            power_factors=tuple(weights / weights.sum()),
            filter_size=_WINDOW,
        )
        for start in range(0, len(images), _CHUNK)
    ]
    return np.concatenate(values).astype("float64")

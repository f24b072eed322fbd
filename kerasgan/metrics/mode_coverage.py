"""How many modes of a known distribution a generator draws."""

import warnings
from typing import NamedTuple

import numpy as np

from kerasgan.metrics.score import Score
from kerasgan.metrics.statistics import modes as known_modes


class ModeCoverage(Score):
    """How many modes of a distribution are drawn, and how many samples belong to one.

    The published protocols: 2500 samples for `"ring"` (8 modes on the unit circle, standard
    deviation 0.01) and `"grid"` (5 x 5 modes at -4, -2, 0, 2, 4, standard deviation 0.05), where
    a sample belongs to a mode within three standard deviations of it, and 26000 for
    `"stacked_mnist"`, digits in three channels, where a classifier says which of 1000 modes it
    is. A mode is covered by one sample. Real samples are not looked at; of the ring and the grid
    themselves a fraction `1 - exp(-9/2)` = 0.989 belongs to a mode.

    Args:
        modes: `"ring"`, `"grid"`, `"stacked_mnist"`, a `kerasgan.metrics.statistics.MixtureModes`,
            or `kerasgan.metrics.statistics.StackedDigits(classifier)` for a classifier of your
            own; the name `"stacked_mnist"` takes that of `"mnist"`.

    Example:
        >>> score = kerasgan.metrics.ModeCoverage("ring")
        >>> points = np.repeat([[1.0, 0.0], [-1.0, 0.0]], 1250, axis=0)
        >>> score(None, points).modes
        2

    Reference:
        Srivastava et al., "VEEGAN: Reducing Mode Collapse in GANs using Implicit Variational
        Learning", 2017, section 4.1 (arXiv:1705.07761); Lin et al., "PacGAN: The Power of Two
        Samples in Generative Adversarial Networks", 2018, sections 4.1 and 4.2
        (arXiv:1712.04086).
    """

    name = "mode_coverage"
    needs_real = False
    lower_is_better = False

    class Result(NamedTuple):
        """What `ModeCoverage` returns.

        Args:
            modes: How many modes have at least one sample.
            total: How many there are.
            high_quality: Fraction of samples that belong to a mode: within three standard
                deviations of its centre. Always 1 for stacked digits, which a classifier puts into
                some mode.
            divergence: KL divergence, in nats, of the samples' distribution over the modes from the
                uniform one; log K, the largest there is, where no sample belongs to any of K modes.
        """

        modes: int
        total: int
        high_quality: float
        divergence: float

    def __init__(self, modes):
        self.modes = known_modes.get(modes)
        self._label = modes if isinstance(modes, str) else type(modes).__name__
        super().__init__(self.modes.extractor)

    def statistics(self):
        return known_modes.ModeCounts(self.modes)

    def settings(self):
        return {"modes": self._label, "samples": self.modes.samples}

    def compare(self, real, generated):
        if generated.total != self.modes.samples:
            warnings.warn(
                f"The protocol asks for {self.modes.samples} samples: more samples cover more "
                f"modes. Received: {generated.total}.",
                stacklevel=3,
            )
        hits = generated.counts.sum()
        fractions = generated.counts[generated.counts > 0] / max(hits, 1)
        divergence = np.sum(fractions * np.log(fractions * self.modes.count))
        divergence = divergence if hits else np.log(self.modes.count)
        return self.Result(
            int((generated.counts > 0).sum()),
            self.modes.count,
            float(hits / generated.total),
            float(divergence),
        )

    def value(self, result):
        """The number of modes; among equals, the fraction that belongs to them decides."""
        return result.modes + result.high_quality / 2

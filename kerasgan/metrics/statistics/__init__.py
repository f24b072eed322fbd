"""What scores know of a set of images: statistics, and the pass that accumulates them."""

from kerasgan.metrics.statistics.base import Statistics as Statistics
from kerasgan.metrics.statistics.modes import MixtureModes as MixtureModes
from kerasgan.metrics.statistics.modes import StackedDigits as StackedDigits
from kerasgan.metrics.statistics.moments import Moments as Moments
from kerasgan.metrics.statistics.reservoir import Reservoir as Reservoir
from kerasgan.metrics.statistics.samples import Samples as Samples
from kerasgan.metrics.statistics.summary import Summary as Summary

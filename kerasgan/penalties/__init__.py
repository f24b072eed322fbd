"""What keeps a critic smooth: penalties on its gradient."""

from kerasgan.penalties.base import Penalty as Penalty
from kerasgan.penalties.dragan import DRAGAN as DRAGAN
from kerasgan.penalties.gradient_penalty import GradientPenalty as GradientPenalty
from kerasgan.penalties.lookup import get as get
from kerasgan.penalties.lookup import names as names
from kerasgan.penalties.r1 import R1 as R1

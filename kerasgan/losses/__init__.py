"""Adversarial losses: small serializable objects, pure maths on logits, no variables."""

from kerasgan.losses.base import AdversarialLoss as AdversarialLoss
from kerasgan.losses.divergence_names import divergences as divergences
from kerasgan.losses.f_divergence import FDivergence as FDivergence
from kerasgan.losses.hinge import Hinge as Hinge
from kerasgan.losses.least_squares import LeastSquares as LeastSquares
from kerasgan.losses.lookup import get as get
from kerasgan.losses.lookup import names as names
from kerasgan.losses.maximum_likelihood import MaximumLikelihood as MaximumLikelihood
from kerasgan.losses.minimax import Minimax as Minimax
from kerasgan.losses.non_saturating import NonSaturating as NonSaturating
from kerasgan.losses.registration import register_divergence as register_divergence
from kerasgan.losses.wasserstein import Wasserstein as Wasserstein

"""What training should reach: divergences, optimal discriminators and distances in closed form."""

from kerasgan.theory.bilinear import bilinear_game as bilinear_game
from kerasgan.theory.costs import CostCurve as CostCurve
from kerasgan.theory.costs import generator_costs as generator_costs
from kerasgan.theory.descent import Descent as Descent
from kerasgan.theory.descent import exact_discriminator_descent as exact_discriminator_descent
from kerasgan.theory.descent import generator_gradient as generator_gradient
from kerasgan.theory.discriminators import optimal_discriminator as optimal_discriminator
from kerasgan.theory.discriminators import optimal_variational as optimal_variational
from kerasgan.theory.discriminators import value as value
from kerasgan.theory.discriminators import virtual_criterion as virtual_criterion
from kerasgan.theory.divergences import f_divergence as f_divergence
from kerasgan.theory.divergences import jensen_shannon as jensen_shannon
from kerasgan.theory.divergences import kl_divergence as kl_divergence
from kerasgan.theory.parallel import parallel_lines as parallel_lines
from kerasgan.theory.transport import transport_plan as transport_plan
from kerasgan.theory.transport import wasserstein_discrete as wasserstein_discrete
from kerasgan.theory.wasserstein import wasserstein_1d as wasserstein_1d
from kerasgan.theory.wasserstein import wasserstein_samples as wasserstein_samples

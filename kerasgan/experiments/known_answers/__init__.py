"""Trainings and computations whose result is known, beside what this library reaches."""

from kerasgan.experiments.known_answers.answer import Answer as Answer
from kerasgan.experiments.known_answers.answer import Row as Row
from kerasgan.experiments.known_answers.answer import table as table
from kerasgan.experiments.known_answers.closed_form import descent as descent
from kerasgan.experiments.known_answers.closed_form import loss_values as loss_values
from kerasgan.experiments.known_answers.closed_form import transport as transport
from kerasgan.experiments.known_answers.closed_form import (
    vanishing_gradients as vanishing_gradients,
)
from kerasgan.experiments.known_answers.critics import gradient_penalty as gradient_penalty
from kerasgan.experiments.known_answers.discriminators import optimum as optimum
from kerasgan.experiments.known_answers.discriminators import parallel_lines as parallel_lines
from kerasgan.experiments.known_answers.game import bilinear as bilinear
from kerasgan.experiments.known_answers.gaussians import gaussian_fit as gaussian_fit
from kerasgan.experiments.known_answers.modes import grid as grid
from kerasgan.experiments.known_answers.modes import ring as ring
from kerasgan.experiments.known_answers.modes import wasserstein_grid as wasserstein_grid
from kerasgan.experiments.known_answers.modes import wasserstein_ring as wasserstein_ring

QUICK = (
    optimum,
    transport,
    parallel_lines,
    gradient_penalty,
    bilinear,
    loss_values,
    descent,
    vanishing_gradients,
)
SLOW = (gaussian_fit, ring, grid, wasserstein_ring, wasserstein_grid)

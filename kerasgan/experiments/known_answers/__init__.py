"""Trainings and computations whose result is known, beside what this library reaches."""

from kerasgan.experiments.known_answers.answer import Answer as Answer
from kerasgan.experiments.known_answers.answer import Row as Row
from kerasgan.experiments.known_answers.answer import tabulate as tabulate
from kerasgan.experiments.known_answers.closed_form import compute_losses as compute_losses
from kerasgan.experiments.known_answers.closed_form import descend as descend
from kerasgan.experiments.known_answers.closed_form import lose_gradients as lose_gradients
from kerasgan.experiments.known_answers.closed_form import move_masses as move_masses
from kerasgan.experiments.known_answers.critics import penalize_critics as penalize_critics
from kerasgan.experiments.known_answers.discriminators import find_optimum as find_optimum
from kerasgan.experiments.known_answers.discriminators import separate_lines as separate_lines
from kerasgan.experiments.known_answers.game import play_bilinear_game as play_bilinear_game
from kerasgan.experiments.known_answers.gaussians import fit_gaussians as fit_gaussians
from kerasgan.experiments.known_answers.modes import learn_grid as learn_grid
from kerasgan.experiments.known_answers.modes import learn_grid_by_wgan as learn_grid_by_wgan
from kerasgan.experiments.known_answers.modes import learn_ring as learn_ring
from kerasgan.experiments.known_answers.modes import learn_ring_by_wgan as learn_ring_by_wgan

QUICK = (
    find_optimum,
    move_masses,
    separate_lines,
    penalize_critics,
    play_bilinear_game,
    compute_losses,
    descend,
    lose_gradients,
)
SLOW = (fit_gaussians, learn_ring, learn_grid, learn_ring_by_wgan, learn_grid_by_wgan)

"""Latent vectors: where they come from, how to move between them, arithmetic with them."""

from kerasgan.latents.arithmetic import analogy as analogy
from kerasgan.latents.arithmetic import mean_code as mean_code
from kerasgan.latents.interpolation import interpolate as interpolate
from kerasgan.latents.interpolation import lerp as lerp
from kerasgan.latents.interpolation import method_for as method_for
from kerasgan.latents.interpolation import path as path
from kerasgan.latents.interpolation import slerp as slerp
from kerasgan.latents.priors import Normal as Normal
from kerasgan.latents.priors import Uniform as Uniform
from kerasgan.latents.priors import get as get
from kerasgan.latents.sampling import from_seeds as from_seeds
from kerasgan.latents.sampling import sample as sample

"""Data sets: `load` for any, `load_unpaired` for two sides, and what `fit` does with them."""

from kerasgan.data.checks import check_images as check_images
from kerasgan.data.clock import current_epoch as current_epoch
from kerasgan.data.clock import set_epoch as set_epoch
from kerasgan.data.loading import from_arrays as from_arrays
from kerasgan.data.loading import load as load
from kerasgan.data.sets import plain2striped as plain2striped
from kerasgan.data.unpaired import load_unpaired as load_unpaired
from kerasgan.data.unpaired import read_sides as read_sides

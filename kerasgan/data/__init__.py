"""Data sets: `load` for any, `load_unpaired` for two sides, and what `fit` does with them."""

from kerasgan.data.checks import check_images
from kerasgan.data.clock import current_epoch, set_epoch
from kerasgan.data.loading import from_arrays, load
from kerasgan.data.sets import plain2striped
from kerasgan.data.unpaired import load_unpaired, read_sides

__all__ = [
    "check_images",
    "current_epoch",
    "from_arrays",
    "load",
    "load_unpaired",
    "plain2striped",
    "read_sides",
    "set_epoch",
]

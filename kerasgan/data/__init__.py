"""Data sets: `load` for any, `load_unpaired` for CycleGAN, and what `fit` does with them."""

from kerasgan.data.checks import check_enough, check_images
from kerasgan.data.grouping import regroup
from kerasgan.data.loading import from_arrays, load
from kerasgan.data.order import current_epoch, is_ordered, set_epoch
from kerasgan.data.sets import plain2striped
from kerasgan.data.unpaired import load_unpaired, read_sides

__all__ = [
    "check_enough",
    "check_images",
    "current_epoch",
    "from_arrays",
    "is_ordered",
    "load",
    "load_unpaired",
    "plain2striped",
    "read_sides",
    "regroup",
    "set_epoch",
]

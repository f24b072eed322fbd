"""Data sets: `load` for any of them, and what `fit` does with them."""

from kerasgan.data.checks import check_enough, check_images
from kerasgan.data.grouping import regroup
from kerasgan.data.loading import from_arrays, load
from kerasgan.data.order import current_epoch, is_ordered, set_epoch

__all__ = [
    "check_enough",
    "check_images",
    "current_epoch",
    "from_arrays",
    "is_ordered",
    "load",
    "regroup",
    "set_epoch",
]

"""Callbacks for `fit`."""

from kerasgan.callbacks.checkpoint import Checkpoint
from kerasgan.callbacks.critic_warm_up import CriticWarmUp
from kerasgan.callbacks.epoch_log import EpochLog
from kerasgan.callbacks.epoch_pictures import EpochPictures
from kerasgan.callbacks.evaluate import Evaluate
from kerasgan.callbacks.linear_decay import LinearDecay
from kerasgan.callbacks.sample_grid import SampleGrid
from kerasgan.callbacks.translation_grid import TranslationGrid

__all__ = [
    "Checkpoint",
    "CriticWarmUp",
    "EpochLog",
    "EpochPictures",
    "Evaluate",
    "LinearDecay",
    "SampleGrid",
    "TranslationGrid",
]

"""Layers that Keras lacks, one a file."""

from kerasgan.layers.maxout import Maxout as Maxout
from kerasgan.layers.noise_stream import NoiseStream as NoiseStream

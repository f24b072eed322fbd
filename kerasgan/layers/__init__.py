"""Layers that Keras lacks, one a file."""

from kerasgan.layers.image_pool import ImagePool as ImagePool
from kerasgan.layers.maxout import Maxout as Maxout
from kerasgan.layers.noise_stream import NoiseStream as NoiseStream
from kerasgan.layers.reflection_padding import ReflectionPadding2D as ReflectionPadding2D

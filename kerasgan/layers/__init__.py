"""Layers that Keras lacks, one a file."""

from kerasgan.layers.maxout import Maxout as Maxout

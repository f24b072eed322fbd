"""Presets: trained models as folders of data. Find, verify, load and save them.

A preset folder holds

* `config.json`: the model's configuration, as Keras serializes it;
* `<network>.weights.h5`: the weights of each network apart, those that generate;
* `metadata.json`: what it is, where it comes from, its scores, and the SHA-256 of every file;
* `README.md`: the model card, written from the metadata; `samples.png` beside it;
* `golden.npz`: fixed inputs of each network and the outputs they must give;
* `recipe.toml`: all that is needed to train it again, where it was trained by a recipe.
"""

from kerasgan.presets.checking import verify
from kerasgan.presets.families import Family, find_family, list_families
from kerasgan.presets.finding import find_presets, names
from kerasgan.presets.loading import load
from kerasgan.presets.overview import tabulate
from kerasgan.presets.saving import annotate, save

__all__ = [
    "Family",
    "annotate",
    "find_family",
    "find_presets",
    "list_families",
    "load",
    "names",
    "save",
    "tabulate",
    "verify",
]

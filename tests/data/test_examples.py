"""The examples in the docstrings run and print what they say."""

import doctest

import numpy as np
import pytest

import kerasgan
from kerasgan.data import checks, clock, grouping, loading, unpaired
from kerasgan.data.sets import plain2striped

NAMES = {"kerasgan": kerasgan, "np": np, "train_step": lambda images: None}


@pytest.mark.parametrize(
    "module", [checks, clock, grouping, loading, unpaired, plain2striped], ids=lambda m: m.__name__
)
def test_examples(module):
    result = doctest.testmod(module, extraglobs=NAMES)
    assert result.failed == 0
    assert result.attempted

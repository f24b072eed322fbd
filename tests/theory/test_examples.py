"""The examples in the docstrings run and print what they say."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import kerasgan
import kerasgan.theory

MODULES = [module.name for module in pkgutil.iter_modules(kerasgan.theory.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(f"kerasgan.theory.{name}")
    result = doctest.testmod(module, extraglobs={"kerasgan": kerasgan, "np": np})
    assert result.failed == 0
    offered = [
        value
        for value in vars(kerasgan.theory).values()
        if getattr(value, "__module__", None) == module.__name__ and callable(value)
    ]
    assert result.attempted >= len([value for value in offered if not isinstance(value, type)])

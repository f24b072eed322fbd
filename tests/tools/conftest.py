"""Command lines as modules, to test their functions."""

import importlib.util
import pathlib
import sys

import pytest
from absl import flags

TOOLS = pathlib.Path(__file__).parents[2] / "tools"


@pytest.fixture
def load_tool(monkeypatch):
    """A function that loads `tools/<name>.py` as if it had been called with some flags."""
    defined = set()

    def load(name, *arguments):
        spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)  # where absl looks up who defines a flag
        before = set(flags.FLAGS)
        spec.loader.exec_module(module)
        defined.update(set(flags.FLAGS) - before)
        flags.FLAGS([name, *map(str, arguments)])
        return module

    yield load
    for flag in defined:
        delattr(flags.FLAGS, flag)

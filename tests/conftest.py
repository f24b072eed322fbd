"""What all tests share: devices, and the command lines.

Two logical CPUs, so that replicas are tested on a machine with one device; here, because TensorFlow
must be told before its first operation.
"""

import importlib.util
import pathlib
import sys

import pytest
import tensorflow as tf
from absl import flags

TOOLS = pathlib.Path(__file__).parents[1] / "tools"

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)


@pytest.fixture(scope="session")
def mirrored():
    """Two replicas on two logical CPUs.

    One for all tests: strategies number their collective operations each from the start, so a
    second one on the same devices would meet the shapes of the first.
    """
    return tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])


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

"""Two logical CPUs, so that replicas are tested on a machine with one device.

Here, because TensorFlow must be told before its first operation.
"""

import pytest
import tensorflow as tf

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

"""Two logical CPUs, so that replicas are tested on a machine with one device.

Here, because TensorFlow must be told before its first operation.
"""

import tensorflow as tf

tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)

"""Two replicas see the halves of the batches that one sees; in a process of its own, because the
logical devices must be made before TensorFlow starts."""

import pathlib
import subprocess
import sys

PROGRAM = """
import numpy as np
import tensorflow as tf

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])

from kerasgan import data
from kerasgan.data.grouping import regroup

images = np.arange(28, dtype=np.uint8).reshape(28, 1, 1, 1)
with strategy.scope():
    dataset = data.from_arrays(images, np.arange(28), batch_size=4, seed=5)
for k in (1, 3):
    steps = regroup(dataset, k)
    distributed = strategy.experimental_distribute_dataset(steps)
    orders = []
    for epoch in (0, 1, 4):
        data.set_epoch(epoch)
        whole = list(steps)
        halves = list(distributed)
        assert len(whole) == len(halves) == 7 // k
        for (x, y), (halves_of_x, halves_of_y) in zip(whole, halves):
            parts = strategy.experimental_local_results(halves_of_x)
            assert [len(part) for part in parts] == [2, 2]
            np.testing.assert_array_equal(np.concatenate(parts), x)
            parts = strategy.experimental_local_results(halves_of_y)
            np.testing.assert_array_equal(np.concatenate(parts), y)
        orders.append([y.numpy().tolist() for _, y in whole])
    assert orders[0] != orders[1] != orders[2] != orders[0]
print("equal")
"""


def test_two_replicas_share_every_batch():
    root = pathlib.Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, timeout=300
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout.split()[-1] == "equal"

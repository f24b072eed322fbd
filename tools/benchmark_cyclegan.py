"""The CycleGAN's step against the textbook's: the part of `benchmark.py` about translation.

Both train the same networks from the same weights with the same optimizers and pools on the same
images, each as one compiled `tf.function`. They differ in the calls: the textbook's step calls a
network anew for every use.
"""

import concurrent.futures
import ctypes
import dataclasses
import multiprocessing
import os
import pathlib
from unittest import mock

import tensorflow as tf

import kerasgan


@dataclasses.dataclass(frozen=True)
class Setting:
    """What is trained: networks, images and how they are computed."""

    size: int
    batch: int
    xla: bool
    dtype: str
    width: int
    blocks: int


def make_step(model):
    """A step of `kerasgan.CycleGAN`."""
    return model.train_step


def make_textbook_step(model):
    """The paper's step on a model's networks, pools and optimizers, a call for every use."""
    to_b, to_a = model.generator_a2b, model.generator_b2a
    d_a, d_b = model.discriminator_a, model.discriminator_b
    translators = to_b.trainable_variables + to_a.trainable_variables
    discriminators = d_a.trainable_variables + d_b.trainable_variables

    def pick(pool, images, seed):
        counter = tf.cast(model.discriminator_optimizer.iterations, tf.int64)
        uniforms = tf.random.stateless_uniform([len(images), 2], [seed, counter])
        return pool(images, uniforms)

    def step(batch):
        a, b = batch
        with tf.GradientTape() as tape:
            fake_b, fake_a = to_b(a, training=True), to_a(b, training=True)
            same_b, same_a = to_b(b, training=True), to_a(a, training=True)
            cycled_a, cycled_b = to_a(fake_b, training=True), to_b(fake_a, training=True)
            losses = {
                "adversarial_a2b_loss": square(d_b(fake_b, training=True), 1.0),
                "adversarial_b2a_loss": square(d_a(fake_a, training=True), 1.0),
                "cycle_loss": compare(cycled_a, a) + compare(cycled_b, b),
                "identity_loss": compare(same_b, b) + compare(same_a, a),
            }
            losses["generator_loss"] = (
                losses["adversarial_a2b_loss"]
                + losses["adversarial_b2a_loss"]
                + 10.0 * losses["cycle_loss"]
                + 5.0 * losses["identity_loss"]
            )
        gradients = tape.gradient(losses["generator_loss"], translators)
        model.generator_optimizer.apply(gradients, translators)
        fake_a, fake_b = pick(model.pool_a, fake_a, 0), pick(model.pool_b, fake_b, 1)
        with tf.GradientTape() as tape:
            loss_a = square(d_a(a, training=True), 1.0) + square(d_a(fake_a, training=True), 0.0)
            loss_b = square(d_b(b, training=True), 1.0) + square(d_b(fake_b, training=True), 0.0)
            losses["discriminator_loss"] = 0.5 * (loss_a + loss_b)
        gradients = tape.gradient(losses["discriminator_loss"], discriminators)
        model.discriminator_optimizer.apply(gradients, discriminators)
        return losses

    return step


def square(logits, target):
    """The mean of squared differences to a target."""
    return tf.reduce_mean((logits - target) ** 2)


def compare(images, others):
    """The mean of absolute differences, in float32."""
    return tf.reduce_mean(tf.abs(tf.cast(images, tf.float32) - others))


STEPS = {"step": make_step, "textbook step": make_textbook_step}


def compile_step(name, setting):
    """The named step on fresh networks, as a function that runs it so many times.

    It waits for the last of the steps and returns that one's losses.
    """
    model = kerasgan.CycleGAN(
        (setting.size, setting.size, 3),
        width=setting.width,
        blocks=setting.blocks,
        seed=0,
        dtype=setting.dtype,
    )
    model.compile(jit_compile=setting.xla)  # by default: the paper's Adam for either side
    shape = (2, setting.batch, setting.size, setting.size, 3)
    batch = tuple(tf.random.stateless_uniform(shape, (0, 0), -1.0, 1.0))
    step = tf.function(STEPS[name](model), jit_compile=setting.xla)

    def run(steps):
        for _ in range(steps):
            losses = step(batch)
        return {name: float(loss) for name, loss in losses.items()}

    return run


def measure(setting, steps, seconds):
    """Speed, losses and memory of both.

    Args:
        setting: A `Setting`.
        steps: Integer, the number of steps that are timed together.
        seconds: Function from named candidates to their seconds, taking turns.
    """
    runs = {name: compile_step(name, setting) for name in STEPS}
    losses, expected = (run(1) for run in runs.values())  # from the same weights
    difference = max(abs(losses[name] / value - 1) for name, value in expected.items())

    def time(run):
        return lambda: run(steps) and None

    took = seconds(**{name: time(run) for name, run in runs.items()})
    figures = {f"{name}, ms": 1e3 * total / steps for name, total in took.items()}
    figures["speed, of the textbook's"] = took["textbook step"] / took["step"]
    figures["difference of losses, 1e-6"] = 1e6 * difference
    gpu = tf.config.list_physical_devices("GPU")
    for name, run in runs.items():
        peak = measure_gpu_peak(run) if gpu else run_alone(measure_host_peak, name, setting)
        figures[f"{name}, peak MB"] = peak / 1e6
    title = f"{setting.size} px, batch {setting.batch}"
    return {f"{title}: {name}": figure for name, figure in figures.items()}


def measure_gpu_peak(run):
    """Bytes that steps take at their peak, beyond weights, optimizers and pools."""
    tf.config.experimental.reset_memory_stats("GPU:0")
    before = tf.config.experimental.get_memory_info("GPU:0")["current"]
    run(2)
    return tf.config.experimental.get_memory_info("GPU:0")["peak"] - before


def measure_host_peak(name, setting):
    """As `measure_gpu_peak` in main memory (Linux), in a process that has run nothing else."""
    run = compile_step(name, setting)
    run(1)  # what TensorFlow needs once, to trace and to optimize the graph, does not count
    ctypes.CDLL(None).malloc_trim(0)
    pathlib.Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forgets the peak
    before = read_high_water()
    run(2)
    return read_high_water() - before


def read_high_water():
    """The most bytes of main memory that this process held.

    Not `ru_maxrss`, which a process takes over from the one that started it.
    """
    status = pathlib.Path("/proc/self/status").read_text(encoding="ascii")
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return 1024 * int(fields["VmHWM"].split()[0])


# Else memory of a step would be that of an earlier one, and none would seem to be needed.
# TensorFlow's own count is of no use here: on a CPU it leaves out tensors below 256 kB.
FREED_AT_ONCE = {
    "TF_ONEDNN_USE_SYSTEM_ALLOCATOR": "1",  # by TensorFlow, which keeps what it once had,
    "MALLOC_MMAP_THRESHOLD_": "65536",  # and by the C library
}


def run_alone(function, *args):
    """The result of a function that has a process for itself, which frees memory at once."""
    context = multiprocessing.get_context("spawn")
    with mock.patch.dict(os.environ, FREED_AT_ONCE):
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
            return executor.submit(function, *args).result()

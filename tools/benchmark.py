"""Measures the speed of training and serving, as ratios within one run.

python tools/benchmark.py [--section gan] [--section cyclegan] [--section serving] [--output FILE]

Every figure is the median of several rounds after a warm-up, and what is compared takes turns
within each round, so that a busy machine slows both sides alike. On a GPU the same table is made
once for each of XLA off and on, float32 and bfloat16.
"""

import itertools
import json
import os
import platform
import statistics
import time

import benchmark_cyclegan
import benchmark_serving
import keras
import numpy as np
import tensorflow as tf
from absl import app, flags, logging

import kerasgan
from kerasgan.networks.precision import use_dtype_policy

_SECTIONS = ["gan", "cyclegan", "serving"]
_SECTION = flags.DEFINE_multi_enum(
    "section", _SECTIONS, _SECTIONS, "What to measure; all if not given."
)
_ROUNDS = flags.DEFINE_integer("rounds", 5, "Rounds of each measurement.", lower_bound=1)
_STEPS = flags.DEFINE_integer(
    "steps", 40, "Steps in a round; 50 times as many of MLPs, 1/4 of CycleGANs.", lower_bound=2
)
_WIDTH = flags.DEFINE_integer("width", 64, "Width of the DCGAN.", lower_bound=1)
_BATCH = flags.DEFINE_integer("batch", 64, "Batch size.", lower_bound=1)
_CYCLEGAN = flags.DEFINE_integer("cyclegan_width", 32, "Width of the CycleGAN.", lower_bound=1)
_BLOCKS = flags.DEFINE_integer("blocks", 6, "Blocks of the CycleGAN.", lower_bound=1)
_SIZES = flags.DEFINE_list("sizes", ["64", "128"], "Pixels of the CycleGAN's images.")
_BATCHES = flags.DEFINE_list("batches", ["1", "4"], "Batch sizes of the CycleGAN.")
_REQUESTS = flags.DEFINE_list("requests", ["1", "8", "64"], "Batch sizes of serving.")
_OUTPUT = flags.DEFINE_string("output", None, "JSON file for the figures.")


def measure_seconds(**candidates):
    """Median seconds of each candidate; they take turns after one warm-up each.

    A candidate is a function. Where it returns a number, those are its seconds, else it is timed.
    """
    for candidate in candidates.values():
        candidate()
    times = {name: [] for name in candidates}
    for _ in range(_ROUNDS.value):
        for name, candidate in candidates.items():
            start = time.perf_counter()
            own = candidate()
            times[name].append(time.perf_counter() - start if own is None else own)
    return {name: statistics.median(values) for name, values in times.items()}


def measure_matmul(dtype, size=2048):
    """Floating-point operations a second of a large matrix product."""
    a = tf.random.normal([size, size], dtype=dtype)
    product = tf.function(lambda: tf.reduce_sum(a @ a))

    def run():
        product().numpy()

    return 2 * size**3 / measure_seconds(product=run)["product"]


def make_dcgan(update, xla, dtype):
    """A compiled DCGAN at 28 pixels."""
    model = kerasgan.DCGAN((28, 28, 1), width=_WIDTH.value, seed=0, dtype=dtype)
    model.compile(update=update, jit_compile=xla)
    return model


def count_step_operations(model):
    """Floating-point operations of one step, from the shapes of the layers' products.

    A backward pass costs twice its forward pass, once for the weights and once for the inputs.
    Alternating: the generator runs forward for each update and backward for its own; the
    discriminator runs both ways on real and on generated images, and forward and back to its
    inputs for the generator. Simultaneous: one forward pass of each less. Counted
    in full are the products back to the inputs of first layers, of which a step needs only the
    generator's through the discriminator: 1 % too much at width 64.
    """
    generator, discriminator = map(count_operations, (model.generator, model.discriminator))
    passes = {"alternating": (4, 8), "simultaneous": (3, 7)}[model.update]
    return _BATCH.value * (passes[0] * generator + passes[1] * discriminator)


def count_operations(network):
    """Floating-point operations of dense and convolutional layers for one sample."""
    total = 0
    for layer in network.layers:
        if isinstance(layer, keras.layers.Conv2DTranspose):
            total += 2 * layer.kernel.shape.num_elements() * np.prod(layer.input.shape[1:3])
        elif isinstance(layer, keras.layers.Conv2D):
            total += 2 * layer.kernel.shape.num_elements() * np.prod(layer.output.shape[1:3])
        elif isinstance(layer, keras.layers.Dense):
            total += 2 * layer.kernel.shape.num_elements()
    return total


def make_loop(model, batches):
    """Runs the model's compiled step on tensors, without `fit`."""
    step = tf.function(model.train_step, jit_compile=model.jit_compile)

    def run():
        for batch in batches:
            logs = step(batch)
        float(logs["generator_loss"])  # waits for the last step

    return run


class EpochTimer(keras.callbacks.Callback):
    """Seconds of the last epoch, without what `fit` does once before and after."""

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds = time.perf_counter() - self.start


def make_epoch(model, dataset):
    """Runs `fit` for one epoch and returns the epoch's seconds."""
    timer = EpochTimer()

    def run():
        model.fit(dataset, epochs=1, verbose=0, callbacks=[timer])
        return timer.seconds

    return run


def measure_training(xla, dtype):
    """`fit` against a bare loop, and the simultaneous against the alternating step."""
    images = np.random.default_rng(0).uniform(-1, 1, (_STEPS.value * _BATCH.value, 28, 28, 1))
    dataset = kerasgan.data.from_arrays(images.astype("float32"), batch_size=_BATCH.value)
    batches = list(dataset)
    models = {update: make_dcgan(update, xla, dtype) for update in ("alternating", "simultaneous")}
    took = measure_seconds(
        fit=make_epoch(models["alternating"], dataset),
        **{update: make_loop(model, batches) for update, model in models.items()},
    )
    per_step = {name: total / _STEPS.value for name, total in took.items()}
    peak = measure_matmul("bfloat16" if "bfloat16" in dtype else "float32")
    achieved = count_step_operations(models["alternating"]) / per_step["alternating"]
    return {
        "alternating step, ms": 1e3 * per_step["alternating"],
        "simultaneous step, ms": 1e3 * per_step["simultaneous"],
        "fit, of a bare loop's speed": per_step["alternating"] / per_step["fit"],
        "simultaneous, of the alternating step's speed": per_step["alternating"]
        / per_step["simultaneous"],
        "alternating step, GFLOP/s": achieved / 1e9,
        "matrix product, GFLOP/s": peak / 1e9,
        "alternating step, of the matrix product's rate": achieved / peak,
        "training, images/s": _BATCH.value / per_step["alternating"],
    }


def measure_families(xla, dtype):
    """A step of WGAN-GP against its parts, and the f-GAN's step against the GAN's."""
    images = tf.random.stateless_uniform((_BATCH.value, 28, 28, 1), (0, 0), -1.0, 1.0)
    with use_dtype_policy(dtype):
        made = [make_networks(normalization) for normalization in ("layer", "batch", "batch")]
    wgan = kerasgan.WGAN(*made[0], seed=0)
    wgan.compile(jit_compile=xla)
    gan, fgan = kerasgan.GAN(*made[1], seed=0), kerasgan.FGAN(*made[2], "gan", seed=0)
    for model in (gan, fgan):
        model.compile(update="simultaneous", jit_compile=xla)

    def repeat(model, function, *args):
        compiled = tf.function(function, jit_compile=xla)

        def run():
            for _ in range(_STEPS.value):
                compiled(*args)
            for network in model.networks.values():  # waits for the last step
                float(tf.reduce_sum(network.trainable_variables[0]))

        return run

    (real,) = wgan.minibatches(images)
    five = tf.stack([images] * wgan.discriminator_steps, axis=1)
    took = measure_seconds(
        whole=repeat(wgan, wgan.train_step, five),
        critic=repeat(wgan, wgan.discriminator_step, real),
        generator=repeat(wgan, wgan.generator_step, real),
        gan=repeat(gan, gan.train_step, images),
        fgan=repeat(fgan, fgan.train_step, images),
    )
    parts = wgan.discriminator_steps * took["critic"] + took["generator"]
    return {
        "WGAN-GP step of 5 critic updates, ms": 1e3 * took["whole"] / _STEPS.value,
        "WGAN-GP step, of the time of its parts": took["whole"] / parts,
        "FGAN step, of the time of a GAN's, simultaneous": took["fgan"] / took["gan"],
    }


def make_networks(normalization):
    """A DCGAN's generator and discriminator at 28 pixels."""
    return (
        kerasgan.networks.dcgan_generator((28, 28, 1), width=_WIDTH.value, seed=0),
        kerasgan.networks.dcgan_discriminator(
            (28, 28, 1), width=_WIDTH.value, normalization=normalization, seed=0
        ),
    )


def measure_pipeline(training_rate):
    """Images a second that `kerasgan.data` delivers, against what training consumes."""
    glyphs = kerasgan.data.load("glyphs", batch_size=_BATCH.value)

    def read():
        for _ in glyphs:
            pass

    rate = int(glyphs.cardinality()) * _BATCH.value / measure_seconds(read=read)["read"]
    return {"data, images/s": rate, "data, of what training consumes": rate / training_rate}


def measure_executions(xla):
    """Fifty steps an execution against one, for a pair of small MLPs on 2-D points."""
    steps = 50 * _STEPS.value
    points = np.random.default_rng(0).normal(size=(steps * 64, 2)).astype("float32")
    dataset = kerasgan.data.from_arrays(points, batch_size=64)

    def make_small(steps_per_execution):
        model = kerasgan.GAN(
            kerasgan.networks.mlp_generator((2,), latent_dim=2, hidden=(128, 128), seed=0),
            kerasgan.networks.mlp_discriminator((2,), hidden=(128, 128), seed=0),
            seed=0,
        )
        model.compile(steps_per_execution=steps_per_execution, jit_compile=xla)
        return make_epoch(model, dataset)

    took = measure_seconds(one=make_small(1), fifty=make_small(50))
    return {
        "2-D MLPs, steps/s at 1 step an execution": steps / took["one"],
        "2-D MLPs, steps/s at 50": steps / took["fifty"],
        "2-D MLPs, speed-up by 50": took["one"] / took["fifty"],
    }


def measure_gan(xla, dtype):
    """All figures of a DCGAN and its relatives."""
    rows = measure_training(xla, dtype)
    if not xla and dtype == "float32":
        rows |= measure_pipeline(rows["training, images/s"])
    rows |= measure_families(xla, dtype)
    return rows | measure_executions(xla) if dtype == "float32" else rows


def measure_cyclegan(xla, dtype):
    """The CycleGAN's step against the textbook's, at every size and batch size."""
    sizes = {"width": _CYCLEGAN.value, "blocks": _BLOCKS.value}
    rows, steps = {}, -(-_STEPS.value // 4)
    for size, batch in itertools.product(map(int, _SIZES.value), map(int, _BATCHES.value)):
        setting = benchmark_cyclegan.Setting(size, batch, xla, dtype, **sizes)
        rows |= benchmark_cyclegan.measure(setting, steps, measure_seconds)
    return rows


def measure_serving(xla, dtype):
    """The DCGAN's SavedModel in the server's loader against its generator."""
    batches = [*map(int, _REQUESTS.value)]
    images = _STEPS.value * max(batches)
    model = make_dcgan("alternating", xla, dtype)
    return benchmark_serving.measure(model, batches, images, measure_seconds)


def name_device(gpus):
    """What the figures were measured on."""
    if gpus:
        return tf.config.experimental.get_device_details(gpus[0]).get("device_name", "GPU")
    return f"{os.cpu_count()} CPU cores ({platform.machine()})"


def main(argv):
    if len(argv) > 1:
        raise app.UsageError(f"Expected flags only. Received: {' '.join(argv[1:])}")
    logging.set_verbosity(logging.WARNING)  # TensorFlow tells of every export otherwise
    tf.get_logger().setLevel("ERROR")  # and warns of the loader that is the server's
    gpus = tf.config.list_physical_devices("GPU")
    settings = [(False, "float32")]
    if gpus:
        settings += [(True, "float32"), (False, "mixed_bfloat16"), (True, "mixed_bfloat16")]
    blocks = _BLOCKS.value
    sections = {
        "gan": (measure_gan, f"DCGAN 28x28, width {_WIDTH.value}, batch {_BATCH.value}"),
        "cyclegan": (measure_cyclegan, f"CycleGAN, width {_CYCLEGAN.value}, {blocks} blocks"),
        "serving": (measure_serving, f"serving the DCGAN 28x28, width {_WIDTH.value}"),
    }
    figures = {}
    for (xla, dtype), name in itertools.product(settings, dict.fromkeys(_SECTION.value)):
        section, title = sections[name]
        title += f", {dtype}, {'XLA' if xla else 'no XLA'}"
        print(f"\n{title}", flush=True)
        figures[title] = section(xla, dtype)
        for row, value in figures[title].items():
            print(f"  {row:52} {value:12.3f}", flush=True)
    if _OUTPUT.value:
        with open(_OUTPUT.value, "w", encoding="utf-8") as file:
            json.dump({"device": name_device(gpus), "figures": figures}, file, indent=2)


if __name__ == "__main__":
    app.run(main)

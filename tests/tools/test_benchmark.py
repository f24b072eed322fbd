import json
import math
import pathlib

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan


@pytest.fixture
def benchmark(load_tool, monkeypatch, tmp_path):
    tools = pathlib.Path(__file__).parents[2] / "tools"
    monkeypatch.syspath_prepend(tools)  # where it lies beside the module that it imports
    flags = ("--section=gan", "--rounds=1", "--steps=2", "--width=4", "--batch=4")
    return load_tool("benchmark", *flags, f"--output={tmp_path / 'figures.json'}")


def pairs(layer, shape):
    """How many pairs of an input and an output element a layer multiplies by a weight."""
    inputs = tf.zeros([1, *shape])
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = layer(inputs)
    return np.count_nonzero(tape.jacobian(outputs, inputs))


@pytest.mark.parametrize(
    ("layer", "arguments", "shape"),
    [
        (keras.layers.Dense, {"units": 7}, (5,)),
        (keras.layers.Conv2D, {"filters": 5, "kernel_size": 3, "strides": 2}, (9, 7, 2)),
        (keras.layers.Conv2DTranspose, {"filters": 3, "kernel_size": 4, "strides": 2}, (3, 4, 2)),
    ],
)
def test_operations_of_a_layer(benchmark, layer, arguments, shape):
    """A multiplication and an addition for each pair: every weight is 1, and none is padding's."""
    made = layer(**arguments, kernel_initializer="ones")
    network = keras.Sequential([keras.Input(shape), made, keras.layers.ReLU()])
    assert benchmark.count_operations(network) == 2 * pairs(made, shape)


def needed(graph):
    """The operations that the results of a graph depend on."""
    waiting, found = [*(t.op for t in graph.outputs), *graph.control_outputs], set()
    while waiting:
        operation = waiting.pop()
        if operation not in found:
            found.add(operation)
            waiting += [*(t.op for t in operation.inputs), *operation.control_inputs]
    return found


def products(operation):
    """Floating-point operations of a product in a graph, from the shapes of its tensors."""
    if operation.type == "MatMul":
        inner = operation.inputs[0].shape[0 if operation.get_attr("transpose_a") else 1]
        return 2 * math.prod(operation.outputs[0].shape) * inner
    small, kernel = {
        "Conv2D": lambda: (operation.outputs[0], operation.inputs[1]),
        "Conv2DBackpropInput": lambda: (operation.inputs[2], operation.inputs[1]),
        "Conv2DBackpropFilter": lambda: (operation.inputs[2], operation.outputs[0]),
    }.get(operation.type, lambda: (None, None))()
    return 0 if small is None else 2 * math.prod(small.shape) * math.prod(kernel.shape[:3])


@pytest.mark.parametrize("update", ["alternating", "simultaneous"])
def test_operations_of_a_step(benchmark, update):
    """As in TensorFlow's graph, but for products back to the inputs of first layers."""
    model = kerasgan.DCGAN(width=16, seed=0)
    model.compile(update=update)
    step = tf.function(model.train_step).get_concrete_function(tf.TensorSpec([4, 28, 28, 1]))
    in_graph = sum(map(products, needed(step.graph)))
    first, dense = model.discriminator.layers[1].kernel, model.generator.layers[1].kernel
    not_needed = 2 * (2 * 14 * 14 * math.prod(first.shape)) + 2 * math.prod(dense.shape)
    assert benchmark.count_step_operations(model) == in_graph + 4 * not_needed


def test_every_figure_is_positive(benchmark, tmp_path, capsys):
    benchmark.main(["benchmark"])
    written = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert written["device"]
    (figures,) = written["figures"].values()
    for name in (
        "fit, of a bare loop's speed",
        "simultaneous, of the alternating step's speed",
        "alternating step, of the matrix product's rate",
        "data, of what training consumes",
        "2-D MLPs, speed-up by 50",
        "WGAN-GP step, of the time of its parts",
        "FGAN step, of the time of a GAN's, simultaneous",
    ):
        assert name in figures
    shown = capsys.readouterr().out
    for name, value in figures.items():
        assert math.isfinite(value)
        assert value > 0
        assert name in shown

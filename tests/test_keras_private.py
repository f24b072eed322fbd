"""Every private name of Keras that kerasgan uses still is what it is used for."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan import keras_private


def test_layers_at_any_depth():
    inner = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, name="deep")], name="inner")
    outer = keras.Sequential([keras.Input((2,)), inner, keras.layers.Dense(1, name="top")])
    names = [layer.name for layer in keras_private.flatten_layers(outer)]
    assert {"inner", "deep", "top", outer.name} <= set(names)


def test_producer_of_an_output():
    inputs = keras.Input((2,))
    dense = keras.layers.Dense(3)
    hidden = dense(inputs)
    reshape = keras.layers.Reshape((3, 1))
    operation, before = keras_private.find_producer(reshape(hidden))
    assert operation is reshape
    operation, before = keras_private.find_producer(before[0])
    assert operation is dense
    assert before[0] is inputs


@pytest.mark.parametrize("use_ema", [False, True])
def test_variables_of_an_optimizer_and_their_averages(use_ema):
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    optimizer = keras.optimizers.SGD(1.0, use_ema=use_ema, ema_momentum=0.5)
    variables = network.trainable_variables
    optimizer.build(variables)
    assert list(map(id, keras_private.get_optimized_variables(optimizer))) == list(
        map(id, variables)
    )
    if not use_ema:
        return
    first = [np.array(v) - 1.0 for v in variables]
    for _ in range(2):
        optimizer.apply([tf.ones(v.shape) for v in variables], variables)
    for start, average in zip(first, keras_private.get_variable_averages(optimizer), strict=True):
        np.testing.assert_allclose(average, start - 0.5, rtol=1e-6)  # of w - 1 and w - 2


def test_schedules_are_told_from_numbers():
    schedule = keras.optimizers.schedules.CosineDecay(1e-3, 10)
    assert keras_private.has_schedule(keras.optimizers.Adam(schedule))
    assert not keras_private.has_schedule(keras.optimizers.Adam(1e-3))


def test_loss_tracker_is_what_logs_the_loss():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd")
    assert "loss" in [metric.name for metric in model.metrics]
    keras_private.drop_loss_tracker(model)
    assert "loss" not in [metric.name for metric in model.metrics]


def test_a_model_that_was_not_compiled():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    with pytest.raises(ValueError, match=r"must call `compile\(\)`"):
        keras_private.check_compiled(model, "fit")
    model.compile("sgd")
    keras_private.check_compiled(model, "fit")


def test_fit_ends_without_overwriting_the_weights():
    """Keras' own `fit` does overwrite them, which is why the name is needed."""
    points = np.ones((8, 1), "float32")
    ends = []
    for _ in range(2):
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
        model.layers[0].kernel.assign([[3.0]])
        model.compile(keras.optimizers.SGD(0.1, use_ema=True), "mse")
        if ends:
            with keras_private.without_final_average(model.optimizer):
                model.fit(points, points, batch_size=8, epochs=3, verbose=0)
        else:
            model.fit(points, points, batch_size=8, epochs=3, verbose=0)
        ends.append(float(model.layers[0].kernel[0, 0]))
        assert "finalize_variable_values" not in vars(model.optimizer)
    assert ends[0] - ends[1] > 0.1


def test_fit_would_call_the_model_on_the_data():
    """`_maybe_symbolic_build` is called by `fit`, with the data."""
    called = []

    class Model(keras_private.BuiltModel):
        def _maybe_symbolic_build(self, iterator=None, data_batch=None):
            called.append(iterator is not None)
            return super()._maybe_symbolic_build(iterator, data_batch)

        def train_step(self, data):
            return {"steps": keras.ops.ones(())}

    model = Model()
    model.built = True
    model.compile("sgd")
    model.fit(np.zeros((4, 1), "float32"), verbose=0)
    assert called == [True]


def test_private_names_are_in_this_file_only():
    """Attributes of Keras' objects with one underscore are read nowhere else in the package."""
    import pathlib
    import re

    names = (
        *("_flatten_layers", "_keras_history", "_inbound_nodes", "_trainable_variables"),
        *("_model_variables_moving_average", "_learning_rate", "_loss_tracker"),
        *("_assert_compile_called", "_maybe_symbolic_build", "finalize_variable_values"),
    )
    private = re.compile(rf"\b(keras\.src|{'|'.join(names)})\b")
    package = pathlib.Path(kerasgan.__file__).parent
    users = {p.name for p in package.rglob("*.py") if private.search(p.read_text("utf-8"))}
    assert users == {"keras_private.py"}

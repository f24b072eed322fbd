"""The private names of Keras that kerasgan uses, all of them, each pinned by a test."""

import contextlib

import keras


def flatten_layers(network):
    """All layers of a network at any depth, itself and its sub-networks included."""
    return network._flatten_layers()


def find_producer(tensor):
    """The layer or operation that computed a symbolic tensor, and its inputs, as a pair."""
    history = tensor._keras_history
    return history.operation, history.operation._inbound_nodes[history.node_index].input_tensors


def get_optimized_variables(optimizer):
    """The variables that a built optimizer updates, in its order."""
    return optimizer._trainable_variables


def get_variable_averages(optimizer):
    """The moving averages of `get_optimized_variables`, in their order; for `use_ema=True`."""
    return optimizer._model_variables_moving_average


def has_schedule(optimizer):
    """Whether the learning rate of an optimizer is a schedule, which cannot be assigned."""
    schedules = keras.optimizers.schedules.LearningRateSchedule
    return isinstance(getattr(optimizer, "_learning_rate", None), schedules)


def drop_loss_tracker(model):
    """Takes Keras' own "loss" out of a compiled model's logs, a constant 0 beside those it has."""
    model._loss_tracker = None


def check_compiled(model, method):
    """Raises Keras' error if `model` was not compiled before `method` was called."""
    model._assert_compile_called(method)


@contextlib.contextmanager
def without_final_average(optimizer):
    """Keeps `fit` from overwriting the weights with their moving average when it ends.

    Training could then not go on from where it stopped. Nothing is left on the optimizer.
    """
    optimizer.finalize_variable_values = lambda variables: None
    try:
        yield
    finally:
        del optimizer.finalize_variable_values


class BuiltModel(keras.Model):
    """A Keras model whose networks are built when it is, and its optimizers in `compile`."""

    def _maybe_symbolic_build(self, iterator=None, data_batch=None):
        """Nothing: Keras would call the model, which takes latents, on the data."""

"""Moving averages of weights, which inference uses and training never sees."""

import keras
import tensorflow as tf

from kerasgan import keras_private


def unwrap(optimizer):
    """The optimizer that a `LossScaleOptimizer` wraps, else the optimizer itself."""
    return getattr(optimizer, "inner_optimizer", optimizer)


def keeps_average(optimizer):
    """Whether an optimizer, or `None`, keeps a moving average of the weights (`use_ema=True`)."""
    return getattr(unwrap(optimizer), "use_ema", False)


def inference_values(optimizer, network):
    """Values of the trainable variables of `network` that inference uses.

    Args:
        optimizer: The optimizer that updates `network`, or `None`.
        network: Keras model.

    Returns:
        List of tensors: the moving averages once there was an update and `optimizer` keeps them
        (`use_ema=True`), else the variables as they are.
    """
    variables = network.trainable_variables
    optimizer = unwrap(optimizer)
    if not keeps_average(optimizer):
        return [tf.convert_to_tensor(variable) for variable in variables]
    averages = {
        id(variable): average
        for variable, average in zip(
            keras_private.get_optimized_variables(optimizer),
            keras_private.get_variable_averages(optimizer),
            strict=True,
        )
    }
    # Until the first update Keras' averages are zero. Decided in the graph, so that a function
    # that was traced before training is right after it.
    updated = tf.convert_to_tensor(optimizer.iterations) > 0
    return [tf.where(updated, averages[id(variable)], variable) for variable in variables]


def copy_with(network, values):
    """Returns a copy of `network` whose trainable variables have other values."""
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(network))
    copy.set_weights(network.get_weights())
    for variable, value in zip(copy.trainable_variables, values, strict=True):
        variable.assign(value)
    return copy

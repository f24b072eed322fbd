"""Passes through a network that leave every variable alone, and hand back the state they leave."""

import keras
import tensorflow as tf

from kerasgan import keras_private


def training_pass(network, inputs, state=None):
    """Passes through `network` in training mode without touching its variables.

    Args:
        network: A built `keras.Model`.
        inputs: Tensor, a batch of the network's inputs, or a list of them.
        state: The network's non-trainable values to start from, as returned by an earlier pass.
            `None` means the variables as they are.

    Returns:
        `(outputs, state)`, where `state` lists the values that the non-trainable variables
        (moving statistics, seeds of Dropout) would have after this pass.
    """
    if state is None:
        state = network.non_trainable_variables
    return network.stateless_call(network.trainable_variables, state, inputs, training=True)


def pass_together(network, batches, state=None):
    """Passes several batches through `network` in training mode, in one call where that is exact.

    A network that treats every sample alone gives the same outputs for the batches put together,
    and one call costs less than several. With batch normalization each batch has its own call,
    for its own statistics.

    Args:
        network: As in `training_pass`.
        batches: Inputs of the network, alike but for their lengths.
        state: As in `training_pass`.

    Returns:
        `(outputs, state)`: a list of the outputs for each batch, and the state after all.
    """
    if couples_samples(network):
        outputs = []
        for batch in batches:
            output, state = training_pass(network, batch, state)
            outputs.append(output)
        return outputs, state
    joined = tf.nest.map_structure(lambda *parts: tf.concat(parts, axis=0), *batches)
    output, state = training_pass(network, joined, state)
    sizes = [tf.shape(tf.nest.flatten(batch)[0])[0] for batch in batches]
    return tf.split(output, sizes), state


def inference_pass(network, inputs, weights):
    """Outputs in inference mode, by other values of the trainable variables, in float32.

    Args:
        network: As in `training_pass`.
        inputs: As in `training_pass`.
        weights: Values of the trainable variables, as `kerasgan.engine.averages` gives them.
    """
    outputs, _ = network.stateless_call(
        weights, network.non_trainable_variables, inputs, training=False
    )
    return tf.cast(outputs, tf.float32)


def couples_samples(network):
    """Whether a sample's output depends, in training mode, on the other samples of its batch."""
    layers = keras_private.flatten_layers(network)
    return any(isinstance(layer, keras.layers.BatchNormalization) for layer in layers)

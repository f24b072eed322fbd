"""The two moves every adversarial step is made of: pass through a network, update a network.

Both are written so that nothing moves by accident: a pass leaves every variable alone and hands
back the state that it would have left, and an update happens whole or not at all.
"""

import keras
import tensorflow as tf

from kerasgan import keras_private, replicas


def training_pass(network, inputs, state=None):
    """Passes through `network` in training mode without touching its variables.

    Args:
        network: A built `keras.Model`.
        inputs: Tensor, a batch of the network's inputs.
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
        batches: Tensors of the network's inputs, of one shape but for their lengths.
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
    output, state = training_pass(network, tf.concat(batches, axis=0), state)
    return tf.split(output, [tf.shape(batch)[0] for batch in batches]), state


def couples_samples(network):
    """Whether a sample's output depends, in training mode, on the other samples of its batch."""
    batch_norm = keras.layers.BatchNormalization
    return any(isinstance(layer, batch_norm) for layer in keras_private.flatten_layers(network))


def is_seed(variable):
    """Whether `variable` is the state of a `keras.random.SeedGenerator`, as Dropout's."""
    return variable.path.endswith("seed_generator_state")


def keep_state(network, state):
    """Writes the state that a pass returned into `network`."""
    for variable, value in zip(network.non_trainable_variables, state, strict=True):
        variable.assign(value)


def keep_seeds(network, state):
    """Writes only the seeds of a pass into `network`, for a pass through the other network.

    Its moving statistics must not move, but without this its next Dropout would repeat the mask.
    """
    for variable, value in zip(network.non_trainable_variables, state, strict=True):
        if is_seed(variable):
            variable.assign(value)


def apply_if(condition, update, *args):
    """Calls `update(*args)` inside the graph if `condition` holds, else does nothing.

    Args:
        condition: Scalar boolean tensor, equal on all replicas.
        update: Function that assigns variables; its result is dropped.
        *args: Tensors of this replica that `update` needs. It must not close over tensors.
    """

    def cross_replica(strategy, condition, *args):
        everywhere = strategy.experimental_local_results(condition)[0]

        def update_replicas():
            strategy.extended.call_for_each_replica(update, args=args)

        tf.cond(everywhere, update_replicas, _nothing)

    if replicas.count() == 1:
        tf.cond(condition, lambda: update(*args), _nothing)
    else:
        # An optimizer synchronises replicas, which a conditional inside one of them may not do:
        # the conditional has to stand outside, around all of them.
        tf.distribute.get_replica_context().merge_call(cross_replica, args=(condition, *args))


def _nothing():
    """The other branch of an update."""

"""Updates of networks: the weights and the state of one side of the game, whole or not at all."""

import tensorflow as tf

from kerasgan import replicas


def minimize(losses, tape, sides, states, admit):
    """Updates one side of the game, or both at the same point.

    The state of the networks' training passes (moving statistics) is kept together with the
    update, so that data which are not finite damage neither weights nor statistics.

    Args:
        losses: Dict from names of losses to scalars, each the mean over this replica's samples.
        tape: The `tf.GradientTape` that recorded them, persistent if there are several.
        sides: Dict from the same names to `(optimizer, variables)`.
        states: List of `(network, state)`: the updated networks, and the state that the last
            training pass through each returned.
        admit: Function that returns whether the update may be done, a scalar boolean tensor.
    """
    # Gradients are summed over the replicas, and each loss is the mean over one of them.
    share = tf.constant(1.0 / replicas.count())
    gradients = {
        name: tape.gradient(loss, sides[name][1], output_gradients=sides[name][0].scale_loss(share))
        for name, loss in losses.items()
    }

    def update(gradients, values):
        for name, own in gradients.items():
            optimizer, variables = sides[name]
            optimizer.apply(own, variables)
        for (network, _), value in zip(states, values, strict=True):
            keep_state(network, value)

    apply_if(admit(), update, gradients, [state for _, state in states])


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


def is_seed(variable):
    """Whether `variable` is the state of a `keras.random.SeedGenerator`, as Dropout's."""
    return variable.path.endswith("seed_generator_state")


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

        tf.cond(everywhere, update_replicas, _do_nothing)

    if replicas.count() == 1:
        tf.cond(condition, lambda: update(*args), _do_nothing)
    else:
        # An optimizer synchronises replicas, which a conditional inside one of them may not do:
        # the conditional has to stand outside, around all of them.
        tf.distribute.get_replica_context().merge_call(cross_replica, args=(condition, *args))


def _do_nothing():
    """The other branch of an update."""

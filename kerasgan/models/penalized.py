"""The penalty on a discriminator's gradient, as a step adds it."""

import tensorflow as tf

from kerasgan.latents import Uniform, streams
from kerasgan.models.passes import training_pass

UNIT = Uniform(0.0, 1.0)


def penalize(penalty, network, real, fake, state, *, seed, updates):
    """The penalty on a network, and its state after the passes that this takes.

    Args:
        penalty: An object of `kerasgan.penalties`, or `None`.
        network: `keras.Model` from samples to logits.
        real: Tensor `[N, …]` of data.
        fake: Tensor `[N, …]` of generated samples.
        state: State of the network before, as `training_pass` returned it.
        seed: Integer, the model's.
        updates: The number of updates of the network so far, which the noise of the penalty is a
            function of: it is saved with the optimizer, so the penalty needs no state of its own.

    Returns:
        `(penalty, state)`, where the penalty is a scalar, 0 without one.
    """
    if penalty is None:
        return 0.0, state

    def critic(samples):
        nonlocal state
        logits, state = training_pass(network, samples, state)
        return logits

    size = penalty.noise_size(real.shape[1:])
    noise = None
    if size:
        noise = streams.draw(UNIT, tf.shape(real)[0], size, seed + streams.PENALTY, updates)
    return penalty(critic, real, fake, noise), state

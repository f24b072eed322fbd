"""The train function: no step is ever done in part, and none after a failure."""

import tensorflow as tf


def make_train_function(model, execute):
    """Wraps Keras' train function of a model.

    Keras fetches the data inside the compiled step, where everything that does not depend on
    them (draws of noise, counters) may already have run when they turn out to have ended. Here
    the data are fetched first. Several steps an execution are a loop over optional elements in
    Keras, which is safe as it is.

    Args:
        model: A compiled model with a `guard`.
        execute: The train function that Keras made of `model.train_step`.

    Returns:
        Function from an iterator to the logs of the steps that it did.
    """

    def train_function(iterator):
        logs = execute([next(iterator)] if model.steps_per_execution == 1 else iterator)
        model.guard.check(lambda: _advise(model))
        return logs

    return train_function


def _advise(model):
    """What to do about a loss that is not finite."""
    # As tensors: a variable that is mirrored over replicas is no Python number.
    generator, discriminator = (
        float(tf.convert_to_tensor(optimizer.learning_rate))
        for optimizer in (model.generator_optimizer, model.discriminator_optimizer)
    )
    return (
        "Look for data that are not finite or far out of range, or lower the learning rate "
        f"(generator {generator:g}, discriminator {discriminator:g})."
    )

"""What `compile` is given: arguments checked at once, optimizers built early, one a side."""

import keras

from kerasgan import keras_private
from kerasgan.arguments import check_positive_integers
from kerasgan.engine.averages import unwrap


def check_arguments(discriminator_steps, update, options):
    """Checks what `compile` was given beside optimizers and loss."""
    allowed = ("run_eagerly", "jit_compile", "steps_per_execution")
    unknown = sorted(set(options) - set(allowed))
    if unknown:
        raise TypeError(
            f"`compile` received {', '.join(unknown)}, which has no meaning for an adversarial "
            "model. Expected: generator_optimizer, discriminator_optimizer, loss, "
            f"discriminator_steps, update, {', '.join(allowed)}."
        )
    check_positive_integers(discriminator_steps=discriminator_steps)
    if update not in ("alternating", "simultaneous"):
        raise ValueError(f'`update` must be "alternating" or "simultaneous". Received: {update!r}.')
    if update == "simultaneous" and discriminator_steps > 1:
        raise ValueError(
            'update="simultaneous" takes both gradients at one point, so it allows one '
            f"discriminator step only. Received: discriminator_steps={discriminator_steps}. "
            'Use update="alternating".'
        )


def check_replicas(replicas, steps_per_execution=1, jit_compile="auto", **_):
    """Checks that Keras can do on several replicas what `compile` was asked for.

    Args:
        replicas: Number of replicas that train in sync.
        steps_per_execution: As in `compile`.
        jit_compile: As in `compile`.
    """
    if replicas > 1 and (steps_per_execution > 1 or jit_compile is True):
        raise ValueError(
            "Under a distribution strategy of several replicas Keras compiles neither several "
            "steps an execution nor by XLA. Received: "
            f"steps_per_execution={steps_per_execution}, jit_compile={jit_compile} on {replicas} "
            "replicas. Leave both out."
        )


def build_optimizer(optimizer, networks):
    """Returns `optimizer` built for the trainable variables of `networks`.

    It is built here and not by its first update, because an unbuilt optimizer loses its moments
    when a model is loaded. Where a network computes in float16 it is wrapped in Keras'
    `LossScaleOptimizer`.

    Args:
        optimizer: Keras optimizer, its name or configuration.
        networks: List of the networks that it updates.

    Raises:
        ValueError: If it belongs to other variables already or overwrites weights by averages.
    """
    optimizer = keras.optimizers.get(optimizer)
    variables = [v for network in networks for v in network.trainable_variables]
    if getattr(unwrap(optimizer), "ema_overwrite_frequency", None):
        raise ValueError(
            "`ema_overwrite_frequency` would overwrite the training weights with their average. "
            f"Received: ema_overwrite_frequency={unwrap(optimizer).ema_overwrite_frequency}. "
            "Leave it out: `generate`, `export` and presets use the average by themselves."
        )
    if optimizer.built:
        updated = keras_private.get_optimized_variables(unwrap(optimizer))
        if {id(v) for v in updated} != {id(v) for v in variables}:
            raise ValueError(
                f"The optimizer {optimizer.name!r} already belongs to other variables, and keeps "
                "moments for those. Give `compile` a fresh one for each side, for example "
                "`type(optimizer).from_config(optimizer.get_config())`."
            )
        return optimizer
    if any(map(computes_in_float16, networks)) and unwrap(optimizer) is optimizer:
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    optimizer.build(variables)
    return optimizer


def computes_in_float16(network):
    """Whether a layer of `network` computes in float16, whose gradients need loss scaling."""
    return any(layer.compute_dtype == "float16" for layer in keras_private.flatten_layers(network))

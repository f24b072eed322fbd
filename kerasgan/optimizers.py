"""What the training recipe of the first GAN paper needs and Keras lacks."""

import keras
from keras import ops

from kerasgan.arguments import check_positive_integers


@keras.saving.register_keras_serializable(package="kerasgan")
class RampedMomentumSGD(keras.optimizers.SGD):
    """Stochastic gradient descent whose momentum rises linearly with the number of updates.

    Before update `n` (counted from 0) the momentum is
    `initial + (final - initial) * min(n / ramp_steps, 1)`. It depends on the optimizer's
    `iterations` alone, so an interrupted run continues with the same momentum.

    Args:
        learning_rate: Float or `keras.optimizers.schedules.LearningRateSchedule`.
        initial_momentum: Momentum of the first update, in [0, 1].
        final_momentum: Momentum from update `ramp_steps` on, in [0, 1].
        ramp_steps: Number of updates, >= 1, over which the momentum rises.
        name: Name of the optimizer.
        **kwargs: Keras' own optimizer arguments (`clipnorm`, `use_ema`, ...).

    Raises:
        ValueError: If a momentum lies outside [0, 1] or `ramp_steps` is no positive integer.

    Example:
        The paper divides the learning rate by 1.000004 at every update, down to 1e-6. As
        1.000004**250000 is a number that float32 can hold well and 1.000004 is not, the decay is
        written for 250,000 updates at once. The floor would be reached after 2.9 million updates
        (4,800 epochs of MNIST), so this schedule leaves it out.

        >>> schedule = keras.optimizers.schedules.ExponentialDecay(
        ...     0.1, decay_steps=250_000, decay_rate=1.000004**-250_000)
        >>> optimizer = kerasgan.optimizers.RampedMomentumSGD(
        ...     schedule, initial_momentum=0.5, final_momentum=0.7, ramp_steps=150_000)

    Reference:
        Goodfellow et al., "Generative Adversarial Networks", 2014 (arXiv:1406.2661), in the
        authors' published MNIST configuration: the momentum rises from 0.5 to 0.7 in 250 epochs.
    """

    def __init__(
        self,
        learning_rate=0.1,
        initial_momentum=0.5,
        final_momentum=0.7,
        ramp_steps=150_000,
        name="ramped_momentum_sgd",
        **kwargs,
    ):
        momenta = {"initial_momentum": initial_momentum, "final_momentum": final_momentum}
        for key, value in momenta.items():
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"`{key}` must lie in [0, 1]. Received: {key}={value!r}.")
        check_positive_integers(ramp_steps=ramp_steps)
        # A positive momentum makes SGD build the velocities; `update_step` reads its own ramp.
        super().__init__(learning_rate, momentum=1.0, name=name, **kwargs)
        self.initial_momentum, self.final_momentum = initial_momentum, final_momentum
        self.ramp_steps = ramp_steps

    def current_momentum(self):
        """The momentum of the coming update, a scalar tensor."""
        progress = ops.minimum(ops.cast(self.iterations, "float32") / self.ramp_steps, 1.0)
        return self.initial_momentum + (self.final_momentum - self.initial_momentum) * progress

    def update_step(self, gradient, variable, learning_rate):
        learning_rate = ops.cast(learning_rate, variable.dtype)
        gradient = ops.cast(gradient, variable.dtype)
        momentum = ops.cast(self.current_momentum(), variable.dtype)
        velocity = self.momentums[self._get_variable_index(variable)]
        self.assign(velocity, momentum * velocity - learning_rate * gradient)
        self.assign_add(variable, velocity)

    def get_config(self):
        config = super().get_config()
        del config["momentum"], config["nesterov"]
        own = ("initial_momentum", "final_momentum", "ramp_steps")
        return config | {key: getattr(self, key) for key in own}

"""What every penalty is: a scalar that is added to the critic's loss."""

from kerasgan.configured import Configured


class Penalty(Configured):
    """Base class of penalties on a critic's gradient.

    A penalty is called as `penalty(critic, real, fake, noise)` and returns a scalar, weighted
    already. It is a pure function of these: it has no variables, and all that is random in it
    comes from `noise`, of which it needs `noise_size` numbers a sample. It can be
    differentiated with respect to the critic's weights, eagerly, in a graph and under XLA.

    A critic that gives a sample several logits, as a PatchGAN does, is penalised as the function
    `f(x)`, the mean over the logits of `x`: that is the function whose means over real and
    generated samples the losses compare. Gradients are those of one sample's `f(x)` with respect
    to all elements of that sample. Everything but the critic itself is computed in float32, or
    in float64 for such samples.

    Subclasses implement `__call__`, register themselves with
    `keras.saving.register_keras_serializable`, and override `noise_size` if they need noise and
    `get_config` if they have arguments.

    Example:
        >>> class LogitDrift(kerasgan.penalties.Penalty):
        ...     def __call__(self, critic, real, fake, noise=None):
        ...         return 1e-3 * keras.ops.mean(critic(real) ** 2)
        >>> critic = kerasgan.networks.mlp_discriminator((2,), hidden=(8,))
        >>> LogitDrift()(critic, keras.ops.ones([4, 2]), keras.ops.zeros([4, 2])).shape
        TensorShape([])
    """

    def __call__(self, critic, real, fake, noise=None):
        """The penalty.

        Args:
            critic: Function from samples `[N, ...]` to logits `[N, ...]`, such as a Keras model.
            real: Real samples, a floating tensor `[N, ...]`.
            fake: Generated samples, a floating tensor of the shape of `real`.
            noise: Floating tensor `[N, noise_size]`, uniform in [0, 1); None where `noise_size`
                is 0.

        Returns:
            A scalar tensor, to be added to the critic's loss.
        """
        raise NotImplementedError(f"{type(self).__name__} does not implement `__call__`.")

    def noise_size(self, sample_shape):
        """How many random numbers the penalty needs for one sample of this shape, an integer."""
        return 0

"""The base class of penalties: a scalar that is added to the critic's loss."""

from kerasgan.configured import Configured


class Penalty(Configured):
    """Base class of penalties on a critic's gradient.

    A penalty is called as `penalty(critic, real, fake, noise)` and returns a scalar, already
    weighted. It is a pure function of its arguments: it has no variables, and all its randomness
    comes from `noise`, of which it needs `noise_size` numbers per sample. It can be
    differentiated with respect to the critic's weights, eagerly, in a graph and under XLA.

    A critic with several logits per sample, such as a PatchGAN, is penalised as the function
    `f(x)`, the mean over the logits of `x`, since the losses compare the means of this function
    over real and generated samples. Gradients are those of one sample's `f(x)` with respect to
    all elements of that sample. Everything except the critic itself is computed in float32, or in
    float64 for float64 samples.

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
        """Computes the penalty.

        Args:
            critic: Function from samples `[N, ...]` to logits `[N, ...]`, such as a Keras model.
            real: Real samples, a floating-point tensor `[N, ...]`.
            fake: Generated samples, a floating-point tensor of the same shape.
            noise: Floating-point tensor `[N, noise_size]`, uniform in [0, 1); None if
                `noise_size` is 0.

        Returns:
            A scalar tensor, to be added to the critic's loss.
        """
        raise NotImplementedError(f"{type(self).__name__} does not implement `__call__`.")

    def noise_size(self, sample_shape):
        """How many random numbers the penalty needs for one sample of this shape, an integer."""
        return 0

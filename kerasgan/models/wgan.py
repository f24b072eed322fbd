"""Wasserstein GAN, by clipped weights or by a gradient penalty."""

import keras
from keras import ops

from kerasgan.constraints import WeightClip
from kerasgan.losses.base import as_float
from kerasgan.models.critic import CriticGAN
from kerasgan.penalties import GradientPenalty


@keras.saving.register_keras_serializable(package="kerasgan")
class WGAN(CriticGAN):
    """Trains a generator to minimise the Wasserstein-1 distance between data and samples.

    By the duality of Kantorovich and Rubinstein the distance is

        W(P, Q) = max_f E_x[f(x)] - E_z[f(G(z))]

    over the 1-Lipschitz functions f. A critic takes the place of f, and two ways keep it
    Lipschitz:

    * `compile()`, or `compile(penalty=…)`: a penalty on its gradient (WGAN-GP), by default
      `GradientPenalty(10)`, with Adam(1e-4, beta_1=0, beta_2=0.9);
    * `compile(weight_clip=0.01)`: all its weights are clipped to ±0.01 after every update, with
      RMSprop(5e-5). The distance is then known up to a factor only.

    Either way the critic is updated five times for each update of the generator, and may take no
    batch normalization under a penalty.

    The logs hold `wasserstein`, the estimate `E f(real) - E f(fake)` on the training batches.

    Args:
        generator: `keras.Model` from latents `[N, latent_dim]` to samples.
        critic: `keras.Model` from samples to real numbers `[N, …]`, without activation.
        latent_dim: Integer. Taken from the generator when left out.
        prior: Distribution of the latents, as for `GAN`.
        seed: Integer that fixes the noise of training and the order of arrays given to `fit`.
            `None` draws one.
        **kwargs: Arguments of `keras.Model`, as `name`.

    Raises:
        TypeError: If a network is not a Keras model.
        ValueError: If the networks do not fit each other.

    Example:

    >>> import numpy as np
    >>> from kerasgan import WGAN, networks
    >>> model = WGAN(networks.mlp_generator((2,), latent_dim=4, hidden=(32,)),
    ...              networks.mlp_discriminator((2,), hidden=(32,)))
    >>> model.compile()
    >>> points = np.random.default_rng(0).normal(size=(1024, 2)).astype("float32")
    >>> history = model.fit(points, epochs=1, verbose=0)
    >>> sorted(history.history)
    ['discriminator_loss', 'generator_loss', 'wasserstein']

    Reference:
        Arjovsky, Chintala, Bottou, "Wasserstein GAN", 2017, Algorithm 1.
        https://arxiv.org/abs/1701.07875. Gulrajani et al., "Improved Training of Wasserstein
        GANs", 2017, Algorithm 1. https://arxiv.org/abs/1704.00028
    """

    log_names = ("generator_loss", "discriminator_loss", "wasserstein")
    default_loss = "wasserstein"
    default_discriminator_steps = 5

    def __init__(self, generator, critic, *, latent_dim=None, prior="normal", seed=None, **kwargs):
        super().__init__(generator, critic, latent_dim=latent_dim, prior=prior, seed=seed, **kwargs)

    def default_optimizers(self):
        """RMSprop(5e-5) for clipped weights, else Adam(1e-4, beta_1=0, beta_2=0.9)."""
        if self.weight_clip is not None:
            return tuple(keras.optimizers.RMSprop(5e-5) for _ in range(2))
        return tuple(keras.optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.9) for _ in range(2))

    def compile(
        self,
        generator_optimizer=None,
        discriminator_optimizer=None,
        loss=None,
        penalty=None,
        weight_clip=None,
        **kwargs,
    ):
        """Sets how the model trains, as `AdversarialModel.compile`, and what makes it Lipschitz.

        Args:
            generator_optimizer: Keras optimizer. The default depends on the method; see above.
            discriminator_optimizer: Likewise.
            loss: Must be left out: it is `"wasserstein"`.
            penalty: Penalty on the critic's gradient. Defaults to `GradientPenalty(10)` unless
                weights are clipped.
            weight_clip: Positive float: each weight of the critic is clipped to
                `[-weight_clip, weight_clip]` after every update.
            **kwargs: As in `AdversarialModel.compile`. `discriminator_steps` defaults to 5.

        Raises:
            ValueError: If another loss is given, or both methods; else as
                `AdversarialModel.compile`.
        """
        if loss not in (None, self.default_loss):
            raise ValueError(
                f"A WGAN trains by the Wasserstein distance. Received: loss={loss!r}. Leave `loss` "
                "out; for other losses there is `GAN`, whose `compile` takes penalties as well."
            )
        if weight_clip is not None and penalty is not None:
            raise ValueError(
                "The critic is kept Lipschitz by clipping its weights or by a penalty. Received "
                f"both: weight_clip={weight_clip!r}, penalty={penalty!r}. Leave one out."
            )
        if weight_clip is None and penalty is None:
            penalty = GradientPenalty(10.0)
        try:
            clip = None if weight_clip is None else WeightClip(weight_clip)
        except ValueError as error:
            raise ValueError(
                f"`weight_clip` must be a finite number > 0. Received: weight_clip={weight_clip!r}."
            ) from error
        self.weight_clip = weight_clip
        super().compile(generator_optimizer, discriminator_optimizer, None, penalty, **kwargs)
        # Keras' optimizers apply constraints after each update, on every replica and under XLA.
        for variable in self.critic.trainable_variables:
            if clip is not None or isinstance(variable.constraint, WeightClip):
                variable.constraint = clip

    def get_compile_config(self):
        """Returns what `compile_from_config` needs to compile a loaded model the same way."""
        config = super().get_compile_config()
        return config and {**config, "weight_clip": self.weight_clip}

    def estimates(self, verdict):
        """The estimate of the distance: the difference of the critic's means."""
        difference = ops.mean(as_float(verdict.real)) - ops.mean(as_float(verdict.fake))
        return {"wasserstein": difference}

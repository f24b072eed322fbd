"""f-GAN: a generator trained by any f-divergence (Nowozin et al. 2016)."""

import keras

from kerasgan.losses import FDivergence
from kerasgan.models.critic import CriticGAN


@keras.saving.register_keras_serializable(package="kerasgan")
class FGAN(CriticGAN):
    """Trains a generator to minimise an f-divergence between data and samples.

    A critic `V` makes the variational lower bound of the divergence

        D_f(P || Q) >= F(V, G) = E_x[g_f(V(x))] - E_z[f*(g_f(V(G(z))))]

    as large as it can, and the generator makes it small. `g_f` maps the critic's logits into the
    domain of the convex conjugate `f*`, so any network that returns logits is a critic, and any
    generator will do.

    `update="simultaneous"` is the paper's single-step method (Algorithm 1), both gradients at one
    point; `update="alternating"` with `discriminator_steps=k` is the method with an inner loop.

    The logs hold `divergence`, the bound `F` in nats: an estimate of the divergence from below,
    as good as the critic is.

    Args:
        generator: `keras.Model` from latents `[N, latent_dim]` to samples.
        critic: `keras.Model` from samples to logits of any shape, without activation.
        divergence: Name in `kerasgan.losses.divergences()`, or a `kerasgan.losses.FDivergence`,
            as `FDivergence("kl", generator="practical")` for the paper's generator loss
            `-E_z[g_f(V(G(z)))]` in place of the faithful one.
        latent_dim: Integer. Taken from the generator when left out.
        prior: Distribution of the latents, as for `GAN`.
        seed: Integer that fixes the noise of training and the order of arrays given to `fit`.
            `None` draws one.
        **kwargs: Arguments of `keras.Model`, as `name`.

    Raises:
        TypeError: If a network is not a Keras model.
        ValueError: If the networks do not fit each other, or there is no such divergence.

    Example:

    >>> import numpy as np
    >>> from kerasgan import FGAN, networks
    >>> model = FGAN(networks.mlp_generator((2,), latent_dim=4, hidden=(32,)),
    ...              networks.mlp_discriminator((2,), hidden=(32,)), divergence="pearson")
    >>> model.compile()
    >>> points = np.random.default_rng(0).normal(size=(1024, 2)).astype("float32")
    >>> history = model.fit(points, epochs=1, verbose=0)
    >>> sorted(history.history)
    ['discriminator_loss', 'divergence', 'generator_loss']

    Reference:
        Nowozin, Cseke, Tomioka, "f-GAN: Training Generative Neural Samplers using Variational
        Divergence Minimization", 2016, equation 6 and Algorithm 1.
        https://arxiv.org/abs/1606.00709
    """

    log_names = ("generator_loss", "discriminator_loss", "divergence")

    def __init__(
        self,
        generator,
        critic,
        divergence="kl",
        *,
        latent_dim=None,
        prior="normal",
        seed=None,
        **kwargs,
    ):
        super().__init__(generator, critic, latent_dim=latent_dim, prior=prior, seed=seed, **kwargs)
        if not isinstance(divergence, FDivergence):
            divergence = FDivergence(divergence)
        self.divergence = divergence

    @property
    def default_loss(self):
        """The adversarial loss, which the constructor chose."""
        return self.divergence

    def compile(self, generator_optimizer=None, discriminator_optimizer=None, loss=None, **kwargs):
        """Sets how the model trains, as `AdversarialModel.compile`, but for the loss.

        Args:
            generator_optimizer: Keras optimizer. Defaults to Adam(2e-4, beta_1=0.5).
            discriminator_optimizer: Likewise.
            loss: Must be left out: it is the divergence.
            **kwargs: As in `AdversarialModel.compile`.

        Raises:
            ValueError: If a loss is given; else as `AdversarialModel.compile`.
        """
        if loss is not None:
            raise ValueError(
                f"An FGAN trains by its divergence, {self.divergence!r}. Received: loss={loss!r}. "
                "Leave `loss` out, and choose another divergence in the constructor; for other "
                "losses there is `GAN`."
            )
        super().compile(generator_optimizer, discriminator_optimizer, None, **kwargs)

    def estimates(self, verdict):
        """The variational lower bound of the divergence, in nats."""
        return {"divergence": self.divergence.bound(verdict.real, verdict.fake)}

    def get_config(self):
        divergence = keras.saving.serialize_keras_object(self.divergence)
        return {**super().get_config(), "divergence": divergence}

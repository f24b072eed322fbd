"""Unpaired image-to-image translation by cycle consistency (Zhu et al. 2017)."""

import keras
import tensorflow as tf
from keras import ops

from kerasgan.arguments import non_negative
from kerasgan.engine.passes import pass_together, training_pass
from kerasgan.engine.updates import keep_seeds
from kerasgan.latents import streams
from kerasgan.layers import ImagePool
from kerasgan.losses import LeastSquares
from kerasgan.models import cycle_networks
from kerasgan.models.adversary import UNIT
from kerasgan.models.image_to_image import ImageToImageModel
from kerasgan.networks.precision import use_dtype_policy


@keras.saving.register_keras_serializable(package="kerasgan")
class CycleGAN(ImageToImageModel):
    """Learns to translate images of one kind into another, and back, from unpaired examples.

    `generator_a2b` (the paper's G) and `generator_b2a` (F) are trained against `discriminator_b`
    and `discriminator_a`, which tell translated images from real ones. A translation is tied to its
    original because translating it back must restore the original. The translators minimise

        adversarial(D_B, G(a)) + adversarial(D_A, F(b))
            + cycle_weight * (|F(G(a)) - a| + |G(F(b)) - b|)
            + identity_weight * (|G(b) - b| + |F(a) - a|)

    with means of absolute differences; each discriminator minimises half of the adversarial loss.
    Discriminators also see past translations, from pools that are part of the saved state.

    A step updates both translators with one optimizer, then both discriminators. Batches for the
    same network share a call, unless it has batch normalization, which would mix them.

    Args:
        image_shape: `(height, width, channels)` of the images of A.
        width: Number of channels of each network's first feature map.
        blocks: Number of residual blocks in each translator. Defaults to the paper's: 9 for
            images of 256 pixels or more, else 6.
        receptive_field: Side of the patches that the discriminators judge, in pixels: 16, 34, 70
            (the paper's), 142 or 286. Smaller ones suit images below 128 pixels.
        channels_b: Number of channels of the images of B. Defaults to that of A.
        generator_a2b: `keras.Model` from images of A to images of B in [-1, 1], instead of
            `kerasgan.networks.resnet_translator`.
        generator_b2a: Likewise from B to A.
        discriminator_a: `keras.Model` from images of A to logits of any shape, instead of
            `kerasgan.networks.patchgan_discriminator`.
        discriminator_b: Likewise for images of B.
        pool_size: Number of past translations of each kind to keep; 0 for none.
        seed: Integer that fixes everything random. With `None`, a seed is drawn.
        dtype: Dtype policy of the networks built here.
        **kwargs: Arguments of `keras.Model`, such as `name`.

    Raises:
        ValueError: If the networks do not fit each other.

    Example:

    >>> model = kerasgan.CycleGAN((32, 32, 3), width=8, blocks=1)
    >>> model.compile()
    >>> a, b = np.random.default_rng(0).uniform(-1, 1, (2, 4, 32, 32, 3)).astype("float32")
    >>> history = model.fit((a, b), batch_size=1, epochs=1, verbose=0)
    >>> model.translate(a, direction="a2b").shape
    (4, 32, 32, 3)

    Reference:
        Zhu, Park, Isola, Efros, "Unpaired Image-to-Image Translation using Cycle-Consistent
        Adversarial Networks", 2017, equations 1-3 and sections 4 and 5.2.
        https://arxiv.org/abs/1703.10593
    """

    translators = {"a2b": "generator_a2b", "b2a": "generator_b2a"}  # noqa: RUF012
    generator_networks = ("generator_a2b", "generator_b2a")
    discriminator_networks = ("discriminator_a", "discriminator_b")
    inference_networks = generator_networks
    log_names = (
        "generator_loss",
        "discriminator_loss",
        "adversarial_a2b_loss",
        "adversarial_b2a_loss",
        "cycle_loss",
        "identity_loss",
    )
    # The squares of the paper have no factor 1/2: beside them its cycle weight is 10.
    default_loss = LeastSquares(scale=1.0)

    def __init__(
        self,
        image_shape=(128, 128, 3),
        width=64,
        blocks=None,
        *,
        receptive_field=70,
        channels_b=None,
        generator_a2b=None,
        generator_b2a=None,
        discriminator_a=None,
        discriminator_b=None,
        pool_size=50,
        seed=None,
        dtype=None,
        **kwargs,
    ):
        seed = streams.choose_seed(seed)
        given = generator_a2b, generator_b2a, discriminator_a, discriminator_b
        size = image_shape, channels_b, width, blocks, receptive_field
        with use_dtype_policy(dtype):
            networks = cycle_networks.build(given, *size, seed)
        super().__init__(networks, seed=seed, dtype=dtype, **kwargs)
        cycle_networks.check(networks)
        self.pool_size = pool_size
        self.pool_a, self.pool_b = (ImagePool(pool_size, name=f"pool_{side}") for side in "ab")
        for pool, shape in zip((self.pool_a, self.pool_b), self.image_shapes, strict=True):
            pool.build((None, *shape))

    def compile(
        self,
        generator_optimizer=None,
        discriminator_optimizer=None,
        loss=None,
        cycle_weight=10.0,
        identity_weight=None,
        **kwargs,
    ):
        """Configures training. With `LinearDecay` in `fit`, the defaults are the paper's recipe.

        Args:
            generator_optimizer: Keras optimizer for both translators.
            discriminator_optimizer: Keras optimizer for both discriminators.
            loss: Adversarial loss. Defaults to the paper's, `LeastSquares(scale=1.0)`.
            cycle_weight: Float, the paper's lambda.
            identity_weight: Float. Defaults to half of `cycle_weight`, or to 0 where A and B differ
                in their number of channels.
            **kwargs: As in `AdversarialModel.compile`.

        Raises:
            ValueError: If a weight is negative, if an identity loss is requested between images of
                different shapes, or as in `AdversarialModel.compile`.
        """
        same_shape = len(set(self.image_shapes)) == 1
        if identity_weight is None:
            identity_weight = 0.5 * cycle_weight if same_shape else 0.0
        self.cycle_weight = non_negative("cycle_weight", cycle_weight)
        self.identity_weight = non_negative("identity_weight", identity_weight)
        if identity_weight and not same_shape:
            raise ValueError(
                "The identity loss needs images of A and B of one shape. Received: "
                f"identity_weight={identity_weight!r}, shapes {self.image_shapes}. Leave it out."
            )
        super().compile(generator_optimizer, discriminator_optimizer, loss, **kwargs)

    def get_compile_config(self):
        """Returns what `compile_from_config` needs to compile a loaded model the same way."""
        weights = ("cycle_weight", "identity_weight")
        config = super().get_compile_config()
        return config and config | {name: getattr(self, name) for name in weights}

    def alternating_step(self, minibatches):
        """Updates the translators, then the discriminators on what those made."""
        fakes = self.translator_step(*minibatches)
        self.discriminator_step(*minibatches, *fakes)

    def translator_step(self, a, b):
        """Updates both translators; returns the translations of `b` and of `a` before that."""
        judge_a, judge_b = self.adversaries.values()
        with tf.GradientTape() as tape:
            (fake_b, *same_b), to_b = self._translate("generator_a2b", a, b)
            (fake_a, *same_a), to_a = self._translate("generator_b2a", b, a)
            cycled_a, to_a = training_pass(self.generator_b2a, fake_b, to_a)
            cycled_b, to_b = training_pass(self.generator_a2b, fake_a, to_b)
            fake_a, fake_b = a.replace(fake_a), b.replace(fake_b)
            verdict_a, verdict_b = judge_a.judge_fake(fake_a, a), judge_b.judge_fake(fake_b, b)
            cycled, same = [cycled_a, cycled_b], [*same_a, *same_b]
            losses = self._combine(a, b, cycled, same, verdict_a, verdict_b)
            loss = losses.pop("generator_loss") + self.regularization(*self.generator_networks)
        keep_seeds(self.discriminator_a, verdict_a.state)
        keep_seeds(self.discriminator_b, verdict_b.state)
        states = {"generator_a2b": to_b, "generator_b2a": to_a}
        self.minimize({"generator_loss": loss}, tape, states)
        self.log(losses)
        return fake_a, fake_b

    def discriminator_step(self, a, b, fake_a, fake_b):
        """Updates both discriminators to tell real images from translated ones of the pools."""
        states, losses = {}, []
        with tf.GradientTape() as tape:
            for side, real, fake in (("a", a, fake_a), ("b", b, fake_b)):
                name, pool = f"discriminator_{side}", f"pool_{side}"
                judge = self.adversaries[name]
                shown, states[pool] = self._query_pool(side, fake)
                verdict = judge.judge_together(real, shown)
                loss, states[name] = judge.penalized_loss(verdict, real, shown)
                losses.append(loss)
            loss = 0.5 * sum(losses) + self.regularization(*self.discriminator_networks)
        self.minimize({"discriminator_loss": loss}, tape, states)

    def evaluation_logs(self, minibatches):
        """Losses of a batch of both kinds, in inference mode, without any update or pool."""
        a, b = minibatches
        judge_a, judge_b = self.adversaries.values()
        to_a, to_b = self.generator_b2a, self.generator_a2b
        fake_a, fake_b = a.replace(to_a(b.samples)), b.replace(to_b(a.samples))
        cycled = [to_a(fake_b.samples), to_b(fake_a.samples)]
        same = [to_a(a.samples), to_b(b.samples)] if self.identity_weight else []
        verdict_a, verdict_b = judge_a.judge_at_rest(a, fake_a), judge_b.judge_at_rest(b, fake_b)
        judged = judge_a.discriminator_loss(verdict_a) + judge_b.discriminator_loss(verdict_b)
        losses = self._combine(a, b, cycled, same, verdict_a, verdict_b)
        return {**losses, "discriminator_loss": 0.5 * judged}

    def _translate(self, name, source, target):
        """Translations of `source`, with those of `target` if the identity loss needs them."""
        batches = [source.samples, target.samples] if self.identity_weight else [source.samples]
        return pass_together(getattr(self, name), batches)

    def _combine(self, a, b, cycled, same, verdict_a, verdict_b):
        """The translators' loss and its parts; `same` is empty without an identity loss."""
        judge_a, judge_b = self.adversaries.values()
        originals = a.samples, b.samples
        losses = {
            "adversarial_a2b_loss": judge_b.generator_loss(verdict_b),
            "adversarial_b2a_loss": judge_a.generator_loss(verdict_a),
            "cycle_loss": sum(map(distance, cycled, originals)),
            "identity_loss": sum(map(distance, same, originals), 0.0),
        }
        a2b, b2a, cycle, identity = losses.values()
        loss = a2b + b2a + self.cycle_weight * cycle + self.identity_weight * identity
        return {**losses, "generator_loss": loss}

    def _query_pool(self, side, fake):
        """What the pool shows of the past in place of `fake`, and its state after that."""
        pool = getattr(self, f"pool_{side}")
        seed = self.seed + streams.POOL + "ab".index(side)
        uniforms = streams.draw(UNIT, fake.size, 2, seed, self.discriminator_optimizer.iterations)
        shown, state = pool.query(pool.state, fake.samples, uniforms)
        return fake.replace(shown), state

    def get_config(self):
        return {
            **super().get_config(),
            "image_shape": list(self.image_shape),
            "channels_b": self.image_shapes[1][-1],
            "pool_size": self.pool_size,
        }


def distance(images, others):
    """The mean of absolute differences, in float32."""
    return ops.mean(ops.abs(ops.cast(images, "float32") - ops.cast(others, "float32")))

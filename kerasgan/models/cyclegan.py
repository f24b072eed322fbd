"""Unpaired image-to-image translation by cycle consistency (Zhu et al. 2017)."""

import functools
import pathlib

import keras
import tensorflow as tf
from keras import ops

from kerasgan.data import elements
from kerasgan.latents import streams
from kerasgan.layers import ImagePool
from kerasgan.losses import LeastSquares
from kerasgan.models import translation
from kerasgan.models.adversarial import AdversarialModel
from kerasgan.models.gan import choose_seed
from kerasgan.models.network_checks import check_fits, check_returns_logits
from kerasgan.models.passes import keep_seeds, pass_together, training_pass
from kerasgan.models.penalized import UNIT
from kerasgan.networks import patchgan_discriminator, resnet_translator
from kerasgan.networks.precision import dtype_policy


@keras.saving.register_keras_serializable(package="kerasgan")
class CycleGAN(AdversarialModel):
    """Translates images of one kind into another and back, learnt from unpaired examples.

    `generator_a2b` (the paper's G) and `generator_b2a` (F) are trained against `discriminator_b`
    and `discriminator_a`, which tell translated images from real ones. What ties a translation to
    its original is that the way back must lead there. The translators minimise

        adversarial(D_B, G(a)) + adversarial(D_A, F(b))
            + cycle_weight * (|F(G(a)) - a| + |G(F(b)) - b|)
            + identity_weight * (|G(b) - b| + |F(a) - a|)

    with means of absolute differences, and each discriminator half of the adversarial loss, so
    that it learns at half the translators' pace. The discriminators are shown translated images of
    the past too: of each kind a pool of 50 is kept, part of the saved state.

    A step updates both translators first, by one optimizer, and then both discriminators. It
    takes two calls of each translator: one for the translation and the identity together, one
    for the way back; a discriminator is called once for the translators' step, without a gradient
    of its weights, and once for its own, on real and pooled images together. Networks with batch
    normalization, which would mix what is put together, get a call for each batch.

    Args:
        image_shape: `(height, width, channels)` of the images of A.
        width: Channels of the translators' and the discriminators' first feature map.
        blocks: Number of the translators' residual blocks. Defaults to the paper's: 9 for images
            from 256 pixels on, else 6.
        receptive_field: Side of the patches that the discriminators judge, in pixels: 16, 34, 70
            (the paper's), 142 or 286. Smaller ones suit images below 128 pixels.
        channels_b: Channels of the images of B. Defaults to those of A.
        generator_a2b: `keras.Model` from images of A to images of B in [-1, 1], instead of
            `kerasgan.networks.resnet_translator`.
        generator_b2a: Likewise from B to A.
        discriminator_a: `keras.Model` from images of A to logits of any shape, instead of
            `kerasgan.networks.patchgan_discriminator`.
        discriminator_b: Likewise of images of B.
        pool_size: Number of translated images of each kind that are kept for the discriminators;
            0 for none.
        seed: Integer that fixes initial weights, the pool's draws and the order of arrays given
            to `fit`. `None` draws one.
        dtype: dtype policy of the networks built here.
        **kwargs: Arguments of `keras.Model`, as `name`.

    Raises:
        TypeError: If a network is not a Keras model.
        ValueError: If the networks do not fit each other.

    Example:

    >>> import numpy as np
    >>> from kerasgan import CycleGAN
    >>> model = CycleGAN((32, 32, 3), width=8, blocks=1)
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

    generator_networks = ("generator_a2b", "generator_b2a")
    discriminator_networks = ("discriminator_a", "discriminator_b")
    inference_networks = generator_networks
    usage = 'paths = model.translate("pictures", direction="a2b", output="translated")'
    samples_caption = "A, B and A again; B, A and B again: the first images, not chosen"
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
        seed = choose_seed(seed)
        shape_a = tuple(image_shape)
        shape_b = (*shape_a[:2], channels_b or shape_a[-1])
        # Seeds apart, for the two sides of one kind not to start alike.
        with dtype_policy(dtype):
            networks = {
                "generator_a2b": generator_a2b
                or resnet_translator(shape_a, shape_b[-1], width, blocks, seed=seed),
                "generator_b2a": generator_b2a
                or resnet_translator(shape_b, shape_a[-1], width, blocks, seed=seed + 1),
                "discriminator_a": discriminator_a
                or patchgan_discriminator(shape_a, width, receptive_field, seed=seed),
                "discriminator_b": discriminator_b
                or patchgan_discriminator(shape_b, width, receptive_field, seed=seed + 1),
            }
        super().__init__(networks, dtype=dtype, **kwargs)
        check_fits(self.generator_a2b, "generator_a2b", self.generator_b2a, "generator_b2a")
        check_fits(self.generator_b2a, "generator_b2a", self.generator_a2b, "generator_a2b")
        for kind, translator in (("a", "generator_b2a"), ("b", "generator_a2b")):
            name = f"discriminator_{kind}"
            check_fits(getattr(self, translator), translator, networks[name], name)
            check_returns_logits(networks[name], name)
        self.seed = seed
        self.pool_size = pool_size
        self.pool_a, self.pool_b = (
            ImagePool(pool_size, name=f"pool_{kind}") for kind in ("a", "b")
        )
        for pool, shape in zip((self.pool_a, self.pool_b), self.image_shapes, strict=True):
            pool.build((None, *shape))
        self._translate = {
            name: tf.function(functools.partial(self._translation, name), reduce_retracing=True)
            for name in self.generator_networks
        }

    @property
    def image_shapes(self):
        """Shapes of one image of A and of one of B."""
        return tuple(
            tuple(network.input_shape[1:]) for network in (self.generator_a2b, self.generator_b2a)
        )

    @property
    def image_shape(self):
        """Shape of one image of A."""
        return self.image_shapes[0]

    def compile(
        self,
        generator_optimizer=None,
        discriminator_optimizer=None,
        loss=None,
        penalty=None,
        cycle_weight=10.0,
        identity_weight=None,
        **kwargs,
    ):
        """Sets how the model trains. Without arguments: the paper's recipe.

        Its learning rate falls linearly to zero in the second half of a training: that is
        `kerasgan.callbacks.LinearDecay`, since only `fit` knows the number of steps.

        Args:
            generator_optimizer: Keras optimizer of both translators. Defaults to
                Adam(2e-4, beta_1=0.5).
            discriminator_optimizer: Likewise of both discriminators.
            loss: Adversarial loss. Defaults to `LeastSquares(scale=1.0)`, the paper's.
            penalty: As in `AdversarialModel.compile`.
            cycle_weight: Float, the paper's lambda.
            identity_weight: Float. Defaults to half of `cycle_weight`; to 0 where A and B have
                different numbers of channels, and an image of the one is none of the other.
            **kwargs: As in `AdversarialModel.compile`; there is one update of the
                discriminators for each of the translators.

        Raises:
            ValueError: If a weight is negative, the identity loss is asked for between images of
                different shapes, there are to be several discriminator steps or simultaneous
                updates; else as `AdversarialModel.compile`.
        """
        same_shape = len(set(self.image_shapes)) == 1
        if identity_weight is None:
            identity_weight = 0.5 * cycle_weight if same_shape else 0.0
        for name, weight in {"cycle": cycle_weight, "identity": identity_weight}.items():
            if not weight >= 0.0:
                raise ValueError(f"`{name}_weight` must not be negative. Received: {weight!r}.")
        if identity_weight and not same_shape:
            raise ValueError(
                "The identity loss needs images of A and B of one shape. Received: "
                f"identity_weight={identity_weight!r}, shapes {self.image_shapes}. Leave it out."
            )
        for name, only in {"discriminator_steps": 1, "update": "alternating"}.items():
            if kwargs.get(name) not in (None, only):
                raise ValueError(
                    f"A CycleGAN trains with {name}={only!r}. Received: {name}={kwargs[name]!r}."
                )
        self.cycle_weight = float(cycle_weight)
        self.identity_weight = float(identity_weight)
        super().compile(generator_optimizer, discriminator_optimizer, loss, penalty, **kwargs)

    def get_compile_config(self):
        """Returns what `compile_from_config` needs to compile a loaded model the same way."""
        weights = ("cycle_weight", "identity_weight")
        config = super().get_compile_config()
        return config and {**config, **{name: getattr(self, name) for name in weights}}

    # The algorithm

    def train_step(self, batch):
        """One update of the translators and one of the discriminators.

        Args:
            batch: `(a, b)`: images of both kinds, as many of the one as of the other.
        """
        self.alternating_step(*batch)
        return self.get_metrics_result()

    def alternating_step(self, a, b):
        """Updates the translators, then the discriminators on what those made."""
        fake_a, fake_b = self.translator_step(a, b)
        self.discriminator_step(a, b, fake_a, fake_b)

    def translator_step(self, a, b):
        """Updates both translators against the discriminators as they are.

        Returns:
            `(fake_a, fake_b)`: the translations of `b` and of `a`, before the update.
        """
        with tf.GradientTape() as tape:
            (fake_b, *same_b), to_b = self._translated("generator_a2b", a, b)
            (fake_a, *same_a), to_a = self._translated("generator_b2a", b, a)
            cycled_a, to_a = training_pass(self.generator_b2a, fake_b, to_a)
            cycled_b, to_b = training_pass(self.generator_a2b, fake_a, to_b)
            logits_a, seen_a = training_pass(self.discriminator_a, fake_a)
            logits_b, seen_b = training_pass(self.discriminator_b, fake_b)
            losses = {
                "adversarial_a2b_loss": self.adversarial_loss.generator(logits_b),
                "adversarial_b2a_loss": self.adversarial_loss.generator(logits_a),
                "cycle_loss": distance(cycled_a, a) + distance(cycled_b, b),
                "identity_loss": sum(map(distance, (*same_a, *same_b), (a, b)), 0.0)
                if self.identity_weight
                else 0.0,
            }
            loss = self._weighted(losses) + self.regularization(*self.generator_networks)
        keep_seeds(self.discriminator_a, seen_a)
        keep_seeds(self.discriminator_b, seen_b)
        states = {"generator_a2b": to_b, "generator_b2a": to_a}
        self.minimize({"generator_loss": loss}, tape, states)
        self._log(losses)
        return fake_a, fake_b

    def discriminator_step(self, a, b, fake_a, fake_b):
        """Updates both discriminators to tell real images from translated ones of the pools."""
        states, losses = {}, []
        with tf.GradientTape() as tape:
            for kind, real, fake in (("a", a, fake_a), ("b", b, fake_b)):
                name, pool = f"discriminator_{kind}", f"pool_{kind}"
                pooled, states[pool] = self._pooled(kind, fake)
                (real_logits, fake_logits), state = pass_together(
                    getattr(self, name), [real, pooled]
                )
                penalty, states[name] = self.penalize(name, real, pooled, state)
                losses.append(self.adversarial_loss.discriminator(real_logits, fake_logits))
                losses.append(penalty)
            loss = 0.5 * sum(losses) + self.regularization(*self.discriminator_networks)
        self.minimize({"discriminator_loss": loss}, tape, states)

    def _translated(self, name, source, target):
        """Translations of `source`, with those of `target` if the identity loss needs them."""
        batches = [source, target] if self.identity_weight else [source]
        return pass_together(getattr(self, name), batches)

    def _pooled(self, kind, images):
        """What the pool shows of the past in place of `images`, and its state after that."""
        pool = getattr(self, f"pool_{kind}")
        seed = self.seed + streams.POOL + ("a", "b").index(kind)
        updates = self.discriminator_optimizer.iterations
        uniforms = streams.draw(UNIT, ops.shape(images)[0], 2, seed, updates)
        return pool.query(pool.state, images, uniforms)

    def _weighted(self, losses):
        """The translators' loss from its parts."""
        return (
            losses["adversarial_a2b_loss"]
            + losses["adversarial_b2a_loss"]
            + self.cycle_weight * losses["cycle_loss"]
            + self.identity_weight * losses["identity_loss"]
        )

    def _log(self, losses):
        for name, loss in losses.items():
            self.trackers[name].update_state(loss)

    # Evaluation and translation

    def test_step(self, batch):
        """Losses of a batch of both kinds, in inference mode, without any update."""
        a, b = batch
        fake_a = self.generator_b2a(b, training=False)
        fake_b = self.generator_a2b(a, training=False)
        fake_logits = {"a": self.discriminator_a(fake_a), "b": self.discriminator_b(fake_b)}
        cycled = self.generator_b2a(fake_b), self.generator_a2b(fake_a)
        losses = {
            "adversarial_a2b_loss": self.adversarial_loss.generator(fake_logits["b"]),
            "adversarial_b2a_loss": self.adversarial_loss.generator(fake_logits["a"]),
            "cycle_loss": sum(map(distance, cycled, (a, b))),
            "identity_loss": distance(self.generator_b2a(a), a) + distance(self.generator_a2b(b), b)
            if self.identity_weight
            else 0.0,
        }
        losses["generator_loss"] = self._weighted(losses)
        losses["discriminator_loss"] = 0.5 * (
            self.adversarial_loss.discriminator(self.discriminator_a(a), fake_logits["a"])
            + self.adversarial_loss.discriminator(self.discriminator_b(b), fake_logits["b"])
        )
        self._log(losses)
        return self.get_metrics_result()

    def evaluate(self, x=None, y=None, **kwargs):
        """Losses on data of both kinds, without any update and without the pools.

        Args:
            x: Data, as for `fit`.
            y: Ignored.
            **kwargs: Further arguments of `keras.Model.evaluate`.

        Returns:
            List of the values that `fit` logs, or a dict with `return_dict=True`.

        Raises:
            ValueError: If the data do not fit the model, as in `fit`.
        """
        self._check_trainable("evaluate")
        dataset, _ = self.training_data(x, shuffle=False)
        return super().evaluate(dataset, **kwargs)

    def training_data(self, x, batch_size=None, shuffle=True, steps_per_epoch=None):
        """What `fit` was given, in batches of A and B; see `elements.prepare_unpaired`."""
        return elements.prepare_unpaired(
            x,
            self.image_shapes,
            batch_size=batch_size,
            shuffle=shuffle,
            seed=self.seed,
            steps_per_epoch=steps_per_epoch,
        )

    def call(self, inputs, training=False):
        """Translations of images of A to B, by the training weights."""
        return self.generator_a2b(inputs, training=training)

    def translate(self, images, direction="a2b", *, output=None, fit=None, batch_size=8):
        """Translates images: an array, a picture file, or a folder of them.

        Where the optimizer keeps a moving average of the weights, the average translates.

        Args:
            images: Array `[N, H, W, C]` of floats in [-1, 1], or the path of a picture or of a
                folder of pictures.
            direction: `"a2b"` or `"b2a"`.
            output: Folder for the translations of files, which keep their names and become PNG.
            fit: What to do with images of another size than the networks': `"resize"` them (the
                default for files: shorter side first, then the centre), or `"tile"`: translate
                overlapping parts of the networks' size and blend them, which keeps the size.
                `None` refuses other sizes.
            batch_size: Integer, the number of images computed at a time.

        Returns:
            NumPy float32 array `[N, H, W, C]` in [-1, 1]; for files the list of the paths that
            were written.

        Raises:
            ValueError: If there is no such direction, the images have another size, type, range
                or number of channels, or nothing can be read.
        """
        if direction not in ("a2b", "b2a"):
            raise ValueError(f"`direction` must be 'a2b' or 'b2a'. Received: {direction!r}.")
        name = f"generator_{direction}"
        translator = getattr(self, name)
        weights = self.inference_values(name)

        def translated(batch):
            return self._translate[name](batch, weights).numpy()

        shape = translator.input_shape[1:]
        if isinstance(images, str | pathlib.Path):
            return translation.files(
                translated, images, output, shape, fit=fit or "resize", batch_size=batch_size
            )
        return translation.arrays(translated, images, shape, fit=fit, batch_size=batch_size)

    def strips(self, a=None, b=None, *, fit=None):
        """Draws images, their translations and the ways back, side by side.

        Each row shows an image of A, its translation to B and the translation of that to A; beside
        them an image of B, its translation to A and the translation of that to B.

        Args:
            a: Images of A: array `[N, H, W, C]` of floats in [-1, 1], or a list of `[H, W, C]`.
            b: Images of B. Either side may be left out.
            fit: As in `translate`, for images of another size than the networks'. They are shown
                in that size.

        Returns:
            uint8 array `[height, width, 3]`; grey images are shown beside coloured ones.

        Raises:
            ValueError: If there are no images, or they do not fit, as in `translate`.

        Example:

        >>> path = kerasgan.images.save_png("strips.png", model.strips(a[:4], b[:4]))
        """
        return translation.strips(self, a, b, fit=fit)

    def _translation(self, name, batch, weights):
        network = getattr(self, name)
        state = network.non_trainable_variables
        images, _ = network.stateless_call(weights, state, batch, training=False)
        return ops.cast(images, "float32")

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "image_shape": list(self.image_shape),
            "channels_b": self.image_shapes[1][-1],
            **{name: serialize(network) for name, network in self.networks.items()},
            "pool_size": self.pool_size,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return cls(
            **{
                name: keras.saving.deserialize_keras_object(value, custom_objects)
                if isinstance(value, dict)
                else value
                for name, value in config.items()
            }
        )


def distance(images, others):
    """The mean of absolute differences, in float32."""
    return ops.mean(ops.abs(ops.cast(images, "float32") - ops.cast(others, "float32")))

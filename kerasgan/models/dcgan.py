"""Deep convolutional GAN (Radford et al. 2015)."""

import keras

from kerasgan.latents.streams import choose_seed
from kerasgan.models.gan import GAN
from kerasgan.networks import dcgan_discriminator, dcgan_generator
from kerasgan.networks.precision import use_dtype_policy


@keras.saving.register_keras_serializable(package="kerasgan")
class DCGAN(GAN):
    """A `GAN` with the networks of the DCGAN paper, built for an image size.

    Transposed and strided convolutions; batch normalisation except at the generator's output and
    the discriminator's input; ReLU and tanh in the generator, LeakyReLU in the discriminator.

    Args:
        image_shape: `(height, width, channels)`; height and width are 28, 32, 64 or 128.
        latent_dim: Integer, the length of a latent vector.
        width: Integer, the number of channels of the discriminator's first convolution. All
            others are multiples of it.
        prior: Distribution of the latents, as for `GAN`.
        discriminator_normalization: `"batch"` as in the paper, or, for use with a penalty,
            `"layer"` or `None`.
        discriminator_depth: Integer, the number of convolutions in the discriminator. Defaults
            to that in the generator.
        synchronized: Whether batch normalisation computes its statistics over all replicas under
            `tf.distribute`.
        seed: Integer that fixes the initial weights, the noise of training and the order of
            arrays given to `fit`. With `None`, a seed is drawn.
        dtype: Dtype policy of the networks, such as `"mixed_bfloat16"`. Defaults to Keras' own.
        **kwargs: Arguments of `keras.Model`, such as `name`.

    Raises:
        ValueError: If the image size or the normalization is not one of the above, or if the
            depth is less than 1.

    Example:

    >>> model = kerasgan.DCGAN(image_shape=(28, 28, 1), width=16, seed=0)
    >>> model.compile()
    >>> history = model.fit(kerasgan.data.load("glyphs", count=1024), epochs=1)
    >>> model.generate(64, seed=0).shape
    (64, 28, 28, 1)

    Reference:
        Radford, Metz, Chintala, "Unsupervised Representation Learning with Deep Convolutional
        Generative Adversarial Networks", 2015. https://arxiv.org/abs/1511.06434
    """

    def __init__(
        self,
        image_shape=(28, 28, 1),
        latent_dim=100,
        width=64,
        *,
        prior="normal",
        discriminator_normalization="batch",
        discriminator_depth=None,
        synchronized=False,
        seed=None,
        dtype=None,
        **kwargs,
    ):
        seed = choose_seed(seed)
        with use_dtype_policy(dtype):
            generator = dcgan_generator(
                image_shape, latent_dim, width, synchronized=synchronized, seed=seed
            )
            discriminator = dcgan_discriminator(
                image_shape,
                width,
                synchronized=synchronized,
                normalization=discriminator_normalization,
                depth=discriminator_depth,
                seed=seed,
            )
        super().__init__(generator, discriminator, prior=prior, seed=seed, dtype=dtype, **kwargs)
        self.width = width
        self.discriminator_normalization = discriminator_normalization
        self.discriminator_depth = discriminator_depth
        self.synchronized = synchronized

    def get_config(self):
        config = super().get_config()
        for name in self.networks:
            del config[name]  # they are built anew from what follows
        return {
            **config,
            "image_shape": list(self.image_shape),
            "width": self.width,
            "discriminator_normalization": self.discriminator_normalization,
            "discriminator_depth": self.discriminator_depth,
            "synchronized": self.synchronized,
        }

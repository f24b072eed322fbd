"""What the families share whose discriminator is a critic and whose loss is not chosen."""

from kerasgan.models.gan import GAN


class CriticGAN(GAN):
    """A `GAN` that takes a `critic`, and whose loss belongs to the family."""

    @property
    def critic(self):
        """The discriminator, by the name that it has in this family."""
        return self.discriminator

    def get_compile_config(self):
        """Returns what `compile_from_config` needs to compile a loaded model the same way."""
        config = super().get_compile_config()
        config.pop("loss", None)
        return config

    def get_config(self):
        config = super().get_config()
        config["critic"] = config.pop("discriminator")
        return config

"""Every family keeps the contract, and so does one that was written after the guide."""

import numpy as np
import pytest

import kerasgan
from kerasgan import models, networks, testing


def latent_networks():
    return (
        networks.mlp_generator((2,), latent_dim=3, hidden=(8,), seed=0),
        networks.mlp_discriminator((2,), hidden=(8,), seed=0),
    )


# How each is built small, with the same weights every time.
MAKE = {
    "GAN": lambda: kerasgan.GAN(*latent_networks(), seed=0),
    "FGAN": lambda: kerasgan.FGAN(*latent_networks(), seed=0),
    "WGAN": lambda: kerasgan.WGAN(*latent_networks(), seed=0),
    "DCGAN": lambda: kerasgan.DCGAN((28, 28, 1), latent_dim=3, width=2, seed=0),
    "CycleGAN": lambda: kerasgan.CycleGAN(
        (16, 16, 3), width=2, blocks=1, receptive_field=16, pool_size=3, seed=0
    ),
}
BASES = {models.AdversarialModel, models.LatentModel, models.ImageToImageModel}
FAMILIES = [
    name
    for name, value in vars(models).items()
    if isinstance(value, type) and issubclass(value, models.AdversarialModel)
    if value not in BASES
]


def data_for(model):
    """Two small minibatches for each discriminator step."""
    rng = np.random.default_rng(0)
    if isinstance(model, models.ImageToImageModel):
        a, b = (rng.uniform(-1, 1, (4, *s)).astype("float32") for s in model.image_shapes)
        return kerasgan.data.load_unpaired((a, b), batch_size=2, jitter=False, flip=False)
    count = 2 * model.default_discriminator_steps * 4
    samples = rng.uniform(-1, 1, (count, *model.sample_shape)).astype("float32")
    return kerasgan.data.from_arrays(samples, batch_size=4)


@pytest.mark.parametrize("name", FAMILIES)
def test_family_keeps_the_contract(name):
    assert name in MAKE, f"type into MAKE how {name} is built small"
    testing.check_family(MAKE[name], data_for(MAKE[name]()))


@pytest.mark.parametrize("name", FAMILIES)
def test_family_is_documented(name):
    documentation = getattr(kerasgan, name).__doc__
    for part in ("Args:", "Raises:", "Example:", "Reference:", "arxiv.org"):
        assert part in documentation, part

"""Families of adversarial models, and what they share."""

from kerasgan.models.adversarial import AdversarialModel
from kerasgan.models.cyclegan import CycleGAN
from kerasgan.models.dcgan import DCGAN
from kerasgan.models.fgan import FGAN
from kerasgan.models.gan import GAN
from kerasgan.models.image_to_image import ImageToImageModel
from kerasgan.models.latent_model import LatentModel
from kerasgan.models.wgan import WGAN

__all__ = [
    "DCGAN",
    "FGAN",
    "GAN",
    "WGAN",
    "AdversarialModel",
    "CycleGAN",
    "ImageToImageModel",
    "LatentModel",
]

"""Families of adversarial models, and what they share."""

from kerasgan.models.adversarial import AdversarialModel
from kerasgan.models.dcgan import DCGAN
from kerasgan.models.gan import GAN

__all__ = ["DCGAN", "GAN", "AdversarialModel"]

"""Generative adversarial networks for Keras."""

import keras

if keras.backend.backend() != "tensorflow":
    raise ImportError(
        f"kerasgan needs Keras' TensorFlow backend, but Keras runs on {keras.backend.backend()!r}: "
        "set the environment variable KERAS_BACKEND=tensorflow (or the backend in "
        "~/.keras/keras.json) before Keras is imported."
    )

from kerasgan import (
    callbacks,
    constraints,
    data,
    images,
    latents,
    layers,
    losses,
    metrics,
    networks,
    optimizers,
    penalties,
    testing,
    theory,
)
from kerasgan.models import (
    DCGAN,
    FGAN,
    GAN,
    WGAN,
    AdversarialModel,
    CycleGAN,
    ImageToImageModel,
    LatentModel,
)
from kerasgan.presets import load as from_preset
from kerasgan.presets import names as list_presets

__version__ = "0.1.0"

__all__ = [
    "DCGAN",
    "FGAN",
    "GAN",
    "WGAN",
    "AdversarialModel",
    "CycleGAN",
    "ImageToImageModel",
    "LatentModel",
    "callbacks",
    "constraints",
    "data",
    "from_preset",
    "images",
    "latents",
    "layers",
    "list_presets",
    "losses",
    "metrics",
    "networks",
    "optimizers",
    "penalties",
    "testing",
    "theory",
]

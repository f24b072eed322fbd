"""Generators, translators and discriminators: functions that return functional Keras models."""

from kerasgan.networks.dcgan import dcgan_discriminator as dcgan_discriminator
from kerasgan.networks.dcgan import dcgan_generator as dcgan_generator
from kerasgan.networks.mlp import maxout_discriminator as maxout_discriminator
from kerasgan.networks.mlp import mlp_discriminator as mlp_discriminator
from kerasgan.networks.mlp import mlp_generator as mlp_generator
from kerasgan.networks.patchgan import patchgan_discriminator as patchgan_discriminator
from kerasgan.networks.resnet import resnet_critic as resnet_critic
from kerasgan.networks.resnet import resnet_generator as resnet_generator
from kerasgan.networks.translator import resnet_translator as resnet_translator
from kerasgan.networks.unet import unet_translator as unet_translator

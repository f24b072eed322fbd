"""Generators and discriminators: functions that return plain functional Keras models."""

from kerasgan.networks.dcgan import dcgan_discriminator as dcgan_discriminator
from kerasgan.networks.dcgan import dcgan_generator as dcgan_generator
from kerasgan.networks.mlp import maxout_discriminator as maxout_discriminator
from kerasgan.networks.mlp import mlp_discriminator as mlp_discriminator
from kerasgan.networks.mlp import mlp_generator as mlp_generator
from kerasgan.networks.resnet import resnet_critic as resnet_critic
from kerasgan.networks.resnet import resnet_generator as resnet_generator

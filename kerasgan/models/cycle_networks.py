"""The four networks of a CycleGAN: those that are given, and the paper's for the others."""

from kerasgan.models.network_checks import check_fits, check_returns_logits
from kerasgan.networks import patchgan_discriminator, resnet_translator


def build(given, image_shape, channels_b, width, blocks, receptive_field, seed):
    """Builds the networks that are not given; arguments as of `kerasgan.CycleGAN`.

    Args:
        given: For each of the networks below, in their order, that network or `None`.

    Returns:
        Dict from names to networks.
    """
    a2b, b2a, judge_a, judge_b = given
    shape_a = tuple(image_shape)
    shape_b = (*shape_a[:2], channels_b or shape_a[-1])
    # Seeds apart, for the two sides of one kind not to start alike.
    return {
        "generator_a2b": a2b or resnet_translator(shape_a, shape_b[-1], width, blocks, seed=seed),
        "generator_b2a": b2a
        or resnet_translator(shape_b, shape_a[-1], width, blocks, seed=seed + 1),
        "discriminator_a": judge_a
        or patchgan_discriminator(shape_a, width, receptive_field, seed=seed),
        "discriminator_b": judge_b
        or patchgan_discriminator(shape_b, width, receptive_field, seed=seed + 1),
    }


def check(networks):
    """Checks that each network takes what the others give it.

    Raises:
        ValueError: If one does not; names both.
    """
    for producer, consumer in (
        ("generator_a2b", "generator_b2a"),
        ("generator_b2a", "generator_a2b"),
        ("generator_b2a", "discriminator_a"),
        ("generator_a2b", "discriminator_b"),
    ):
        check_fits(networks[producer], producer, networks[consumer], consumer)
    for name in ("discriminator_a", "discriminator_b"):
        check_returns_logits(networks[name], name)

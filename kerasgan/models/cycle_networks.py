"""The four networks of a CycleGAN: those that are given, and the paper's for the others."""

from kerasgan.models.network_checks import check_fits, check_returns_logits
from kerasgan.networks import patchgan_discriminator, resnet_translator


def build(given, shape_a, shape_b, width, blocks, receptive_field, seed):
    """Builds the networks that are not given.

    Args:
        given: Dict from names to networks, or to `None` for those to be built.
        shape_a: `(height, width, channels)` of images of A.
        shape_b: Likewise of B.
        width: As of `kerasgan.CycleGAN`, as are the others.
        blocks: Integer or `None`.
        receptive_field: Integer.
        seed: Integer.

    Returns:
        Dict from the same names to networks.
    """
    # Seeds apart, for the two sides of one kind not to start alike.
    return {
        "generator_a2b": given["generator_a2b"]
        or resnet_translator(shape_a, shape_b[-1], width, blocks, seed=seed),
        "generator_b2a": given["generator_b2a"]
        or resnet_translator(shape_b, shape_a[-1], width, blocks, seed=seed + 1),
        "discriminator_a": given["discriminator_a"]
        or patchgan_discriminator(shape_a, width, receptive_field, seed=seed),
        "discriminator_b": given["discriminator_b"]
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

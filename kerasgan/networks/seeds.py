"""One seed for a whole network, a different one for each of its layers."""

import random


def layer_seeds(seed, network):
    """Yields one seed for each initializer and dropout layer of a network.

    Args:
        seed: Integer, or None for layers that draw their own random seeds.
        network: Name of the network; a generator and a discriminator with the same seed do not
            start from the same numbers.

    Yields:
        Integers in [0, 2**31), always the same for the same arguments; None where `seed` is.
    """
    numbers = random.Random(f"{network}/{seed}")
    while True:
        yield None if seed is None else numbers.randrange(2**31)

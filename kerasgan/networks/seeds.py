"""One seed for a whole network, a different one for each of its layers."""

import random


def draw_seeds(seed, network):
    """Yields seeds in [0, 2**31), one for each initializer and dropout layer of a network.

    They follow from `seed` and the network's name, so that a generator and a discriminator with
    the same seed do not start from the same numbers. Of None they are None.
    """
    numbers = random.Random(f"{network}/{seed}")
    while True:
        yield None if seed is None else numbers.randrange(2**31)

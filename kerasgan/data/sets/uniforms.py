"""Random numbers that are a pure function of (seed, index), in any order: SplitMix64.

Reference:
    Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
"""

import numpy as np


def draw_uniforms(indices, seed, columns):
    """Draws numbers in [0, 1), float64 `[N, columns]`, row i of which is that of `indices[i]`."""
    keys = mix(mix(np.array([seed % 2**64], np.uint64)) + indices)
    steps = np.arange(1, columns + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mix(keys[:, None] + steps) >> np.uint64(11)) * 2.0**-53


def mix(bits):
    """The mixing function of SplitMix64, on uint64 of any shape."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def stretch(low, high, uniform):
    """Stretches numbers in [0, 1) to [low, high)."""
    return low + (high - low) * uniform

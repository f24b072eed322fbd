import numpy as np

from kerasgan.metrics.statistics import Reservoir


def test_short_streams_are_kept_whole_in_random_order():
    reservoir = Reservoir(10, seed=0)
    reservoir.update(np.arange(8)[:, None])
    assert sorted(reservoir.array[:, 0]) == list(range(8))
    assert list(reservoir.array[:, 0]) != list(range(8))


def test_every_member_and_place_is_equally_likely():
    """A chi-squared test; the seeds are fixed, so it always gives the same answer."""
    counts = np.zeros([4, 12])
    for seed in range(3000):
        reservoir = Reservoir(4, seed)
        reservoir.update(np.arange(12)[:, None])
        counts[np.arange(4), reservoir.array[:, 0]] += 1
    expected = 3000 / 12
    assert ((counts - expected) ** 2 / expected).sum() < 4 * 11 + 4 * np.sqrt(2 * 4 * 11)


def test_the_reservoir_does_not_keep_batches_alive():
    reservoir = Reservoir(2, seed=0)
    reservoir.update(np.zeros([1000, 5]))
    assert all(kept.base is None for kept in reservoir._kept)

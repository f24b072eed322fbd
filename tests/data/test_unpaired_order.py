"""Which images of two unpaired sets are shown, and when."""

from itertools import pairwise

import numpy as np
import pytest

from kerasgan.data import load_unpaired, set_epoch
from kerasgan.data.order import is_ordered

pytestmark = pytest.mark.usefixtures("warnings_are_errors")
PLAIN = {"jitter": False, "flip": False}


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


def numbered(n, side=8, channels=1):
    """Images that are filled with their number."""
    return np.tile(np.arange(n, dtype=np.uint8)[:, None, None, None], (1, side, side, channels))


def bytes_of(images):
    return np.rint((np.asarray(images) + 1) * 127.5).astype(np.uint8)


def numbers(dataset):
    """Numbers of the images of each side of an epoch."""
    a, b = zip(
        *((bytes_of(a)[:, 4, 4, 0], bytes_of(b)[:, 4, 4, 0]) for a, b in dataset), strict=True
    )
    return np.concatenate(a).tolist(), np.concatenate(b).tolist()


def epochs(dataset, which):
    seen = []
    for epoch in which:
        set_epoch(epoch)
        seen.append(numbers(dataset))
    return seen


def images_of(dataset):
    """All images of both sides, as they come."""
    a, b = zip(*dataset, strict=True)
    return np.concatenate(a), np.concatenate(b)


@pytest.mark.parametrize("longer", [0, 1])
def test_the_longer_side_once_and_the_shorter_evenly(longer):
    lengths = (17, 5) if longer == 0 else (5, 17)
    dataset = load_unpaired(tuple(numbered(n) for n in lengths), **PLAIN)
    for sides in epochs(dataset, range(5)):
        assert sorted(sides[longer]) == list(range(17))
        counts = np.bincount(sides[1 - longer], minlength=5)
        assert sorted(counts) == [3, 3, 3, 4, 4]
        for start in (0, 5, 10):  # Pass by pass, each in an order of its own.
            assert sorted(sides[1 - longer][start : start + 5]) == list(range(5))


def test_which_images_are_shown_once_more_changes():
    """Half of the images, chosen anew in each of 16 epochs: binomial, not always the same."""
    dataset = load_unpaired((numbered(150), numbered(100)), batch_size=50, **PLAIN)
    extra = np.sum([np.bincount(b) - 1 for _, b in epochs(dataset, range(16))], 0)
    assert extra.sum() == 16 * 50
    assert 1.4 < extra.std() < 2.6  # Two, up to five standard errors; 8 if they were the same.


def test_order_is_a_function_of_seed_and_epoch():
    sources = (numbered(12), numbered(9))
    first = epochs(load_unpaired(sources, seed=3, **PLAIN), range(4))
    again = load_unpaired(sources, seed=3, **PLAIN)
    assert epochs(again, (3, 0)) == [first[3], first[0]]
    assert epochs(again, (0,)) == epochs(again, (0,))
    assert len({tuple(side) for sides in first for side in sides}) == 8
    assert epochs(load_unpaired(sources, seed=4, **PLAIN), range(4)) != first
    assert epochs(again.take(4), (2,)) == [tuple(side[:4] for side in first[2])]


def test_batches_are_slices_of_the_order_of_single_images():
    sources = (numbered(13), numbered(6))
    one_by_one = numbers(load_unpaired(sources, **PLAIN))
    batches = load_unpaired(sources, batch_size=4, drop_remainder=False, **PLAIN)
    assert numbers(batches) == one_by_one
    assert [len(a) for a, _ in batches] == [len(b) for _, b in batches] == [4, 4, 4, 1]
    full = load_unpaired(sources, batch_size=4, **PLAIN)
    assert int(full.cardinality()) == len(list(full)) == 3
    assert [spec.shape for spec in full.element_spec] == [(4, 8, 8, 1)] * 2
    assert sorted(numbers(full)[0])[-1] <= 12
    assert len(set(numbers(full)[0])) == 12


def test_the_order_of_one_side_says_nothing_on_the_other():
    dataset = load_unpaired((numbered(250), numbered(250)), batch_size=50, **PLAIN)
    seen = epochs(dataset, range(6))
    for a, b in [*seen, *((before[0], after[1]) for before, after in pairwise(seen))]:
        assert abs(np.corrcoef(np.argsort(a), np.argsort(b))[0, 1]) < 5 / np.sqrt(250)
        assert np.sum(np.equal(a, b)) < 10  # Of Poisson's distribution with mean 1.


def test_an_iterator_keeps_the_epoch_it_began_in():
    dataset = load_unpaired((noise(6, 16, 16, 3), noise(6, 16, 16, 3)))
    whole = images_of(dataset)
    iterator = iter(dataset)
    seen = [next(iterator)]
    set_epoch(1)
    np.testing.assert_array_equal(images_of([*seen, *iterator]), whole)


def test_two_replicas_share_every_batch(mirrored):
    dataset = load_unpaired((noise(9, 16, 16, 3), noise(7, 16, 16, 1)), batch_size=4)
    distributed = mirrored.experimental_distribute_dataset(dataset)
    for epoch in (0, 3):
        set_epoch(epoch)
        for whole, halves in zip(list(dataset), list(distributed), strict=True):
            for side, parts in zip(whole, halves, strict=True):
                parts = mirrored.experimental_local_results(parts)
                assert [len(part) for part in parts] == [2, 2]
                np.testing.assert_array_equal(np.concatenate(parts), side)


def test_is_recognised():
    assert is_ordered(load_unpaired((numbered(2), numbered(3))).take(1))


def test_without_shuffling_the_order_is_that_of_the_arrays():
    dataset = load_unpaired((numbered(5), numbered(3)), shuffle=False, **PLAIN)
    assert epochs(dataset, (0, 7)) == [([0, 1, 2, 3, 4], [0, 1, 2, 0, 1])] * 2


def test_memory_is_not_shared():
    images = np.zeros((64, 8, 8, 1), np.float32) - 0.5
    dataset = load_unpaired((images, images), "test")
    images[:] = 0.5
    np.testing.assert_array_equal(images_of(dataset)[0], np.full((64, 8, 8, 1), -0.5))

"""Splits of endless sets, whose samples are numbered from 0."""

APART = 2**40  # numbers between the first samples of two splits: they never meet
_FIRST = {"train": 0, "test": APART}


def number_samples(name, split, count, counts):
    """Returns the numbers of the samples that a split of a built-in set holds, a `range`.

    Args:
        name: String, what messages call the set.
        split: `"train"` or `"test"`.
        count: Integer, how many samples; `None`: the number of the split in `counts`.
        counts: Dictionary from splits to integers.
    """
    if split not in _FIRST:
        raise ValueError(f"{name} has the splits {list(_FIRST)}. Received: split={split!r}.")
    first = _FIRST[split]
    return range(first, first + (counts[split] if count is None else count))

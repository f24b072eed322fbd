"""Splits of endless sets, whose samples are numbered from 0."""

APART = 2**40  # numbers between the first samples of two splits: they never meet
_FIRST = {"train": 0, "test": APART}


def number_samples(name, split, count, counts):
    """Returns the numbers of the samples that a split of the set `name` holds, a `range`.

    There are `count` of them, by default as many as `counts` says for the split.
    """
    if split not in _FIRST:
        raise ValueError(f"{name} has the splits {list(_FIRST)}. Received: split={split!r}.")
    first = _FIRST[split]
    return range(first, first + (counts[split] if count is None else count))

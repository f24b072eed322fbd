"""Names that users type."""

import difflib


def did_you_mean(name, known):
    """Returns a question for an error message about an unknown name.

    Args:
        name: What was received.
        known: Iterable of the names that exist.

    Returns:
        `" Did you mean 'a' or 'b'?"`, or `""` where nothing is near.

    Example:
        >>> did_you_mean("wassertein", ["hinge", "wasserstein"])
        " Did you mean 'wasserstein'?"
    """
    spellings = {str(each).lower(): each for each in known}
    near = difflib.get_close_matches(str(name).lower().replace("-", "_"), spellings)
    return f" Did you mean {' or '.join(repr(spellings[each]) for each in near)}?" if near else ""

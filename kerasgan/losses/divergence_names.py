"""From a name to a row of the table of f-divergences."""

import inspect

from kerasgan.losses import divergence_table
from kerasgan.names import did_you_mean

DIVERGENCES = {
    name: getattr(divergence_table, name)
    for name in (
        *("kl", "reverse_kl", "pearson", "neyman", "squared_hellinger", "jeffrey"),
        *("jensen_shannon", "weighted_jensen_shannon", "gan", "total_variation", "alpha"),
    )
}
BUILT_IN = frozenset(DIVERGENCES)

ALIASES = {
    "js": "jensen_shannon",
    "tv": "total_variation",
    "hellinger": "squared_hellinger",
    "chi2": "pearson",
    "rkl": "reverse_kl",
    "jeffreys": "jeffrey",
}


def divergences():
    """The names of the f-divergences, a list of strings: the built-in ones, then registered ones.

    Example:
        >>> kerasgan.losses.divergences()[:3]
        ['kl', 'reverse_kl', 'pearson']
    """
    return list(DIVERGENCES)


def canonicalize(name):
    """The name in `divergences()` for one that people type, or the name itself if there is none.

    Case, hyphens and blanks do not matter: "Total-variation" is `total_variation`.
    """
    spelled = name.strip().lower().replace("-", "_").replace(" ", "_")
    spelled = ALIASES.get(spelled, spelled)
    return spelled if spelled in DIVERGENCES else name


def find(name, parameters, table=DIVERGENCES):
    """`(name, parameters, row)` of a divergence by its name or an alias.

    That is the name in the table, a dictionary from names to functions of the parameters; the
    dictionary of the parameters given, with defaults filled in; and what the function returned.
    """
    if not isinstance(name, str):
        raise ValueError(f"`name`, of a divergence, must be a string. Received: name={name!r}.")
    given, name = name, canonicalize(name)
    if name not in table:
        near = did_you_mean(given, [*table, *ALIASES])
        raise ValueError(
            f"Unknown divergence {given!r}.{near} Known divergences: {', '.join(table)}. If it is "
            "one of your own, call `kerasgan.losses.register_divergence` first, also before "
            "loading a model that was trained with it."
        )
    known = inspect.signature(table[name]).parameters
    for key in parameters:
        if key not in known:
            raise TypeError(
                f"The divergence {name!r} has no parameter {key!r}; its parameters: "
                f"{', '.join(known) or 'none'}. Received: {key}={parameters[key]!r}."
            )
    parameters = {key: parameters.get(key, known[key].default) for key in known}
    return name, parameters, table[name](**parameters)

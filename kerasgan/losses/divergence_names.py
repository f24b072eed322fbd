"""From a name to a row of the table of f-divergences."""

import inspect

from kerasgan.losses import divergence_table
from kerasgan.names import did_you_mean

DIVERGENCES = {
    row.__name__: row
    for row in (
        divergence_table.kl,
        divergence_table.reverse_kl,
        divergence_table.pearson,
        divergence_table.neyman,
        divergence_table.squared_hellinger,
        divergence_table.jeffrey,
        divergence_table.jensen_shannon,
        divergence_table.weighted_jensen_shannon,
        divergence_table.gan,
        divergence_table.total_variation,
        divergence_table.alpha,
    )
}
BUILT_IN = frozenset(DIVERGENCES)

ALIASES = {
    alias: name
    for name, aliases in {
        "kl": ("kld", "kullback_leibler", "kl_divergence", "forward_kl"),
        "reverse_kl": ("rkl", "reverse_kld", "backward_kl", "reverse_kullback_leibler"),
        "pearson": (
            *("chi2", "chi_square", "chi_squared", "chisquared"),
            *("pearson_chi2", "pearson_chi_square", "pearson_chi_squared"),
        ),
        "neyman": (
            *("neyman_chi2", "neyman_chi_square", "neyman_chi_squared"),
            *("reverse_chi2", "reverse_pearson"),
        ),
        "squared_hellinger": ("hellinger", "hellinger2", "hellinger_squared", "sq_hellinger"),
        "jeffrey": ("jeffreys", "j_divergence", "symmetric_kl"),
        "jensen_shannon": ("js", "jsd", "jensenshannon", "jensen_shannon_divergence"),
        "weighted_jensen_shannon": ("wjs", "weighted_js", "jensen_shannon_weighted"),
        "gan": ("original_gan",),
        "total_variation": ("tv", "total_variation_distance"),
        "alpha": ("alpha_divergence",),
    }.items()
    for alias in aliases
}


def divergences():
    """The names of the f-divergences, a list of strings: the built-in ones, then registered ones.

    Example:
        >>> kerasgan.losses.divergences()[:3]
        ['kl', 'reverse_kl', 'pearson']
    """
    return list(DIVERGENCES)


def canonical(name):
    """The name in `divergences()` for one that people type, or the name itself if there is none.

    Case, hyphens and blanks do not matter.

    Args:
        name: A string.

    Returns:
        A string.

    Example:
        >>> canonical("JS"), canonical("Pearson chi2"), canonical("hinge")
        ('jensen_shannon', 'pearson', 'hinge')
    """
    spelled = name.strip().lower().replace("-", "_").replace(" ", "_")
    spelled = ALIASES.get(spelled, spelled)
    return spelled if spelled in DIVERGENCES else name


def find(name, parameters, table=DIVERGENCES):
    """The row of a divergence and all of its parameters.

    Args:
        name: A name of `divergences()`, or an alias of one.
        parameters: Dictionary of the parameters given.
        table: Dictionary from names to functions of the parameters.

    Returns:
        `(name, parameters, row)`: the name in the table, the parameters with defaults filled in,
        and what the table's function of that name returned for them.

    Raises:
        ValueError: If the name is unknown, or a parameter out of its range.
        TypeError: If the divergence has no such parameter.
    """
    if not isinstance(name, str):
        raise ValueError(f"The name of a divergence must be a string, not {name!r}.")
    given, name = name, canonical(name)
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
                f"The divergence {name!r} has no parameter {key!r}; "
                f"its parameters: {', '.join(known) or 'none'}."
            )
    parameters = {key: parameters.get(key, known[key].default) for key in known}
    return name, parameters, table[name](**parameters)

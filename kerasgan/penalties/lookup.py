"""From a name to a penalty."""

from kerasgan.names import Lookup
from kerasgan.penalties.base import Penalty
from kerasgan.penalties.dragan import DRAGAN
from kerasgan.penalties.gradient_penalty import GradientPenalty
from kerasgan.penalties.r1 import R1

PENALTIES = Lookup(
    "penalty", Penalty, {"gradient_penalty": GradientPenalty, "dragan": DRAGAN, "r1": R1}
)


def names():
    """The names that `get` knows, a list of strings.

    Example:
        >>> kerasgan.penalties.names()
        ['gradient_penalty', 'dragan', 'r1']
    """
    return PENALTIES.names()


def get(identifier):
    """The penalty of a name.

    Args:
        identifier: A name of `names()`, a `Penalty` (returned as it is), or a config:
            `{"class_name": ..., "config": {...}}` as of `keras.saving.serialize_keras_object`,
            where the class may also be given by a name of `names()`.

    Returns:
        A `Penalty`.

    Raises:
        ValueError: If there is no penalty of that name, or the identifier is none of these.

    Example:
        >>> kerasgan.penalties.get("gradient_penalty")
        GradientPenalty(weight=10.0, one_sided=False, target=1.0)
        >>> kerasgan.penalties.get({"class_name": "r1", "config": {"weight": 1.0}})
        R1(weight=1.0)
    """
    return PENALTIES.get(identifier)

"""Names that users type."""

import difflib

import keras


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


def resolve(identifier, named):
    """What a name or a config stands for.

    Args:
        identifier: A name; a config, `{"class_name": ..., "config": {...}}` as of
            `keras.saving.serialize_keras_object`, where the class may also be given by a name; or
            anything else.
        named: Function of a name and a dictionary of arguments that makes the object.

    Returns:
        The object; what is neither a name nor a config is returned as it is.
    """
    if isinstance(identifier, str):
        return named(identifier, {})
    if isinstance(identifier, dict) and isinstance(identifier.get("class_name"), str):
        if "registered_name" in identifier or "module" in identifier:
            return keras.saving.deserialize_keras_object(identifier)
        return named(identifier["class_name"], identifier.get("config", {}))
    return identifier

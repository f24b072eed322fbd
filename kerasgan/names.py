"""Names that users type."""

import difflib

import keras


def did_you_mean(name, known):
    """A question for an error message about an unknown name.

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


class Lookup:
    """Objects of one kind, by name.

    Args:
        kind: What messages call such an object, and the argument that takes it, as `"loss"`.
        base: The class of these objects.
        members: Dictionary from names to classes.
        instances: What messages call instances of `base`. By default they say that these are
            instances of a subclass of it.
    """

    def __init__(self, kind, base, members, instances=None):
        public = f"{base.__module__.rpartition('.')[0]}.{base.__name__}"
        self.kind, self.base, self.members = kind, base, members
        self.instances = instances or f"an instance of a subclass of `{public}`"

    def names(self):
        """The names of the members, a list of strings."""
        return list(self.members)

    def get(self, identifier):
        """The object of a name, or of a config.

        Args:
            identifier: A name; a config, `{"class_name": ..., "config": {...}}` as of
                `keras.saving.serialize_keras_object`, where the class may also be given by a name;
                or an instance of the base, which is returned as it is.

        Returns:
            An instance of the base.

        Raises:
            ValueError: If the name is unknown, or the identifier is none of these.
        """
        found = identifier
        if isinstance(identifier, str):
            found = self.make(identifier, {})
        elif isinstance(identifier, dict) and isinstance(identifier.get("class_name"), str):
            if "registered_name" in identifier or "module" in identifier:
                found = keras.saving.deserialize_keras_object(identifier)
            else:
                found = self.make(identifier["class_name"], identifier.get("config", {}))
        if isinstance(found, self.base) and not isinstance(found, type):
            return found
        raise ValueError(
            f"`{self.kind}` must be a name ({', '.join(self.known())}), {self.instances}, or the "
            f"config of one. Received: {self.kind}={identifier!r}."
        )

    def make(self, name, config):
        """The object of a name, or of the name of its class, with these arguments."""
        classes = self.members | {member.__name__: member for member in self.members.values()}
        if name in classes:
            return classes[name](**config)
        known = self.known()
        raise ValueError(
            f"Unknown {self.kind} {name!r}.{did_you_mean(name, known)} Known names: "
            f"{', '.join(known)}."
        )

    def known(self):
        """The names that messages list."""
        return self.names()

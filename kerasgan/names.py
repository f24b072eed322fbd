"""Names that users type."""

import difflib

import keras


def did_you_mean(name, known):
    """A question for an error message about an unknown name.

    It begins with a blank, and is empty where nothing in `known` is near.

    Example:
        >>> did_you_mean("wassertein", ["hinge", "wasserstein"])
        " Did you mean 'wasserstein'?"
    """
    spellings = {str(each).lower(): each for each in known}
    near = difflib.get_close_matches(str(name).lower().replace("-", "_"), spellings)
    return f" Did you mean {' or '.join(repr(spellings[each]) for each in near)}?" if near else ""


class Lookup:
    """Objects of one kind by name, all of them instances of `base`.

    Messages call such an object, and the argument that takes it, by its `kind`, as "loss", and
    say of `instances` by default that these are of a subclass of `base`.
    """

    def __init__(self, kind, base, members, instances=None):
        public = f"{base.__module__.rpartition('.')[0]}.{base.__name__}"
        self.kind, self.base, self.members = kind, base, members  # from names to classes
        self.instances = instances or f"an instance of a subclass of `{public}`"

    def names(self):
        """The names of the members, a list of strings."""
        return list(self.members)

    def get(self, identifier):
        """The object of a name, or of a config, whose class may also be given by a name.

        An instance of the base is returned as it is; all else is a ValueError.
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
        known = ", ".join(self.list_known())
        raise ValueError(
            f"`{self.kind}` must be a name ({known}), {self.instances}, or the config of one. "
            f"Received: {self.kind}={identifier!r}."
        )

    def make(self, name, config):
        """The object of a name, or of the name of its class, with these arguments."""
        classes = self.members | {member.__name__: member for member in self.members.values()}
        if name in classes:
            return classes[name](**config)
        known = self.list_known()
        raise ValueError(
            f"Unknown {self.kind} {name!r}.{did_you_mean(name, known)} Known names: "
            f"{', '.join(known)}."
        )

    def list_known(self):
        """The names that messages list."""
        return self.names()

"""The two ways between images of A and images of B."""

import enum


class Direction(enum.StrEnum):
    """Which way to translate: equal to its name, `"a2b"` or `"b2a"`, which users give.

    Example:
        >>> Direction("a2b").reverse, Direction("b2a").source
        (<Direction.B2A: 'b2a'>, 'b')
    """

    A2B = "a2b"
    B2A = "b2a"

    @property
    def source(self):
        """The side that is translated, `"a"` or `"b"`."""
        return self.value[0]

    @property
    def target(self):
        """The side that it is translated to."""
        return self.value[-1]

    @property
    def reverse(self):
        """The way back."""
        return Direction(self.value[::-1])

    def of_source(self, sides):
        """The member of a pair `(a, b)` that is translated."""
        return sides["ab".index(self.source)]

    def of_target(self, sides):
        """The member of a pair `(a, b)` that it is translated to."""
        return sides["ab".index(self.target)]

    @classmethod
    def _missing_(cls, value):
        raise ValueError(f"`direction` must be 'a2b' or 'b2a'. Received: direction={value!r}.")

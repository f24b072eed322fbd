"""Objects that are what their constructor's arguments make them."""


class Configured:
    """Base of small objects without state that Keras can save.

    A subclass registers itself with `keras.saving.register_keras_serializable`, and overrides
    `get_config` if its constructor has arguments.
    """

    def get_config(self):
        """The constructor's arguments."""
        return {}

    @classmethod
    def from_config(cls, config):
        """The object with these constructor's arguments."""
        return cls(**config)

    def __repr__(self):
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({arguments})"

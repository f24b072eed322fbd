"""Objects that are what their constructor's arguments make them."""

import keras


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


def deserialize_arguments(config, custom_objects=None):
    """A constructor's arguments from a config: what Keras serialized becomes objects again.

    Args:
        config: Dictionary from names to values; a value that is a dictionary is one of
            `keras.saving.serialize_keras_object`.
        custom_objects: As of `keras.saving.deserialize_keras_object`.

    Returns:
        Dictionary of the same names.
    """
    return {
        name: keras.saving.deserialize_keras_object(value, custom_objects)
        if isinstance(value, dict)
        else value
        for name, value in config.items()
    }

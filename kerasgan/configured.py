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
    """The arguments that a config was made of.

    Values that are dictionaries are those of `keras.saving.serialize_keras_object`, and become
    objects again; `custom_objects` names classes that Keras does not know. All else stays.

    Example:
        >>> config = {"prior": keras.saving.serialize_keras_object(Uniform()), "seed": 1}
        >>> deserialize_arguments(config)
        {'prior': Uniform(low=-1.0, high=1.0), 'seed': 1}
    """
    return {
        name: keras.saving.deserialize_keras_object(value, custom_objects)
        if isinstance(value, dict)
        else value
        for name, value in config.items()
    }

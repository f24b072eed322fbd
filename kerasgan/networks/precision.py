"""The precision in which networks compute."""

import contextlib

import keras


@contextlib.contextmanager
def use_dtype_policy(dtype):
    """Makes a dtype policy or its name Keras' own while networks are built; None leaves it."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(before if dtype is None else dtype)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)

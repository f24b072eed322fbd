"""The precision in which networks compute."""

import contextlib

import keras


@contextlib.contextmanager
def dtype_policy(dtype):
    """Makes `dtype` Keras' dtype policy while networks are built.

    Args:
        dtype: Name of a policy, as `"mixed_bfloat16"`, a `keras.DTypePolicy`, or None, which
            leaves the policy as it is.
    """
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(before if dtype is None else dtype)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)

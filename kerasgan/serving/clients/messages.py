"""What the messages of both protocols carry: arrays of a few types, one output, a refusal."""

import numpy as np


class ServingError(RuntimeError):
    """A server refused a request, or gave no answer.

    Args:
        code: "HTTP 400" or another status of HTTP, or a status of gRPC, as "INVALID_ARGUMENT";
            "UNAVAILABLE" and "DEADLINE_EXCEEDED", over both, where no answer came.
        message: What the server said.
    """

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def to_array(name, value):
    """An input as a server takes it: an array of int64, of float32, or of `bytes` objects.

    The value is an array or nested lists of integers or floats, or a list of `bytes`.
    """
    files = isinstance(value, list | tuple) and value and all(isinstance(v, bytes) for v in value)
    array = np.asarray(value, object if files else None)  # an array of bytes would lose zeros
    if array.dtype.kind == "i" or (array.dtype.kind == "u" and array.max(initial=0) < 2**63):
        return array.astype("int64")
    if array.dtype.kind == "f":
        return array.astype("float32")
    if array.dtype == object and all(isinstance(v, bytes) for v in array.flat):
        return array
    raise ValueError(
        f"`{name}` must be integers of at most 64 bits, floats, or a list of `bytes`. Received: "
        f"an array of {array.dtype}."
    )


def take_only(outputs):
    """The value in a dict of one output."""
    if len(outputs) != 1:
        raise ValueError(f"The signature must have one output. Received: {sorted(outputs)}.")
    return next(iter(outputs.values()))

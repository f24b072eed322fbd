"""What networks for images of many sizes are asked for, checked."""


def check_image_shape(input_shape):
    """`input_shape` as a tuple.

    Raises:
        ValueError: If it is not `(height, width, channels)`, positive integers.
    """
    shape = tuple(input_shape)
    if len(shape) != 3 or not all(map(_is_size, shape)):
        raise ValueError(
            "`input_shape` must be (height, width, channels), three positive integers, as "
            f"(128, 128, 3). Received: {shape}."
        )
    return shape


def check_sizes(**sizes):
    """Checks sizes, given by the names of their arguments.

    Raises:
        ValueError: If one is not a positive integer.
    """
    for name, size in sizes.items():
        if not _is_size(size):
            raise ValueError(f"`{name}` must be a positive integer. Received: {size!r}.")


def _is_size(value):
    return isinstance(value, int) and value > 0

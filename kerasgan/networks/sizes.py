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


def check_fixed_size(name, image_shape, sizes, width):
    """Size and channels of an image, of networks that exist for some sizes only.

    Args:
        name: What messages call the networks.
        image_shape: `(size, size, channels)`.
        sizes: The sizes that there are networks for.
        width: Width of the network.

    Returns:
        `(size, channels)`.

    Raises:
        ValueError: If there is no network for the shape, or channels or `width` are not positive.
    """
    shape = tuple(image_shape)
    if len(shape) != 3 or shape[0] != shape[1] or shape[0] not in sizes:
        raise ValueError(
            f"There is no {name} for `image_shape={shape}`: it must be (size, size, channels) with "
            f"a size of {', '.join(map(str, sizes))}. Resize the images "
            "(`kerasgan.data.load(..., image_size=64)`) or use your own networks."
        )
    size, _, channels = shape
    if channels < 1 or width < 1:
        raise ValueError(f"Channels and `width` must be positive, not {channels} and {width}.")
    return size, channels


def _is_size(value):
    return isinstance(value, int) and value > 0

"""What networks for images of many sizes are asked for, checked."""

from kerasgan.arguments import check_positive_integers, is_integer


def check_image_shape(input_shape):
    """`(height, width, channels)` as a tuple, or an error if they are no positive integers."""
    shape = tuple(input_shape)
    if len(shape) != 3 or not all(is_integer(size) and size > 0 for size in shape):
        raise ValueError(
            "`input_shape` must be (height, width, channels), three positive integers, as "
            f"(128, 128, 3). Received: input_shape={shape}."
        )
    return shape


def check_fixed_size(name, image_shape, sizes, width):
    """Size and channels of an image, of networks that exist for some sizes only.

    It is an error, which calls the networks by `name`, if the shape is not `(size, size, channels)`
    with one of the sizes, or channels or `width` are not positive.
    """
    shape = tuple(image_shape)
    if len(shape) != 3 or shape[0] != shape[1] or shape[0] not in sizes:
        raise ValueError(
            f"There is no {name} for this shape: `image_shape` must be (size, size, channels) with "
            f"a size of {', '.join(map(str, sizes))}. Resize the images "
            "(`kerasgan.data.load(..., image_size=64)`) or use your own networks. Received: "
            f"image_shape={shape}."
        )
    size, _, channels = shape
    check_positive_integers(channels=channels, width=width)
    return size, channels

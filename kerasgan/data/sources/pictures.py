"""Pictures of any size and mode to uint8 arrays of one shape."""

import numpy as np
from PIL import Image, ImageOps

_MODES = {1: "L", 3: "RGB"}
_GREY_MODES = {"1", "L", "LA", "I;16", "I;16B", "I;16L"}


def parse_size(image_size):
    """Returns `(height, width)` of an integer or two, or `None` of `None`."""
    if image_size is None:
        return None
    size = (image_size, image_size) if isinstance(image_size, int) else tuple(image_size)
    if len(size) != 2 or not all(isinstance(side, int) and side > 0 for side in size):
        raise ValueError(
            "`image_size` must be a positive integer, or two as (height, width). "
            f"Received: image_size={image_size!r}."
        )
    return size


def check_channels(channels):
    """Refuses a number of channels that pictures cannot be converted to."""
    if channels not in (None, *_MODES):
        raise ValueError(
            f"`channels` must be 1 (grey), 3 (RGB) or None. Received: channels={channels!r}."
        )


def is_grey(picture):
    """Whether a PIL image has no colours."""
    return picture.mode in _GREY_MODES


def convert(picture, size=None, channels=3):
    """Converts a PIL image to a uint8 array `[H, W, channels]`.

    It is resized, to `(height, width)`, so that the short side fits, and cropped to its centre. The
    orientation that a camera recorded is applied; transparent parts become white. An OSError says
    that the file behind the picture is damaged.
    """
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I;16"):
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.mode in ("I", "F"):
        raise ValueError(
            f"The mode of a picture must have a known range. Received: {picture.mode}."
        )
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    picture = picture.convert(_MODES[channels])
    if size is not None and picture.size != size[::-1]:
        picture = ImageOps.fit(picture, size[::-1], Image.Resampling.BICUBIC)
    return np.asarray(picture).reshape(*picture.size[::-1], channels)


def convert_array(image, size=None, channels=None):
    """Converts a uint8 array `[H, W, C]` as `convert` does a picture."""
    channels = channels or image.shape[-1]
    size = size or image.shape[:2]
    if image.shape == (*size, channels):
        return image
    if image.shape[-1] not in _MODES:
        raise ValueError(
            "Only images of 1 or 3 channels can be resized or converted. Received: an image of "
            f"shape {image.shape}, for which {(*size, channels)} was asked."
        )
    picture = Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image)
    return convert(picture, size, channels)

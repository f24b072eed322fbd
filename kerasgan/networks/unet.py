"""The U-Net translator: an encoder and a decoder with connections between equal sizes."""

import keras

from kerasgan.arguments import check_positive_integers, is_integer
from kerasgan.networks.convolutions import double, end_in_tanh, halve, leaky_relu
from kerasgan.networks.normalization import normalize_instance
from kerasgan.networks.seeds import draw_seeds
from kerasgan.networks.sizes import check_image_shape

MOST_HALVINGS = 8  # those of the paper, from 256 pixels to 1


def unet_translator(
    input_shape=(128, 128, 3), output_channels=None, width=64, depth=None, seed=None
):
    """The U-Net of pix2pix, an alternative to the residual translator.

    `depth` convolutions (kernel 4, stride 2) halve the map, and as many transposed ones double
    it again. Channels of the halved maps are `w, 2w, 4w, 8w, 8w, ...` with `w` the `width`, and
    the same on the way back, where each map is joined by the one of its size from the way down.
    An odd size is halved upwards, and the doubled map is cropped to it: 28, 14, 7, 4, 2, 1 and
    back. At 128 pixels:

    | way | maps |
    |---|---|
    | down | 64 x w, 32 x 2w, 16 x 4w, 8 x 8w, 4 x 8w, 2 x 8w, 1 x 8w |
    | up | 2 x 8w, 4 x 8w, 8 x 8w, 16 x 4w, 32 x 2w, 64 x w, 128 x output_channels |

    LeakyReLU of slope 0.2 precedes every convolution but the first on the way down, ReLU every
    one on the way up, tanh ends the last. Instance normalization without scale and offset
    follows all but the first, the last, and the innermost one: normalized, its map of a single
    pixel would be 0. There is no dropout: CycleGAN's translators are functions of the image
    alone. Initial kernels are N(0, 0.02).

    Fine detail reaches the output by the outermost connection, which makes results that keep
    the picture's layout easy and changes of shape hard.

    Args:
        input_shape: `(height, width, channels)` of the images that are translated; height and
            width are at least 4.
        output_channels: Channels of the translated images. None: as many as those of the input.
        width: Channels of the first halved map.
        depth: Integer >= 2, the number of halvings, such that the longer side of the image is
            more than `2 ** (depth - 1)`. None: until the shorter side is one pixel long, at
            most 8.
        seed: Integer that fixes the initial weights, or None.

    Returns:
        A functional `keras.Model` named "translator": images `[N, height, width, channels]` to
        images `[N, height, width, output_channels]` in [-1, 1]. No image depends on another one
        of the batch.

    Raises:
        ValueError: If images are too small for the depth, or a size is not a positive integer.

    Example:
        >>> translator = kerasgan.networks.unet_translator((64, 64, 1), output_channels=3)
        >>> translator.output_shape
        (None, 64, 64, 3)

    Reference:
        Isola et al., "Image-to-Image Translation with Conditional Adversarial Networks", 2017,
        sections 3.2 and 6.1 (arXiv:1611.07004), and the authors' code for the place of the
        normalizations. Convolutions before a normalization have no bias here: it would be
        cancelled.
    """
    shape = check_image_shape(input_shape)
    channels = shape[2] if output_channels is None else output_channels
    check_positive_integers(output_channels=channels, width=width)
    depth = _check_depth(shape, depth)
    seeds = draw_seeds(seed, "translator")
    images = keras.Input(shape, name="images")
    filters = [width * min(2**level, 8) for level in range(depth)]
    x, maps = images, [images]
    for level in range(depth):
        normalized = 0 < level < depth - 1
        x = leaky_relu(x) if level else x
        x = halve(x, filters[level], seeds, use_bias=not normalized)
        x = normalize_instance(x) if normalized else x
        maps.append(x)
    maps.pop()
    for level in reversed(range(1, depth)):
        x = _double(x, filters[level - 1], maps[level], seeds)
        x = keras.layers.Concatenate()([maps[level], normalize_instance(x)])
    translations = end_in_tanh(_double(x, channels, images, seeds, use_bias=True))
    return keras.Model(images, translations, name="translator")


def _check_depth(shape, depth):
    """The number of halvings of an image, or an error."""
    height, columns, _ = shape
    if min(height, columns) < 4:
        raise ValueError(
            "A U-Net needs images of at least 4 x 4 pixels. "
            f"Received: input_shape={shape}. Enlarge the images."
        )
    if depth is None:
        return min((min(height, columns) - 1).bit_length(), MOST_HALVINGS)
    deepest = (max(height, columns) - 1).bit_length()
    if not is_integer(depth) or not 2 <= depth <= deepest:
        raise ValueError(
            f"`depth` must be an integer from 2 to {deepest} for images of {height} x {columns} "
            "pixels, since every halving but the last must leave more than one pixel to "
            f"normalize, or None. Received: depth={depth!r}."
        )
    return depth


def _double(x, filters, target, seeds, use_bias=False):
    """`x` on the way up, of the size of `target`."""
    x = double(keras.layers.ReLU()(x), filters, seeds, use_bias=use_bias)
    surplus = [(0, x.shape[axis] - target.shape[axis]) for axis in (1, 2)]
    return keras.layers.Cropping2D(surplus)(x) if any(map(any, surplus)) else x

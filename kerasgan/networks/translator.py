"""The residual translator of CycleGAN: from images to images of the same size."""

import keras

from kerasgan.arguments import check_positive_integers
from kerasgan.layers import ReflectionPadding2D
from kerasgan.networks.convolutions import double, draw_normal, end_in_tanh, halve
from kerasgan.networks.normalization import normalize_instance
from kerasgan.networks.seeds import draw_seeds
from kerasgan.networks.sizes import check_image_shape


def resnet_translator(
    input_shape=(128, 128, 3), output_channels=None, width=64, blocks=None, seed=None
):
    """The residual translator of CycleGAN.

    Feature maps of an image of `H x W` pixels, with `w` the `width`:

    | layer | maps |
    |---|---|
    | convolution, kernel 7 | H x W x w |
    | convolution, kernel 3, stride 2 | H/2 x W/2 x 2w |
    | convolution, kernel 3, stride 2 | H/4 x W/4 x 4w |
    | `blocks` residual blocks of two convolutions, kernel 3 | H/4 x W/4 x 4w |
    | transposed convolution, kernel 3, stride 2 | H/2 x W/2 x 2w |
    | transposed convolution, kernel 3, stride 2 | H x W x w |
    | convolution, kernel 7, and tanh | H x W x output_channels |

    Instance normalization without scale and offset follows every convolution but the last, and
    ReLU follows it everywhere but at the end of a block. The convolutions with kernel 7 and
    those of the blocks see the mirror image of the map beyond its border. Initial kernels are
    N(0, 0.02).

    Args:
        input_shape: `(height, width, channels)` of the images that are translated; height and
            width are multiples of 4, at least 8.
        output_channels: Channels of the translated images. None: as many as those of the input.
        width: Channels of the first feature map.
        blocks: Number of residual blocks. None: as in the paper, 9 where height and width are
            at least 256, else 6.
        seed: Integer that fixes the initial weights, or None.

    Returns:
        A functional `keras.Model` named "translator": images `[N, height, width, channels]` to
        images `[N, height, width, output_channels]` in [-1, 1]. No image depends on another one
        of the batch.

    Raises:
        ValueError: If there is no such network for `input_shape`, or a size is not a positive
            integer.

    Example:
        >>> translator = kerasgan.networks.resnet_translator((64, 64, 1), output_channels=3)
        >>> translator.output_shape
        (None, 64, 64, 3)

    Reference:
        Zhu et al., "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial
        Networks", 2017, sections 4 and 7.2 (arXiv:1703.10593), after Johnson et al., "Perceptual
        Losses for Real-Time Style Transfer and Super-Resolution", 2016 (arXiv:1603.08155).
        Convolutions before a normalization have no bias here: it would be cancelled.
    """
    shape = check_image_shape(input_shape)
    if any(size % 4 or size < 8 for size in shape[:2]):
        raise ValueError(
            "The residual translator halves images twice, so their height and width must be "
            f"multiples of 4, and at least 8. Received: input_shape={shape}. Resize the images, "
            "or use `unet_translator`, which takes other sizes, too."
        )
    channels = shape[2] if output_channels is None else output_channels
    if blocks is None:
        blocks = 9 if min(shape[:2]) >= 256 else 6
    check_positive_integers(output_channels=channels, width=width, blocks=blocks)
    seeds = draw_seeds(seed, "translator")
    images = keras.Input(shape, name="images")
    x = _normalize(_convolve(images, width, 7, seeds))
    for filters in (2 * width, 4 * width):
        x = _normalize(halve(x, filters, seeds, kernel_size=3))
    for _ in range(blocks):
        x = _refine(x, seeds)
    for filters in (2 * width, width):
        x = _normalize(double(x, filters, seeds, kernel_size=3))
    translations = end_in_tanh(_convolve(x, channels, 7, seeds, use_bias=True))
    return keras.Model(images, translations, name="translator")


def _normalize(x):
    return keras.layers.ReLU()(normalize_instance(x))


def _refine(x, seeds):
    """A residual block."""
    filters = x.shape[-1]
    change = _normalize(_convolve(x, filters, 3, seeds))
    change = normalize_instance(_convolve(change, filters, 3, seeds))
    return keras.layers.Add()([x, change])


def _convolve(x, filters, kernel_size, seeds, use_bias=False):
    """A convolution that sees the mirror image of the map beyond its border."""
    x = ReflectionPadding2D(kernel_size // 2)(x)
    return keras.layers.Conv2D(
        filters, kernel_size, use_bias=use_bias, kernel_initializer=draw_normal(seeds)
    )(x)

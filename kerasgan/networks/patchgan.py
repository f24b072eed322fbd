"""PatchGAN: a discriminator of all patches of an image."""

import keras

from kerasgan.arguments import check_positive_integers
from kerasgan.networks.convolutions import draw_normal, halve, leaky_relu
from kerasgan.networks.normalization import normalize_instance
from kerasgan.networks.seeds import draw_seeds
from kerasgan.networks.sizes import check_image_shape

# Side of the patch that one logit sees -> number of convolutions with stride 2. Behind them come
# two with stride 1: the field is 7 pixels of the last halved map, and each halving before it
# turns a field of n into 2n + 2.
RECEPTIVE_FIELDS = {16: 1, 34: 2, 70: 3, 142: 4, 286: 5}


def patchgan_discriminator(input_shape=(128, 128, 3), width=64, receptive_field=70, seed=None):
    """The discriminator of pix2pix and CycleGAN, which judges patches.

    Each logit of its map sees `receptive_field x receptive_field` pixels, so it judges texture
    and leaves layout alone, with few parameters and at every image size. All kernels are 4 wide;
    `w` is the `width`:

    | receptive field | channels, halving | channels, stride 1 | smallest image |
    |---|---|---|---|
    | 16 | w | 2w, 1 | 5 |
    | 34 | w, 2w | 4w, 1 | 9 |
    | 70 | w, 2w, 4w | 8w, 1 | 17 |
    | 142 | w, 2w, 4w, 8w | 8w, 1 | 33 |
    | 286 | w, 2w, 4w, 8w, 8w | 8w, 1 | 65 |

    LeakyReLU of slope 0.2 follows every convolution but the last, instance normalization without
    scale and offset every one but the first and the last. An odd size is halved upwards, and
    each convolution with stride 1 makes the map smaller by 1: of 128 pixels a field of 70 makes
    64, 32, 16, 15 and 14 x 14 logits. Fields at the border see zeros beyond it. Initial kernels
    are N(0, 0.02).

    Args:
        input_shape: `(height, width, channels)` of the images; no smaller than in the table.
        width: Channels of the first feature map.
        receptive_field: 16, 34, 70, 142 or 286 pixels.
        seed: Integer that fixes the initial weights, or None.

    Returns:
        A functional `keras.Model` named "discriminator": images `[N, height, width, channels]`
        to a map of logits `[N, h, w, 1]`. No logit depends on another sample of the batch.

    Raises:
        ValueError: If there is no such receptive field, the image is too small for a single
            logit, or a size is not a positive integer.

    Example:
        >>> discriminator = kerasgan.networks.patchgan_discriminator((256, 256, 3))
        >>> discriminator.output_shape
        (None, 30, 30, 1)

    Reference:
        Isola et al., "Image-to-Image Translation with Conditional Adversarial Networks", 2017,
        sections 3.2.2 and 6.1.2 (arXiv:1611.07004), and Zhu et al., "Unpaired Image-to-Image
        Translation using Cycle-Consistent Adversarial Networks", 2017, section 7.2
        (arXiv:1703.10593). Convolutions before a normalization have no bias here: it would be
        cancelled.
    """
    shape = check_image_shape(input_shape)
    check_positive_integers(width=width)
    halvings = _count_halvings(shape, receptive_field)
    filters = [width * min(2**level, 8) for level in range(halvings + 1)]
    seeds = draw_seeds(seed, "discriminator")
    images = keras.Input(shape, name="images")
    x = leaky_relu(halve(images, filters[0], seeds, use_bias=True))
    for level in range(1, halvings):
        x = _normalize(halve(x, filters[level], seeds))
    x = _normalize(_keep(x, filters[halvings], seeds, use_bias=False))
    logits = _keep(x, 1, seeds, dtype="float32")
    return keras.Model(images, logits, name="discriminator")


def _count_halvings(shape, receptive_field):
    """The number of convolutions with stride 2, or an error."""
    if receptive_field not in RECEPTIVE_FIELDS:
        raise ValueError(
            f"`receptive_field` must be one of {', '.join(map(str, RECEPTIVE_FIELDS))}. "
            f"Received: receptive_field={receptive_field!r}."
        )
    halvings = RECEPTIVE_FIELDS[receptive_field]
    # The last halved map needs 3 pixels, since two more convolutions take one each.
    smallest = 2 * 2**halvings + 1
    if min(shape[:2]) < smallest:
        fitting = [str(field) for field, n in RECEPTIVE_FIELDS.items() if min(shape[:2]) > 2 * 2**n]
        raise ValueError(
            f"An image must have at least {smallest} x {smallest} pixels for a logit of receptive "
            f"field {receptive_field}. Received: input_shape={shape}. Enlarge the images, or "
            f"choose a smaller field. Those that fit: {', '.join(fitting) or 'none'}."
        )
    return halvings


def _keep(x, filters, seeds, **kwargs):
    # Padded by 1 on each side: "same" would pad the far side by 2 and shift the map.
    x = keras.layers.ZeroPadding2D(1)(x)
    return keras.layers.Conv2D(filters, 4, kernel_initializer=draw_normal(seeds), **kwargs)(x)


def _normalize(x):
    return leaky_relu(normalize_instance(x))

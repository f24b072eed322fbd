"""Encoded pictures to images in [-1, 1] and back, in the graph."""

import tensorflow as tf

from kerasgan.pixels import round_to_bytes, scale_bytes
from kerasgan.serving.checks import require
from kerasgan.serving.headers import is_jpeg, is_png, read_jpeg_size, read_png_size

CHANNELS = (1, 3)
# Pictures of the largest size that are decoded at the same time, which bounds memory.
_DECODED_AT_ONCE = 2
# Those of ITU-R BT.601, as Pillow has them.
_LUMINANCE = (0.299, 0.587, 0.114)


def is_picture(shape):
    """Whether samples of a shape can be files: grey or coloured images."""
    return len(shape) == 3 and shape[-1] in CHANNELS


def encode(images):
    """PNG files `[N]` of images `[N, height, width, 1 or 3]` in [-1, 1]."""
    return tf.io.encode_png(round_to_bytes(images))


def decode(image_bytes, shape, max_pixels):
    """Images `[N, *shape]`, float32 in [-1, 1], of PNG and JPEG files `[N]` of any size.

    A picture is resized so that the shorter side fits, and cropped to its centre, as
    `kerasgan.data.load` does; transparent parts become white. Unlike there, the orientation that a
    camera recorded is not applied. The size is read from the header and limited, to `max_pixels`
    of height times width, before anything is decoded. Each row is a function of its file alone.
    """

    def image(row_and_contents):
        row, contents = row_and_contents
        pixels = _to_channels(_decode_file(contents, row, max_pixels), shape[-1])
        return scale_bytes(_fit(pixels, shape[:2]))

    return tf.map_fn(
        image,
        (tf.range(tf.size(image_bytes)), image_bytes),
        fn_output_signature=tf.TensorSpec(shape, tf.float32),
        parallel_iterations=_DECODED_AT_ONCE,
    )


def _decode_file(contents, row, max_pixels):
    """Pixels of a file: uint8 `[height, width, 1 or 3]`."""

    def refusal(demand):
        return [f"`image_bytes` {demand}. Not so in row:", row]

    png = is_png(contents)
    known = png | is_jpeg(contents)
    contents = require(contents, known, refusal("must be PNG or JPEG files"))
    size = tf.cond(png, lambda: read_png_size(contents), lambda: read_jpeg_size(contents))
    no_size = refusal("must have a height and a width in their headers")
    contents = require(contents, tf.reduce_all(size > 0), no_size)
    too_large = [*refusal(f"must have at most {max_pixels} pixels"), "Height and width:", size]
    contents = require(contents, tf.reduce_prod(size) <= max_pixels, too_large)
    return tf.cond(
        png,
        lambda: _decode_png(contents),
        lambda: tf.io.decode_jpeg(contents, channels=3, dct_method="INTEGER_ACCURATE"),
    )


def _decode_png(contents):
    pixels = tf.io.decode_png(contents)

    def on_white():
        colours = tf.cast(pixels, tf.float32)
        opacity = colours[..., -1:] / 255
        return _round(colours[..., :-1] * opacity + 255 * (1 - opacity))

    has_opacity = tf.equal(tf.shape(pixels)[-1] % 2, 0)
    return tf.cond(has_opacity, on_white, lambda: pixels)


def _to_channels(pixels, channels):
    """Pixels of 1 or 3 channels in the wanted number of them."""

    def other():
        if channels == 3:
            return tf.tile(pixels[..., :1], [1, 1, 3])
        luminance = tf.linalg.matvec(tf.cast(pixels, tf.float32), _LUMINANCE)
        return _round(luminance)[..., None]

    same = tf.equal(tf.shape(pixels)[-1], channels)
    return tf.ensure_shape(tf.cond(same, lambda: pixels, other), [None, None, channels])


def _fit(pixels, target):
    """Pixels resized so that they fill the target size, and their centre: float32, 0 to 255.

    Columns first, then rows, and rounded after both, as Pillow does.
    """
    size = tf.cast(tf.shape(pixels)[:2], tf.float32)
    scale = tf.reduce_max(tf.constant(target, tf.float32) / size)
    pixels = _crop_to_reach(pixels, target, scale)
    size = tf.cast(tf.shape(pixels)[:2], tf.float32)
    margin = (tf.constant(target, tf.float32) - size * scale) / 2
    narrowed = _resize(
        pixels, [tf.shape(pixels)[0], target[1]], tf.stack([1.0, scale]), [0.0, margin[1]]
    )
    fitted = _resize(narrowed, target, tf.stack([scale, 1.0]), [margin[0], 0.0])
    return tf.cast(tf.ensure_shape(fitted, [*target, None]), tf.float32)


def _crop_to_reach(pixels, target, scale):
    """The centre of the pixels, as far as the cubic kernel reaches from what is shown.

    The rest changes nothing; but columns come first, and those of a thin and long picture, each
    as long as the picture, would become many.
    """
    reach = 2 * tf.maximum(1.0, 1 / scale) + 1
    size = tf.shape(pixels)[:2]
    beside = (tf.cast(size, tf.float32) - tf.constant(target, tf.float32) / scale) / 2 - reach
    height, width = tf.unstack(size)
    top, left = tf.unstack(tf.cast(tf.maximum(beside, 0), tf.int32))
    return pixels[top : height - top, left : width - left]


def _resize(pixels, size, scale, translation):
    images = tf.raw_ops.ScaleAndTranslate(
        images=pixels[None],
        size=size,
        scale=scale,
        translation=translation,
        kernel_type="keyscubic",
        antialias=True,
    )
    return _round(images[0])


def _round(values):
    return tf.cast(tf.round(tf.clip_by_value(values, 0, 255)), tf.uint8)

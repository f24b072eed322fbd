"""Kind and size of a PNG or JPEG picture, read from its header without decoding it."""

import tensorflow as tf

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"
_JPEG = b"\xff\xd8\xff"
_MAX_SEGMENTS = 4096  # a picture has tens of them
_HEADER = 9  # bytes of a frame header, as far as its width
# Markers of JPEG, the byte after 0xFF: ITU-T T.81, table B.1.
_FRAMES = [0xC0 + i for i in range(16) if i not in (4, 8, 12)]
_WITHOUT_LENGTH = [0x01, *range(0xD0, 0xD8)]
_ENDS = [0x00, 0xD8, 0xD9, 0xDA]  # no marker, start and end of the image, start of a scan
_FILL = 0xFF


def is_png(contents):
    """Whether a string tensor `[]` begins as a PNG file does."""
    return tf.equal(tf.strings.substr(contents, 0, len(_PNG)), _PNG)


def is_jpeg(contents):
    """Whether a string tensor `[]` begins as a JPEG file does."""
    return tf.equal(tf.strings.substr(contents, 0, len(_JPEG)), _JPEG)


def read_png_size(contents):
    """Height and width in the header of a PNG, int64 `[2]`; what is missing counts as 0."""
    begin = tf.strings.join([tf.strings.substr(contents, 0, 24), b"\0" * 8])
    width_height = tf.strings.substr(begin, len(_PNG), 8)
    return tf.cast(tf.io.decode_raw(width_height, tf.int32, little_endian=False)[::-1], tf.int64)


def read_jpeg_size(contents):
    """Height and width in the frame header of a JPEG, int64 `[2]`; zeros where none is found.

    The segments are walked as a decoder walks them: each begins with 0xFF and a marker, and most
    say their length.
    """
    # Zeros, which are no marker, stand for what is missing behind the end.
    data = tf.io.decode_raw(tf.strings.join([contents, bytes(_HEADER)]), tf.uint8)
    end = tf.size(data) - _HEADER

    def byte(at):
        return tf.cast(data[at], tf.int32)

    def number(at):
        return 256 * byte(at) + byte(at + 1)

    def is_one_of(marker, markers):
        return tf.reduce_any(tf.equal(marker, markers))

    def is_passed(at):
        return tf.equal(byte(at), _FILL) & ~is_one_of(byte(at + 1), [*_FRAMES, *_ENDS])

    def next_segment(at):
        marker = byte(at + 1)
        length = tf.where(is_one_of(marker, _WITHOUT_LENGTH), 2, 2 + number(at + 2))
        return [tf.minimum(at + tf.where(tf.equal(marker, _FILL), 1, length), end)]

    (at,) = tf.while_loop(is_passed, next_segment, [2], maximum_iterations=_MAX_SEGMENTS)
    found = tf.equal(byte(at), _FILL) & is_one_of(byte(at + 1), _FRAMES) & (at <= end - _HEADER)
    size = tf.where(found, tf.stack([number(at + 5), number(at + 7)]), 0)
    return tf.cast(size, tf.int64)

"""What exported models refuse, in the loader of the server, and what the client is told."""

import io
import struct
import zlib

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image


def file_of(array, file_format="PNG"):
    file = io.BytesIO()
    Image.fromarray(array.squeeze()).save(file, file_format)
    return file.getvalue()


def nan_at(rows, place):
    rows[place] = np.nan
    return rows


LATENTS = r"`latents` must have shape \[N, 6\] with N from 1 to 64\. Received shape:\] \[{}\]"
SEEDS = r"`seeds` must have shape \[N\] with N from 1 to 64\. Received shape:\] \[{}\]"
RANGE = r"`images` must be finite and lie in \[-1, 1\].*Received values from\] \[{}"


@pytest.mark.parametrize(
    ("model", "signature", "rows", "told"),
    [
        ("digits", "serving_default", np.zeros((2, 7), "float32"), LATENTS.format("2 7")),
        ("digits", "serving_default", np.zeros((2, 3, 2), "float32"), LATENTS.format("2 3 2")),
        ("digits", "serving_default", np.float32(0), LATENTS.format("")),
        ("digits", "serving_default", np.zeros((0, 6), "float32"), LATENTS.format("0 6")),
        ("digits", "serving_default", np.zeros((65, 6), "float32"), LATENTS.format("65 6")),
        (
            "digits",
            "serving_default",
            nan_at(np.zeros((3, 6), "float32"), (2, 5)),
            "`latents` must be finite",
        ),
        ("digits", "from_seed", np.zeros((2, 2), "int64"), SEEDS.format("2 2")),
        ("digits", "png_from_seed", np.int64(3), SEEDS.format("")),
        ("digits", "discriminate", np.zeros((1, 14, 56, 1), "float32"), r"\[1 14 56 1\]"),
        ("digits", "discriminate", np.full((1, 28, 28, 1), 255, "float32"), RANGE.format("255")),
        ("stripes", "a2b", np.zeros((1, 20, 20, 1), "float32"), r"\[N, 16, 16, 1\].*\[1 20 20 1\]"),
        (
            "stripes",
            "a2b",
            nan_at(np.zeros((2, 16, 16, 1), "float32"), (1, 3, 3, 0)),
            RANGE.format(""),
        ),
        ("stripes", "b2a", np.full((2, 16, 16, 3), -1.5, "float32"), RANGE.format(r"-1\.5")),
        ("stripes", "a2b_png", np.array([], object), r"`image_bytes` must have shape \[N\]"),
    ],
)
def test_other_inputs_are_refused(served, model, signature, rows, told):
    with pytest.raises(tf.errors.InvalidArgumentError, match=told):
        served[model](signature, rows)


def png_of_size(width, height):
    """A file of few bytes that claims any size."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10_000)))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


PNG = file_of(np.random.default_rng(0).integers(0, 256, (40, 30, 3), dtype="uint8"))
JPEG = file_of(np.arange(1200, dtype="uint8").reshape(40, 30), "JPEG")
FRAME = JPEG.index(b"\xff\xc0")
OTHER_KIND = r"must be PNG or JPEG files\. Not so in row:\] \[1\]"
NO_SIZE = r"must have a height and a width in their headers\. Not so in row:\] \[1\]"
TOO_LARGE = r"must have at most 10000 pixels\. Not so in row:\] \[1\].*\[{}\]"


@pytest.mark.parametrize(
    ("contents", "told"),
    {
        "bomb": (png_of_size(50_000, 40_000), TOO_LARGE.format("40000 50000")),
        "largest bomb": (png_of_size(2**31 - 1, 2**31 - 1), TOO_LARGE.format(r"2147483647 \d+")),
        "just too large": (png_of_size(10_001, 1), TOO_LARGE.format("1 10001")),
        "negative": (png_of_size(2**32 - 1, 4), NO_SIZE),
        "no width": (png_of_size(0, 4), NO_SIZE),
        "JPEG bomb": (
            JPEG[: FRAME + 5] + b"\xff\xff\xff\xff" + JPEG[FRAME + 9 :],
            TOO_LARGE.format("65535 65535"),
        ),
        "GIF": (file_of(np.zeros((4, 4), "uint8"), "GIF"), OTHER_KIND),
        "BMP": (file_of(np.zeros((4, 4), "uint8"), "BMP"), OTHER_KIND),
        "text": (b"<svg/>", OTHER_KIND),
        "nothing": (b"", OTHER_KIND),
        "PNG of no frame": (PNG[:20], NO_SIZE),
        "JPEG of no frame": (JPEG[:FRAME], NO_SIZE),
        "JPEG of endless filling": (b"\xff" + b"\xd8\xff" + b"\xff" * 10_000, NO_SIZE),
        "half a PNG": (PNG[: len(PNG) // 2], "Invalid PNG data"),
        "half a JPEG": (JPEG[: len(JPEG) // 2], "Invalid JPEG data"),
        "damaged PNG": (PNG[:50] + b"damage" + PNG[56:], "Invalid PNG data"),
    }.values(),
)
def test_other_files_are_refused(served, contents, told):
    with pytest.raises(tf.errors.InvalidArgumentError, match=told):
        served["stripes"]("b2a_png", np.array([PNG, contents], object))

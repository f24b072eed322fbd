import io

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from kerasgan import images
from kerasgan.data.sources import pictures as loaded
from kerasgan.serving import headers, pictures


def picture(height=45, width=33):
    """Colours and opacity that vary smoothly, with edges."""
    coarse = np.random.default_rng(0).integers(0, 256, (height // 4, width // 4, 4), dtype="uint8")
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def file_of(image, file_format="PNG", **options):
    file = io.BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


RGBA = picture()
RGB = RGBA.convert("RGB")
PALETTE = RGB.quantize(9)
WIDE = np.asarray(RGBA)[..., 0].astype("uint16") * 257 + 3
WITH_THUMBNAIL = Image.Exif()
WITH_THUMBNAIL[0x010E] = "a description, so that a segment precedes the frame"
FILES = {
    "RGB": file_of(RGB),
    "opacity": file_of(RGBA),
    "palette": file_of(PALETTE),
    "palette with a transparent colour": file_of(PALETTE, transparency=2),
    "grey": file_of(RGB.convert("L")),
    "grey with opacity": file_of(RGBA.convert("LA")),
    "one bit": file_of(RGB.convert("1")),
    "16 bits": file_of(Image.fromarray(WIDE)),
    "JPEG": file_of(RGB, "JPEG"),
    "progressive JPEG": file_of(RGB, "JPEG", progressive=True, exif=WITH_THUMBNAIL),
    "grey JPEG": file_of(RGB.convert("L"), "JPEG"),
    "JPEG of printers": file_of(RGB.convert("CMYK"), "JPEG"),
    "of the size itself": file_of(RGB.resize((12, 16))),
    "smaller": file_of(RGB.resize((5, 9))),
    "broad": file_of(RGB.resize((70, 20))),
}


@pytest.fixture(scope="module")
def decode():
    """`pictures.decode` in a graph, by the number of channels."""

    def of(channels):
        return tf.function(
            lambda contents: pictures.decode(contents, (16, 12, channels), 10_000),
            input_signature=[tf.TensorSpec([None], tf.string)],
        )

    return {channels: of(channels) for channels in pictures.CHANNELS}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("channels", pictures.CHANNELS)
def test_files_become_what_the_loader_makes_of_them(decode, name, channels):
    decoded = (decode[channels](tf.constant([FILES[name]]))[0].numpy() + 1) * 127.5
    with Image.open(io.BytesIO(FILES[name])) as image:
        expected = loaded.convert(image, (16, 12), channels)
    difference = np.abs(decoded - expected)
    assert difference.max() <= 1.01
    assert difference.mean() <= 0.05


@pytest.mark.parametrize("size", [(1, 5000), (5000, 1), (3, 700), (90, 400), (400, 90), (45, 33)])
@pytest.mark.parametrize("target", [(16, 12), (64, 64)])
def test_what_is_not_shown_is_cut_off_before_it_is_resized(monkeypatch, size, target):
    pixels = tf.constant(np.random.default_rng(0).integers(0, 256, (*size, 3), dtype="uint8"))
    fitted = pictures._fit(pixels, target)
    scale = max(target[0] / size[0], target[1] / size[1])
    rows, columns, _ = pictures._crop_to_reach(pixels, target, scale).shape
    assert rows * target[1] <= max(rows * columns, (target[0] + 8) * target[1])
    monkeypatch.setattr(pictures, "_crop_to_reach", lambda pixels, target, scale: pixels)
    whole = pictures._fit(pixels, target)
    assert np.abs(fitted - whole).max() <= 1  # positions are rounded to float32
    assert np.abs(fitted - whole).mean() <= 0.1


def test_each_row_by_itself(decode):
    together = decode[3](tf.constant([*FILES.values()])).numpy()
    for row, contents in zip(together, FILES.values(), strict=True):
        np.testing.assert_array_equal(row, decode[3](tf.constant([contents]))[0])


@pytest.mark.parametrize("name", FILES)
def test_sizes_are_read_from_headers(name):
    contents = tf.constant(FILES[name])
    with Image.open(io.BytesIO(FILES[name])) as image:
        width, height = image.size
        kind = image.format
    assert bool(headers.is_png(contents)) == (kind == "PNG")
    assert bool(headers.is_jpeg(contents)) == (kind == "JPEG")
    size = headers.read_png_size if kind == "PNG" else headers.read_jpeg_size
    assert size(contents).numpy().tolist() == [height, width]


@pytest.mark.parametrize("channels", pictures.CHANNELS)
def test_images_become_files(channels):
    batch = np.random.default_rng(0).uniform(-1.2, 1.2, (3, 8, 6, channels)).astype("float32")
    batch[0, 0, :3, 0] = (-1, 0, 1)
    for contents, image in zip(pictures.encode(batch).numpy(), batch, strict=True):
        with Image.open(io.BytesIO(contents)) as opened:
            assert opened.format == "PNG"
            pixels = np.asarray(opened).reshape(image.shape)
        np.testing.assert_array_equal(pixels, images.to_uint8(image))

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from kerasgan import images


def _batch(count, height=3, width=4, channels=1, seed=0):
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, size=(count, height, width, channels)).astype("float32")


def test_uint8_round_trip():
    values = np.arange(256, dtype="uint8")
    scaled = values.astype("float32") / 127.5 - 1.0
    np.testing.assert_array_equal(images.to_uint8(scaled), values)


def test_from_uint8_is_undone_by_to_uint8():
    values = np.arange(256, dtype="uint8")
    scaled = images.from_uint8(values)
    assert scaled.dtype == np.float32
    assert (scaled[0], scaled[51], scaled[255]) == (-1, np.float32(-0.6), 1)
    np.testing.assert_array_equal(images.to_uint8(scaled), values)


def test_from_uint8_refuses_what_is_scaled_already():
    with pytest.raises(ValueError, match=r"must be uint8. Received: dtype=float32"):
        images.from_uint8(np.zeros(2, "float32"))


def test_uint8_rounds_to_the_nearest():
    thresholds = (np.arange(255) + 0.5) / 127.5 - 1.0
    np.testing.assert_array_equal(images.to_uint8(thresholds - 1e-5), np.arange(255))
    np.testing.assert_array_equal(images.to_uint8(thresholds + 1e-5), np.arange(1, 256))
    assert images.to_uint8(np.zeros(())) == 128


def test_uint8_clips_what_is_a_little_outside():
    np.testing.assert_array_equal(images.to_uint8([-1.7, 1.3]), [0, 255])


def test_uint8_takes_tensors_of_half_precision():
    result = images.to_uint8(tf.constant([[-1.0, 1.0]], tf.bfloat16))
    np.testing.assert_array_equal(result, [[0, 255]])


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((2, 2, 2, 1), "uint8"), "Received: dtype=uint8"),
        (np.zeros((2, 2, 2, 1), "int64"), "Received: dtype=int64"),
        (np.array([0.0, 255.0]), r"scale \[0, 255\] .* Received: values in \[0, 255\]"),
        (np.array([0.0, np.nan]), "NaN"),
        (np.array([0.0, np.inf]), "NaN or infinite"),
    ],
)
def test_uint8_refuses_other_scales(array, message):
    with pytest.raises(ValueError, match=message):
        images.to_uint8(array)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("padding", [0, 2])
def test_grid_puts_every_image_in_its_place(channels, padding):
    batch = _batch(5, channels=channels)
    canvas = images.grid(batch, columns=3, padding=padding)
    assert canvas.shape == (2 * (3 + padding) + padding, 3 * (4 + padding) + padding, channels)
    assert canvas.dtype == np.uint8
    covered = np.zeros(canvas.shape[:2], bool)
    for index in range(5):
        top = padding + (index // 3) * (3 + padding)
        left = padding + (index % 3) * (4 + padding)
        tile = canvas[top : top + 3, left : left + 4]
        np.testing.assert_array_equal(tile, images.to_uint8(batch[index]))
        covered[top : top + 3, left : left + 4] = True
    assert (canvas[~covered] == 255).all()


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 2), (9, 3), (10, 4), (64, 8)])
def test_grid_is_as_square_as_possible(count, columns):
    assert images.grid(_batch(count), padding=0).shape[1] == columns * 4


def test_grid_takes_uint8():
    batch = images.to_uint8(_batch(4))
    np.testing.assert_array_equal(images.grid(batch), images.grid(_batch(4)))


@pytest.mark.parametrize("channels", [2, 5])
def test_other_channels_are_shown_side_by_side(channels):
    batch = _batch(2, channels=channels)
    canvas = images.grid(batch, columns=1, padding=0)
    assert canvas.shape == (6, 4 * channels, 1)
    for channel in range(channels):
        tile = canvas[3:6, 4 * channel : 4 * channel + 4, 0]
        np.testing.assert_array_equal(tile, images.to_uint8(batch[1, ..., channel]))


@pytest.mark.parametrize("shape", [(28, 28), (4, 28, 28), (0, 28, 28, 1), (1, 2, 28, 28, 1)])
def test_grid_refuses_other_shapes(shape):
    with pytest.raises(ValueError, match=r"shape \[N, height, width, channels\]"):
        images.grid(np.zeros(shape, "float32"))


def test_grid_refuses_bad_arguments():
    with pytest.raises(ValueError, match="`columns` must be a positive integer"):
        images.grid(_batch(2), columns=0)
    with pytest.raises(ValueError, match="`padding` must be an integer >= 0"):
        images.grid(_batch(2), padding=-1)


def test_strip():
    rows = [_batch(5, seed=1), _batch(5, seed=2)]
    canvas = images.strip(rows, padding=1)
    assert canvas.shape == (2 * 4 + 1, 5 * 5 + 1, 1)
    np.testing.assert_array_equal(canvas[5:8, 6:10], images.to_uint8(rows[1][1]))


def test_strip_refuses_uneven_rows():
    with pytest.raises(ValueError, match="rows of one shape"):
        images.strip([_batch(5), _batch(4)])
    with pytest.raises(ValueError, match="rows of one shape"):
        images.strip([])


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (3, "RGB")])
def test_png_round_trip(tmp_path, channels, mode):
    image = _batch(1, channels=channels)[0]
    path = images.save_png(tmp_path / "new" / "folder" / "image.png", image)
    assert path == tmp_path / "new" / "folder" / "image.png"
    with Image.open(path) as written:
        assert (written.format, written.mode, written.size) == ("PNG", mode, (4, 3))
        pixels = np.asarray(written).reshape(3, 4, channels)
    np.testing.assert_array_equal(pixels, images.to_uint8(image))


def test_png_of_a_grid_and_a_path_as_string(tmp_path):
    canvas = images.grid(_batch(4))
    path = images.save_png(str(tmp_path / "grid.png"), canvas)
    with Image.open(path) as written:
        np.testing.assert_array_equal(np.asarray(written), canvas[..., 0])


@pytest.mark.parametrize("channels", [1, 3])
def test_gif(tmp_path, channels):
    frames = [images.grid(np.full((1, 8, 8, channels), v, "float32")) for v in (-1.0, 0.0, 1.0)]
    path = images.save_gif(tmp_path / "walk.gif", frames, milliseconds=70)
    with Image.open(path) as written:
        assert (written.format, written.n_frames, written.size) == ("GIF", 3, (12, 12))
        assert written.info["loop"] == 0
        for index, value in enumerate((0, 128, 255)):
            written.seek(index)
            assert written.info["duration"] == 70
            pixels = np.asarray(written.convert("RGB"))
            assert abs(int(pixels[6, 6, 0]) - value) <= 2
            assert pixels[0, 0, 0] >= 253


def test_gif_of_a_batch(tmp_path):
    path = images.save_gif(tmp_path / "walk.gif", _batch(4))
    with Image.open(path) as written:
        assert written.n_frames == 4


def test_gif_refuses_bad_frames(tmp_path):
    with pytest.raises(ValueError, match="frames of one shape"):
        images.save_gif(tmp_path / "walk.gif", [])
    with pytest.raises(ValueError, match="frames of one shape"):
        images.save_gif(tmp_path / "walk.gif", [_batch(1)[0], _batch(1, height=5)[0]])
    with pytest.raises(ValueError, match=r"multiple of 10. Received: milliseconds=25"):
        images.save_gif(tmp_path / "walk.gif", _batch(2), milliseconds=25)


@pytest.mark.parametrize("save", [images.save_png, images.save_gif])
def test_unwritable_folder(tmp_path, save):
    (tmp_path / "file").write_text("not a folder")
    argument = _batch(1)[0] if save is images.save_png else _batch(2)
    with pytest.raises(OSError, match=r"Cannot write .*image.out: .*Choose another folder"):
        save(tmp_path / "file" / "image.out", argument)

import os
import pathlib
import warnings

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from kerasgan.data import from_arrays, load

TFDS_DIR = os.environ.get("TFDS_DATA_DIR", "")
needs_mnist = pytest.mark.skipif(
    not (TFDS_DIR and (pathlib.Path(TFDS_DIR) / "mnist").is_dir()),
    reason="needs mnist prepared in TFDS_DATA_DIR",
)
READ_ALL = {"shuffle": False, "drop_remainder": False}


def read(source, **kwargs):
    """All images of a source as uint8, in its order."""
    batches = [batch.numpy() for batch in load(source, **READ_ALL, **kwargs)]
    return np.rint((np.concatenate(batches) + 1) * 127.5).astype(np.uint8)


def save(path, array, **kwargs):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(array, np.uint8)).save(path, **kwargs)


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


# Arrays


def test_arrays_of_bytes():
    images = noise(10, 5, 4, 3)
    np.testing.assert_array_equal(read(images), images)
    np.testing.assert_array_equal(read(images, count=4), images[:4])


def test_grey_images_get_a_channel():
    images = noise(3, 5, 4)
    np.testing.assert_array_equal(read(images), images[..., None])
    np.testing.assert_array_equal(read(images, channels=3), np.repeat(images[..., None], 3, -1))


def test_arrays_of_floats_are_unchanged():
    images = np.random.default_rng(0).uniform(-1, 1, (6, 4, 4, 2))
    (batch,) = load(images, **READ_ALL)
    np.testing.assert_array_equal(batch, images.astype(np.float32))
    vectors = np.random.default_rng(0).normal(0, 50, (6, 3)).astype(np.float32)
    (batch,) = load(vectors, **READ_ALL)
    np.testing.assert_array_equal(batch, vectors)


def test_tuple_of_images_and_labels():
    images, classes = noise(6, 2, 2, 1), np.array([3, 1, 4, 1, 5, 9])[:, None]
    ((batch, labels),) = load((images, classes), labels=True, **READ_ALL)
    assert batch.shape == (6, 2, 2, 1)
    assert labels.numpy().tolist() == [3, 1, 4, 1, 5, 9]
    (batch,) = load((images, classes), **READ_ALL)
    assert isinstance(batch, tf.Tensor)


@pytest.mark.parametrize(
    ("source", "kwargs", "says"),
    [
        (noise(3, 4), {}, r"uint8 must be images.*shape \(3, 4\)"),
        (noise(3, 2, 4, 4, 1), {}, "must be images"),
        (np.float32(noise(3, 4, 4, 1)), {}, r"\[-1, 1\], received values.*x / 127.5 - 1"),
        (np.int64(noise(3, 4, 4, 1)), {}, "must be floats, received int64"),
        (np.full((3, 4, 4, 1), np.nan), {}, "NaN"),
        (np.full((3, 2), np.nan), {}, "NaN"),
        (-np.ones((3, 4, 4, 1)), {"image_size": 8}, "only uint8 images are resized"),
        (-np.ones((3, 4, 4, 1)), {"channels": 3}, "only uint8 images are resized"),
        (noise(3, 4, 4, 2), {"image_size": 8}, "images of 2 channels cannot be resized"),
        (noise(3, 4, 4, 1), {"image_size": 0}, "image_size must be a positive int"),
        (noise(3, 4, 4, 1), {"image_size": (8, 8, 1)}, r"received \(8, 8, 1\)"),
        (noise(3, 4, 4, 1), {"channels": 2}, r"channels must be 1 \(grey\), 3 \(RGB\)"),
        (noise(3, 4, 4, 1), {"count": 0}, "count must be at least 1"),
        (noise(3, 4, 4, 1), {"labels": True}, r"labels=True needs a tuple \(images, labels\)"),
        (noise(3, 4, 4, 1), {"split": "test"}, "arrays have no splits, received split='test'"),
        ((noise(3, 4, 4, 1), np.zeros(2, int)), {"labels": True}, r"shape \(3,\).*\(2,\)"),
        ((noise(3, 4, 4, 1), np.eye(3)), {"labels": True}, "argmax"),
    ],
)
def test_arrays_that_are_refused(source, kwargs, says):
    with pytest.raises(ValueError, match=says):
        load(source, batch_size=1, **kwargs)


def test_floats_without_negative_values_are_a_warning():
    with pytest.warns(UserWarning, match="no negative value"):
        from_arrays(np.ones((3, 4, 4, 1)), batch_size=1)


# Folders


def test_folder_is_read_in_alphabetical_order(tmp_path):
    images = noise(3, 6, 5, 3)
    for name, image in zip(["b.png", "a/z.PNG", "c/d/e.bmp"], images, strict=True):
        save(tmp_path / name, image)
    np.testing.assert_array_equal(read(tmp_path), images[[1, 0, 2]])
    np.testing.assert_array_equal(read(str(tmp_path), count=1), images[[1]])


def test_grey_folder_stays_grey_unless_told(tmp_path):
    grey = noise(4, 4)
    save(tmp_path / "a.png", grey)
    np.testing.assert_array_equal(read(tmp_path)[0, ..., 0], grey)
    assert read(tmp_path, channels=3).shape == (1, 4, 4, 3)
    save(tmp_path / "b.png", noise(4, 4, 3))
    assert read(tmp_path).shape == (2, 4, 4, 3)
    assert read(tmp_path, channels=1).shape == (2, 4, 4, 1)


def test_resized_to_the_short_side_and_cropped_to_the_centre(tmp_path):
    # Three vertical stripes: the centre crop of the wide picture sees only the middle one.
    wide = np.zeros((40, 120, 3))
    wide[:, 40:80, 1] = 255
    save(tmp_path / "wide.png", wide)
    save(tmp_path / "tall.png", wide.transpose(1, 0, 2))
    save(tmp_path / "small.png", np.full((3, 3, 3), 7))
    small, tall, wide = read(tmp_path, image_size=20)
    for image in (tall, wide):
        np.testing.assert_array_equal(image[2:-2, 2:-2], np.broadcast_to([0, 255, 0], (16, 16, 3)))
    assert np.all(small == 7)
    assert read(tmp_path, image_size=(10, 30)).shape == (3, 10, 30, 3)


def test_different_sizes_need_image_size(tmp_path):
    save(tmp_path / "a.png", noise(4, 4))
    save(tmp_path / "b.png", noise(4, 5))
    with pytest.raises(ValueError, match=r"\(4, 4, 1\) and \(4, 5, 1\): give image_size"):
        load(tmp_path)


def test_odd_files_are_left_out_and_named_once(tmp_path):
    for number in range(3):
        save(tmp_path / f"{number}.png", noise(8, 8, 3))
    save(tmp_path / "picture.txt", noise(8, 8), format="png")
    (tmp_path / "text.jpg").write_text("no image")
    (tmp_path / "empty.png").touch()
    (tmp_path / ".hidden").touch()
    save(tmp_path / ".hidden_folder" / "a.png", noise(8, 8, 3))
    whole = (tmp_path / "0.png").read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    with pytest.warns(UserWarning, match="left out 4 files") as warned:
        assert read(tmp_path).shape == (3, 8, 8, 3)
    assert len(warned) == 1
    for name in ("picture.txt", "text.jpg", "empty.png", "half.png"):
        assert name in str(warned[0].message)
    assert "hidden" not in str(warned[0].message)


def test_a_long_list_of_odd_files_is_cut(tmp_path):
    save(tmp_path / "a.png", noise(2, 2))
    for number in range(30):
        (tmp_path / f"{number}.txt").touch()
    with pytest.warns(UserWarning, match="left out 30 files.* and 20 more"):
        read(tmp_path)


def test_class_folders_give_labels(tmp_path):
    for name, value in (
        ("dog/x/1.png", 20),
        ("cat/1.png", 10),
        ("cat/2.png", 11),
        ("eel/1.png", 30),
    ):
        save(tmp_path / name, np.full((2, 2), value))
    ((images, labels),) = load(tmp_path, labels=True, **READ_ALL)
    assert np.rint((images[:, 0, 0, 0] + 1) * 127.5).tolist() == [10, 11, 20, 30]
    assert labels.numpy().tolist() == [0, 0, 1, 2]
    save(tmp_path / "loose.png", noise(2, 2))
    with pytest.raises(ValueError, match=r"labels=True needs a folder for each class.*loose.png"):
        load(tmp_path, labels=True)


def test_splits_of_a_folder(tmp_path):
    save(tmp_path / "train" / "a.png", np.full((2, 2), 1))
    save(tmp_path / "test" / "a.png", np.full((2, 2), 2))
    assert read(tmp_path).ravel().tolist() == [1] * 4
    assert read(tmp_path, split="test").ravel().tolist() == [2] * 4
    assert read(tmp_path, split=None).ravel().tolist() == [2] * 4 + [1] * 4
    with pytest.raises(ValueError, match=r"no folder 'val'.*\['test', 'train'\]"):
        load(tmp_path, split="val")


def test_folders_without_images(tmp_path):
    with pytest.raises(ValueError, match=r"no images in the folder .*, found nothing"):
        load(tmp_path)
    (tmp_path / "notes.txt").touch()
    with pytest.raises(ValueError, match=r"found only notes.txt: give a folder with .*\.png"):
        load(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"no folder .*missing"):
        load(tmp_path / "missing")
    with pytest.raises(FileNotFoundError, match="no folder missing"):
        load("./missing")
    with pytest.raises(FileNotFoundError, match=r"no folder .*notes\.txt"):
        load(str(tmp_path / "notes.txt"))


def test_modes_of_pictures(tmp_path):
    clear = np.dstack([noise(4, 4, 3), np.zeros((4, 4), np.uint8)])
    save(tmp_path / "clear.png", clear)
    assert np.all(read(tmp_path) == 255)  # Transparent is white, whatever colour hides below.
    (tmp_path / "clear.png").unlink()

    deep = np.arange(16, dtype=np.uint16).reshape(4, 4) * 4096
    Image.fromarray(deep).save(tmp_path / "deep.png")
    np.testing.assert_array_equal(read(tmp_path)[0, ..., 0], deep // 256)
    (tmp_path / "deep.png").unlink()

    upright = noise(3, 5)
    exif = Image.Exif()
    exif[0x0112] = 3  # The camera was upside down.
    save(tmp_path / "turned.png", upright[::-1, ::-1], exif=exif)
    np.testing.assert_array_equal(read(tmp_path)[0, ..., 0], upright)


# TensorFlow Datasets


def test_unknown_name():
    with pytest.raises(ValueError, match=r"no data set 'mnits'; near matches: .*mnist.*glyphs"):
        load("mnits")
    with pytest.raises(ValueError, match="near matches: glyphs"):
        load("glyph")
    with pytest.raises(ValueError, match=r"no data set 'mnist/foo': .*Give a built-in set"):
        load("mnist/foo")
    with pytest.raises(ValueError, match=r"no data set 'mnist:9\.9\.9': .*only: \d"):
        load("mnist:9.9.9")


def test_no_name():
    with pytest.raises(ValueError, match="no data set ''"):
        load("")


@pytest.mark.parametrize("source", [3, None, [1, 2], {"a": 1}, (3, 4)])
def test_not_a_source(source):
    with pytest.raises(TypeError, match=f"cannot load {type(source).__name__}: give the name"):
        load(source)


def test_missing_data_say_how_to_get_them(tmp_path, monkeypatch):
    import tensorflow_datasets as tfds

    def no_network(self, **kwargs):
        raise ConnectionError("no route to host")

    monkeypatch.setattr(tfds.core.DatasetBuilder, "download_and_prepare", no_network)
    with pytest.raises(RuntimeError, match=r"no route to host.*tfds build mnist.*TFDS_DATA_DIR"):
        load("mnist", data_dir=tmp_path)


@needs_mnist
def test_mnist_equals_a_direct_read():
    import tensorflow_datasets as tfds

    direct = tfds.load("mnist", split="test", shuffle_files=False).batch(10000)
    ((images, labels),) = [(batch["image"], batch["label"]) for batch in direct]
    dataset = load("mnist", "test", labels=True, batch_size=96, **READ_ALL)
    assert int(dataset.cardinality()) == 105
    seen, seen_labels = zip(*dataset, strict=True)
    np.testing.assert_array_equal(
        np.concatenate(seen), images.numpy().astype(np.float32) / np.float32(127.5) - 1
    )
    np.testing.assert_array_equal(np.concatenate(seen_labels), labels)


@needs_mnist
def test_mnist_shuffled_holds_every_image_once():
    whole = read("mnist", split="test[:1000]", count=640)
    batches = np.concatenate(list(load("mnist", split="test[:1000]", count=640, seed=3)))
    shuffled = np.rint((batches + 1) * 127.5).astype(np.uint8)
    assert not np.array_equal(whole, shuffled)
    np.testing.assert_array_equal(
        np.unique(whole.reshape(640, -1), axis=0), np.unique(shuffled.reshape(640, -1), axis=0)
    )


@needs_mnist
def test_mnist_resized():
    assert read("mnist", split="test[:8]", image_size=32, channels=3).shape == (8, 32, 32, 3)


@needs_mnist
def test_unknown_split_of_tfds():
    with pytest.raises(ValueError, match="Unknown split 'tets'"):
        load("mnist", split="tets")


def test_import_is_light():
    import subprocess
    import sys

    program = "import kerasgan.data, sys; print('tensorflow_datasets' in sys.modules)"
    root = pathlib.Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True)
    assert run.stdout.split()[-1] == "False", run.stderr[-2000:]

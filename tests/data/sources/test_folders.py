import numpy as np
import pytest
from PIL import Image

from kerasgan.data import load

pytestmark = pytest.mark.usefixtures("warnings_are_errors")
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
    with pytest.raises(ValueError, match=r"\(4, 4, 1\) and \(4, 5, 1\)\. Give `image_size`"):
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
    with pytest.warns(UserWarning, match="Left out 4 files") as warned:
        assert read(tmp_path).shape == (3, 8, 8, 3)
    assert len(warned) == 1
    for name in ("picture.txt", "text.jpg", "empty.png", "half.png"):
        assert name in str(warned[0].message)
    assert "hidden" not in str(warned[0].message)


def test_a_long_list_of_odd_files_is_cut(tmp_path):
    save(tmp_path / "a.png", noise(2, 2))
    for number in range(30):
        (tmp_path / f"{number}.txt").touch()
    with pytest.warns(UserWarning, match="Left out 30 files.* and 20 more"):
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
    with pytest.raises(ValueError, match=r"\['test', 'train'\]\. Received: split='val'"):
        load(tmp_path, split="val")


def test_folders_without_images(tmp_path):
    with pytest.raises(ValueError, match=r"no pictures in the folder .*\. Received: nothing"):
        load(tmp_path)
    (tmp_path / "notes.txt").touch()
    with pytest.raises(ValueError, match=r"Received: only notes.txt\. Give a folder with .*\.png"):
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

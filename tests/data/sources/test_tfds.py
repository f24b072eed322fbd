import os
import pathlib

import numpy as np
import pytest

from kerasgan.data import load

TFDS_DIR = os.environ.get("TFDS_DATA_DIR", "")
needs_mnist = pytest.mark.skipif(
    not (TFDS_DIR and (pathlib.Path(TFDS_DIR) / "mnist").is_dir()),
    reason="needs mnist prepared in TFDS_DATA_DIR",
)
pytestmark = pytest.mark.usefixtures("warnings_are_errors")
READ_ALL = {"shuffle": False, "drop_remainder": False}


def read(source, **kwargs):
    """All images of a source as uint8, in its order."""
    batches = [batch.numpy() for batch in load(source, **READ_ALL, **kwargs)]
    return np.rint((np.concatenate(batches) + 1) * 127.5).astype(np.uint8)


def test_unknown_name():
    with pytest.raises(ValueError, match=r"no data set 'mnits'\. Near matches: .*mnist.*glyphs"):
        load("mnits")
    with pytest.raises(ValueError, match="Near matches: glyphs"):
        load("glyph")
    with pytest.raises(ValueError, match=r"no data set 'mnist/foo': .*Give a built-in set"):
        load("mnist/foo")
    with pytest.raises(ValueError, match=r"no data set 'mnist:9\.9\.9': .*only: \d"):
        load("mnist:9.9.9")


def test_no_name():
    with pytest.raises(ValueError, match="no data set ''"):
        load("")


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

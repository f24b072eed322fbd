"""Every extractor that ships with the package is whole, says what it is, and does what it says."""

import json
import os
import pathlib
import shutil

import numpy as np
import pytest

import kerasgan
from kerasgan.metrics.features import extractors, fingerprint
from kerasgan.trained_weights import hash_file

FOLDERS = sorted(
    path.parent
    for path in (pathlib.Path(extractors.__file__).parent / "trained").glob("*/metadata.json")
)
# What is promised of all test images, and what 1000 of them must at least show.
ACCURACY = {
    "mnist": (0.993, 0.98),
    "fashion_mnist": (0.92, 0.90),
    "unpaired": (0.97, 0.98),  # shown by the built-in one of its sets
}

pytestmark = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def metadata(folder):
    return json.loads((folder / "metadata.json").read_text(encoding="utf-8"))


def test_every_file_is_the_one_that_was_published(folder):
    hashes = metadata(folder)["sha256"]
    assert set(hashes) == {path.name for path in folder.iterdir()} - {"metadata.json"}
    assert {name: hash_file(folder / name) for name in hashes} == hashes
    assert sum(path.stat().st_size for path in folder.iterdir()) < 2e6


def test_the_metadata_and_the_card_say_where_it_comes_from(folder):
    about = metadata(folder)
    card = (folder / "README.md").read_text(encoding="utf-8")
    for key in ("command", "data_license", "weights_license", "dataset", "hardware"):
        assert about[key] in card
    assert f"{about['test_accuracy']:.2%}" in card
    assert about["name"] == folder.name
    assert about["seconds"] > 0


def test_golden_outputs(folder):
    extractor = extractors.get(folder.name)
    with np.load(folder / "golden.npz") as golden:
        for output in ("features", "probabilities"):
            found = extractor.with_output(output)(golden["images"])
            np.testing.assert_allclose(found, golden[output], atol=1e-4, rtol=1e-4)
        features = golden["features"]
    assert features.shape[1] == metadata(folder)["dimension"] >= 32
    assert features.std(axis=0).max() > 0.1


def test_it_is_found_by_its_name_and_says_its_hash(folder):
    assert folder.name in extractors.names()
    extractor = extractors.get(folder.name)
    assert extractor.name == folder.name
    assert extractor.sha256 == fingerprint.hash_model(extractor.network)


def test_images_of_another_range_or_shape_are_refused(folder):
    extractor = extractors.get(folder.name)
    images = np.zeros([4, *metadata(folder)["image_shape"]], "float32")
    images[:, 0] = -1.0
    assert extractor(images).shape == (4, metadata(folder)["dimension"])
    with pytest.raises(ValueError, match=r"lie in \[-1, 1\]"):
        extractor(images + 200.0)
    with pytest.raises(ValueError, match="shape"):
        extractor(images.repeat(3, axis=3))
    with pytest.raises(ValueError, match="shape"):
        extractor(images[:, 1:])


def test_a_damaged_network_is_refused(folder, tmp_path):
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    content = bytearray((copy / "network.keras").read_bytes())
    content[len(content) // 2] ^= 1
    (copy / "network.keras").write_bytes(content)
    with pytest.raises(ValueError, match="is damaged: its SHA-256"):
        extractors.get(copy)


def labelled_images(name):
    """Test images that the extractor was not trained on, and their classes."""
    if name == "unpaired":
        sides = kerasgan.data.read_sides("plain2striped", "test")
        return np.stack(sides, 1).reshape(-1, 64, 64, 3), np.tile([0, 1], len(sides[0]))
    if not (pathlib.Path(os.environ.get("TFDS_DATA_DIR", "")) / name).is_dir():
        pytest.skip(f"{name} is not prepared in TFDS_DATA_DIR")
    test = kerasgan.data.load(name, "test[:1000]", batch_size=1000, labels=True)
    return next(iter(test.as_numpy_iterator()))


def test_accuracy(folder):
    promised, shown = ACCURACY[folder.name]
    assert promised <= metadata(folder)["test_accuracy"] <= 1
    images, labels = labelled_images(folder.name)
    probabilities = extractors.get(folder.name, "probabilities")(images)
    assert np.mean(probabilities.argmax(1) == labels) >= shown
    wrong = np.roll(labels, 1)
    assert np.mean(probabilities.argmax(1) == wrong) < 0.3

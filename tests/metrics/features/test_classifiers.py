import json

import numpy as np
import pytest

import kerasgan
from kerasgan.metrics.features import classifiers, extractors, trained_folder
from kerasgan.trained_weights import hash_file


def glyphs(count, split="train"):
    batches = kerasgan.data.load(
        "glyphs", split, labels=True, count=count, batch_size=count, shuffle=False
    )
    return tuple(each.numpy() for each in next(iter(batches)))


@pytest.fixture(scope="module")
def network():
    return classifiers.build((28, 28, 1), classes=10, dimension=64, seed=0)


def test_images_are_moved_whole_and_by_two_pixels_at_most():
    images = np.random.default_rng(0).uniform(-1, 1, (200, 9, 7, 2)).astype("float32")
    moved = classifiers.shift(images, False, [1, 2]).numpy()
    seen = set()
    for image, result in zip(images, moved, strict=True):
        padded = np.pad(image, ((2, 2), (2, 2), (0, 0)), mode="edge")
        found = [
            (y, x)
            for y in range(5)
            for x in range(5)
            if np.array_equal(padded[y : y + 9, x : x + 7], result)
        ]
        assert len(found) == 1
        seen.add(found[0])
    assert len(seen) == 25
    again = classifiers.shift(images, False, [1, 2]).numpy()
    np.testing.assert_array_equal(again, moved)
    assert (classifiers.shift(images, False, [1, 3]).numpy() != moved).any()


def test_half_of_the_images_are_mirrored():
    images = np.random.default_rng(0).uniform(-1, 1, (400, 9, 7, 1)).astype("float32")
    mirrored = classifiers.shift(images, True, [0, 0]).numpy()
    plain, other_way = (
        classifiers.shift(each, False, [0, 0]).numpy() for each in (images, images[:, :, ::-1])
    )
    same = (plain == mirrored).all(axis=(1, 2, 3))
    flipped = (other_way == mirrored).all(axis=(1, 2, 3))
    assert (same ^ flipped).all()
    assert 0.4 < flipped.mean() < 0.6


def test_outputs(network):
    images = np.random.default_rng(0).uniform(-1, 1, (5, 28, 28, 1))
    outputs = network.predict_on_batch(images)
    assert outputs["features"].shape == (5, 64)
    assert outputs["features"].min() >= 0
    np.testing.assert_allclose(outputs["probabilities"].sum(1), 1, atol=1e-5)
    same = classifiers.build((28, 28, 1), dimension=64, seed=0)
    for a, b in zip(network.get_weights(), same.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_training_learns_and_what_is_saved_is_what_was_trained(tmp_path):
    network = classifiers.build((28, 28, 1), dimension=16, seed=0)
    classifiers.train(network, *glyphs(768), epochs=3, batch_size=64, learning_rate=5e-3)
    images, labels = glyphs(300, "test")
    accuracy = classifiers.measure_accuracy(network, images, labels)
    assert 0.5 < accuracy <= 1  # by chance 0.1

    about = {
        "description": "One for a test.",
        "dataset": "glyphs",
        "dataset_version": "1",
        "data_license": "Apache-2.0",
        "weights_license": "Apache-2.0",
        "command": "python tools/train_extractor.py glyphs",
        "seed": 0,
        "epochs": 3,
        "seconds": 5.0,
        "test_accuracy": accuracy,
    }
    folder = trained_folder.save(network, tmp_path / "tiny", about)
    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    assert metadata["dimension"] == 16
    assert set(metadata["sha256"]) == {"network.keras", "golden.npz", "README.md"}
    for name, digest in metadata["sha256"].items():
        assert hash_file(folder / name) == digest
    loaded = extractors.get(folder, "probabilities")(images)
    assert np.mean(loaded.argmax(1) == labels) == pytest.approx(accuracy)


def test_other_folders_are_not_replaced(network, tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="is not an extractor"):
        trained_folder.save(network, tmp_path, {})
    assert (tmp_path / "letters.txt").read_text() == "mine"

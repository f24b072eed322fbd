import numpy as np
import pytest

import kerasgan
from kerasgan import metrics
from kerasgan.metrics import generated
from kerasgan.metrics.reports import protocols, samples


def tiny_gan(shape):
    return kerasgan.GAN(
        kerasgan.networks.mlp_generator(shape, latent_dim=3, hidden=(8,), seed=0),
        kerasgan.networks.mlp_discriminator(shape, hidden=(8,), seed=0),
        seed=0,
    )


def test_batches_are_the_rows_of_generate():
    model = tiny_gan((2,))
    parts = list(generated.batches(model, 23, seed=5, batch_size=10))
    assert [len(part) for part in parts] == [10, 10, 3]
    np.testing.assert_allclose(np.concatenate(parts), model.generate(23, seed=5), atol=1e-6)


def test_a_sentence_says_all_that_a_score_depends_on():
    protocol = {
        "dataset": "mnist",
        "split": "test",
        "real_count": 100,
        "generated_count": 90,
        "image_shape": [28, 28, 1],
        "extractor": "mnist",
        "extractor_sha256": "0123456789abcdef" * 4,
        "resize": None,
        "seed": 7,
        "settings": {"k": 5},
    }
    (entry,) = protocols.for_card({"coverage": {"value": 0.5, "protocol": protocol}})
    assert (entry["name"], entry["value"], entry["details"]) == ("coverage", 0.5, protocol)
    assert entry["protocol"] == (
        "90 generated (seed 7), 100 real; mnist, test split; "
        "features mnist (SHA-256 0123456789ab…); not resized; k 5"
    )


def test_only_numbers_get_onto_a_card():
    found = metrics.evaluate(
        metrics.ClassHistogram(lambda images: images), None, np.eye(3).repeat(20, 0), seed=0
    )
    entries = protocols.for_card({name: each.to_dict() for name, each in found.items()})
    assert [entry["name"] for entry in entries] == ["class_histogram: entropy"]
    assert entries[0]["value"] == pytest.approx(1)
    assert "real;" not in entries[0]["protocol"]


def test_points_of_a_mixture():
    real = kerasgan.data.load("ring", "test", batch_size=2500, count=2500, shuffle=False)
    training = kerasgan.data.load("ring", "train", batch_size=2500, count=2500, shuffle=False)
    real, training = (next(iter(each)).numpy() for each in (real, training))
    scores = samples.suite("pixels", (2,), "ring")
    found = samples.measure(tiny_gan((2,)), scores, real, training, dataset="ring", split="test")
    assert found.training["mode_coverage"].result.modes == 8
    assert found.training["mode_coverage"].result.high_quality == pytest.approx(0.989, abs=0.01)
    own = metrics.ModeCoverage("ring")(None, tiny_gan((2,)).generate(2500, seed=0))
    assert found.generated["mode_coverage"].result == pytest.approx(own)
    near, far = (each["sliced_wasserstein"].result for each in (found.training, found.generated))
    assert near < 0.1 < far
    assert found.pictures == {}
    lines = found.table().splitlines()
    assert lines[0].split() == ["score", "generated", "training", "data"]
    (line,) = (line for line in lines if line.startswith("mode_coverage: modes"))
    assert line.split()[-2:] == [str(own.modes), "8"]


def test_pictures_show_what_they_say():
    model, rng = tiny_gan((12, 12, 1)), np.random.default_rng(0)
    real, training = rng.uniform(-1, 1, (2, 70, 12, 12, 1)).astype("float32")
    training[5] = model.generate(100, seed=3)[17]  # one that was learnt by heart
    scores = [metrics.SlicedWasserstein()]
    found = samples.measure(model, scores, real, training, seed=3)
    pictures = found.pictures
    assert set(pictures) == {"samples", "real_and_generated", "nearest_training"}
    grid = kerasgan.images.grid(model.generate(100, seed=3)[:64], columns=8)
    np.testing.assert_array_equal(pictures["samples"], grid)
    both = pictures["real_and_generated"]
    np.testing.assert_array_equal(both[:, -grid.shape[1] :], grid)
    np.testing.assert_array_equal(
        both[:, : grid.shape[1]], kerasgan.images.grid(real[:64], columns=8)
    )
    copied = kerasgan.images.to_uint8(training[5])
    np.testing.assert_array_equal(pictures["nearest_training"][2:14, 2:14], copied)
    np.testing.assert_array_equal(pictures["nearest_training"][2:14, 16:28], copied)


def test_images_get_scores_of_features_and_classes():
    def names(*arguments):
        return {score.name for score in samples.suite(*arguments)}

    assert {"frechet_distance", "multi_scale_ssim"} <= names("pixels", (28, 28, 1), "mnist")
    assert "class_histogram" not in names("pixels", (28, 28, 1), "mnist")
    assert "multi_scale_ssim" not in names("pixels", (5,))
    assert "mode_coverage" in names("pixels", (2,), "grid")


def test_too_few_training_samples():
    with pytest.raises(ValueError, match="received 10 and 20"):
        samples.measure(tiny_gan((2,)), [], np.zeros([20, 2]), np.zeros([10, 2]))

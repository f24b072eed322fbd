"""Scores of translations, against sums written out and the scores of one direction apart."""

import numpy as np
import pytest

from kerasgan import metrics
from kerasgan.metrics.reports import translations

RNG = np.random.default_rng(0)
SHAPE = (4, 4, 3)


def features(images):
    return images.mean((1, 2))


def random_images(n, low=-1.0, high=1.0):
    return RNG.uniform(low, high, (n, *SHAPE)).astype("float32")


def test_errors_are_sums_over_pixels():
    translated, truth, originals = (random_images(3) for _ in range(3))
    training = random_images(5)
    found = translations.measure_errors(translated, truth, originals, training)
    size = truth.size
    mean = sum(training) / 5
    assert found.to_truth == pytest.approx(np.abs(translated - truth).sum() / size, rel=1e-5)
    assert found.to_original == pytest.approx(np.abs(translated - originals).sum() / size, rel=1e-5)
    assert found.untranslated == pytest.approx(np.abs(originals - truth).sum() / size, rel=1e-5)
    assert found.to_mean_image == pytest.approx(
        sum(np.abs(mean - image).sum() for image in translated) / size, rel=1e-5
    )
    assert found.to_nearest_image == pytest.approx(
        sum(min(np.abs(each - image).sum() for each in training) for image in translated) / size,
        rel=1e-5,
    )


def test_each_direction_is_scored_against_the_side_it_leads_to():
    real = random_images(30, -1, 0), random_images(40, 0, 1)
    training = random_images(50, -1, 0), random_images(60, 0, 1)
    seen = []

    def translate(images, direction):
        seen.append((direction, images))
        return images + {"a2b": 1, "b2a": -0.5}[direction]

    found = translations.measure(
        translate,
        real,
        training,
        features=features,
        truth=(real[0] + 1, real[1] - 1),
        dataset="own",
        split="test",
    )
    assert [direction for direction, _ in seen] == ["a2b", "b2a"]
    for (_, images), expected in zip(seen, real, strict=True):
        np.testing.assert_array_equal(images, expected)
    for score in (metrics.FrechetDistance(features), metrics.KernelDistance(features)):
        for direction, generated, side in (
            ("a2b", real[0] + 1, 1),
            ("b2a", real[1] - 0.5, 0),
        ):
            name = f"{direction} {score.name}"
            value = found.generated[name].values()["value"]
            alone = metrics.Evaluation(score(real[side], generated), {}).values()["value"]
            assert value == pytest.approx(alone, rel=1e-6)
            reference = metrics.Evaluation(score(real[side], training[side]), {}).values()["value"]
            assert found.training[name].values()["value"] == pytest.approx(reference, rel=1e-6)
    assert found.generated["a2b difference"].result.to_truth == pytest.approx(0, abs=1e-6)
    assert found.generated["b2a difference"].result.to_truth == pytest.approx(0.5, rel=1e-5)
    assert found.generated["b2a difference"].result.untranslated == pytest.approx(1, rel=1e-5)
    assert found.generated["b2a difference"].protocol["extractor"] == "pixels"


def test_a_card_says_what_training_images_get_where_there_is_such_a_thing():
    real = random_images(30, -1, 0), random_images(30, 0, 1)
    found = translations.measure(
        lambda images, direction: -images, real, real, features=features, truth=real[::-1]
    )
    entries = {entry["name"]: entry for entry in found.list_for_card()}
    assert "a2b difference: to_nearest_image" in entries
    assert "training_data" in entries["b2a frechet_distance"]
    assert "training_data" not in entries["a2b difference: to_truth"]
    assert "a2b difference: to_original" in found.table()


def test_class_accuracy_counts_the_translations_taken_for_the_other_side():
    def classifier(images):
        light = (images.mean((1, 2, 3)) > 0).astype("float32")
        probabilities = np.stack([1 - light, light, 0 * light], 1)
        return {"features": features(images), "probabilities": probabilities}

    real = random_images(20, -1, 0), random_images(20, 0, 1)

    def half(images, direction):
        return np.where(np.arange(20)[:, None, None, None] % 4 == 0, images, -images)

    found = translations.measure(
        half, real, real, features=classifier, classes=(0, 1), dataset="own", split="test"
    )
    for direction in ("a2b", "b2a"):
        assert found.generated[f"{direction} class_accuracy"].result == 0.75
        assert found.training[f"{direction} class_accuracy"].result == 1.0

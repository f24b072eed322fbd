"""Conformance of the presets that translate images."""

import pathlib

import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan import data, recipes
from kerasgan.metrics.reports import translations

ZOO = pathlib.Path(__file__).parents[1] / "zoo"
each_preset = pytest.mark.parametrize("name", list(kerasgan.CycleGAN.presets))


def recipe_of(name):
    return recipes.read(ZOO / name / "recipe.toml")


def scores_of(name):
    return {score["name"]: score["value"] for score in kerasgan.CycleGAN.presets[name].scores}


@each_preset
def test_recipe_builds_the_same_model(name):
    recipe, model = recipe_of(name), kerasgan.CycleGAN.from_preset(name)
    sides = tuple(np.zeros((4, *shape), "uint8") for shape in model.image_shapes)
    recipe["data"] = {"source": sides, "batch_size": 4}
    built, _ = recipes.build(recipe)
    assert type(built) is type(model)
    assert built.pool_size == model.pool_size
    for key, network in model.networks.items():
        again = built.networks[key]
        assert [type(layer) for layer in again.layers] == [type(layer) for layer in network.layers]
        assert [v.shape for v in again.weights] == [v.shape for v in network.weights]


@each_preset
def test_without_what_only_training_needs(name):
    model = kerasgan.CycleGAN.from_preset(name, generator_only=True)
    whole = kerasgan.CycleGAN.from_preset(name)
    sides = [np.random.default_rng(0).uniform(-1, 1, (2, *s)) for s in model.image_shapes]
    for images, direction in zip(sides, ("a2b", "b2a"), strict=True):
        np.testing.assert_array_equal(
            model.translate(images, direction), whole.translate(images, direction)
        )
    with pytest.raises(ValueError, match="generator_only"):
        model.fit(tuple(sides))


@each_preset
def test_scores_are_of_both_directions(name):
    scores = scores_of(name)
    for direction in ("a2b", "b2a"):
        for score in ("frechet_distance", "kernel_distance", "class_accuracy"):
            assert np.isfinite(scores[f"{direction} {score}"])
        assert 0 <= scores[f"{direction} class_accuracy"] <= 1


of_the_built_in_set = pytest.mark.parametrize(
    "name", [name for name in kerasgan.CycleGAN.presets if "plain2striped" in name]
)


@of_the_built_in_set
def test_what_has_to_change_comes_nearer_to_the_truth(name):
    model = kerasgan.CycleGAN.from_preset(name, generator_only=True)
    size = model.image_shape[0]
    real = data.read_sides("plain2striped", "test", size, count=64)
    truths = data.plain2striped.truth(count=64, size=size)
    for images, truth, direction in zip(real, truths, ("a2b", "b2a"), strict=True):
        stripes = np.abs(images - truth).max(-1) > 0.05
        translated = model.translate(images, direction)
        before, after = (np.abs(each - truth)[stripes].mean() for each in (images, translated))
        assert after < 0.8 * before


@of_the_built_in_set
def test_translations_of_the_built_in_set_are_nearest_to_the_truth(name):
    model = kerasgan.CycleGAN.from_preset(name, generator_only=True)
    size = model.image_shape[0]
    real = data.read_sides("plain2striped", "test", size, count=64)
    found = translations.measure(
        model.translate,
        real,
        data.read_sides("plain2striped", "train", size, count=200),
        features="unpaired",
        truth=data.plain2striped.truth(count=64, size=size),
        classes=(0, 1),
    ).generated
    scores = scores_of(name)  # of all images of the test and of the training split
    for direction in ("a2b", "b2a"):
        differences = found[f"{direction} difference"].result
        whole = type(differences)(
            *(scores[f"{direction} difference: {part}"] for part in differences._fields)
        )
        for each in (differences, whole):
            assert each.to_truth < min(each.to_original, each.to_mean_image, each.to_nearest_image)
        assert differences.to_truth == pytest.approx(whole.to_truth, rel=0.15)
        assert found[f"{direction} class_accuracy"].result > 0.9


@each_preset
def test_the_picture_shows_what_the_preset_makes_of_the_first_test_images(name):
    recipe = recipe_of(name)
    if recipe["data"]["source"] != "plain2striped":
        pytest.importorskip("tensorflow_datasets")
        try:
            sides = data.read_sides(recipe["data"]["source"], "test", 64, count=4)
        except RuntimeError:
            pytest.skip("the data are neither prepared here nor can be downloaded")
    else:
        sides = data.read_sides("plain2striped", "test", 64, count=4)
    expected = kerasgan.CycleGAN.from_preset(name).strips(*sides)
    with Image.open(ZOO / name / "samples.png") as image:
        shown = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(shown - expected).max() <= 2  # float32 rounds otherwise on another machine

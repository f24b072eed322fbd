"""Every preset of the zoo keeps one contract."""

import functools
import hashlib
import json
import pathlib

import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan import presets, recipes

ZOO = pathlib.Path(__file__).parents[2] / "zoo"
each_preset = pytest.mark.parametrize("name", kerasgan.list_presets())
DRAWING = [name for name in kerasgan.list_presets() if name not in kerasgan.CycleGAN.presets]
each_drawing_preset = pytest.mark.parametrize("name", DRAWING)  # test_translators.py has the rest


class AnotherFamily(kerasgan.AdversarialModel):
    """A family that no preset is of."""


@functools.cache
def _preset(name):
    return kerasgan.AdversarialModel.from_preset(name)


def _metadata(name):
    return json.loads((ZOO / name / "metadata.json").read_text(encoding="utf-8"))


def test_zoo_has_the_presets():
    names = set(kerasgan.list_presets())
    assert {"gan_mnist", "dcgan_mnist", "dcgan_fashion_mnist"} <= names
    assert names == {path.parent.name for path in ZOO.glob("[!_]*/*")}


def test_the_table_of_the_zoo_has_the_scores_of_the_cards():
    page = (ZOO / "README.md").read_text(encoding="utf-8")
    for table in presets.tabulate(kerasgan.AdversarialModel.presets).split("\n\n"):
        assert table in page
    for name in kerasgan.list_presets():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| [`{name}`]")]
        values = {score["name"]: score["value"] for score in _metadata(name)["scores"]}
        if _metadata(name)["family"] == "CycleGAN":
            assert f"| {values['a2b frechet_distance']:.2f} on" in row
            assert f"| {values['b2a class_accuracy']:.3f} |" in row
            continue
        assert f"| {values['frechet_distance']:.2f} on" in row
        assert f"| {values['class_histogram: entropy']:.3f} |" in row


def test_the_weights_of_the_zoo_are_small():
    assert sum(path.stat().st_size for path in ZOO.glob("*/*.h5")) < 40e6


@each_preset
def test_preset_loads_by_its_family_only(name):
    model = _preset(name)
    assert model.family == _metadata(name)["family"]
    registered = presets.list_families().items()
    own = {cls for key, cls in registered if key.startswith("kerasgan>")}
    families = {*own, AnotherFamily}
    assert type(model) in families
    for family in families:
        if issubclass(type(model), family):
            assert type(family.from_preset(name)) is type(model)
        else:
            with pytest.raises(ValueError, match=f"a {model.family}, not a {family.__name__}"):
                family.from_preset(name)
    assert name in type(model).presets
    assert name in kerasgan.AdversarialModel.presets


@each_preset
def test_preset_metadata_are_complete(name):
    metadata = _metadata(name)
    assert metadata["name"] == name
    for key in (
        *("description", "dataset", "dataset_version", "data_license", "weights_license"),
        *("paper", "command", "hardware"),
    ):
        assert isinstance(metadata[key], str), key
        assert metadata[key].strip(), key
    assert f"zoo/{name}/recipe.toml" in metadata["command"]
    assert isinstance(metadata["seed"], int)
    assert metadata["steps"] > 0
    assert metadata["seconds"] > 0
    assert metadata["value_range"] == [-1.0, 1.0]
    assert set(metadata["networks"]) == set(_preset(name).networks)
    for network, described in metadata["networks"].items():
        sizes = [np.prod(weight.shape) for weight in getattr(_preset(name), network).weights]
        assert described["parameters"] == sum(sizes)


@each_preset
def test_preset_files_are_those_that_were_saved(name):
    presets.verify(ZOO / name)
    hashes = _metadata(name)["sha256"]
    for file, digest in hashes.items():
        assert hashlib.sha256((ZOO / name / file).read_bytes()).hexdigest() == digest, file
    saved = {"config.json", "golden.npz", "samples.png", "recipe.toml", "README.md"}
    saved |= {f"{network}.weights.h5" for network in _preset(name).networks}
    if _metadata(name)["family"] in ("FGAN", "WGAN", "CycleGAN"):
        saved.add("curves.png")  # of the divergence, the distance or the losses
    assert set(hashes) == saved
    others = {path.name for path in (ZOO / name).iterdir() if not path.match("recipe_*.toml")}
    assert others == saved | {"metadata.json"}


@each_preset
def test_preset_gives_its_golden_outputs(name):
    golden = np.load(ZOO / name / "golden.npz")
    for network in _preset(name).networks:
        outputs = getattr(_preset(name), network)(golden[f"{network}_inputs"], training=False)
        expected = golden[f"{network}_outputs"]
        assert expected.std() > 1e-3, "golden outputs that are all alike would test nothing"
        np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-4)


@each_drawing_preset
def test_preset_samples_are_its_own(name):
    with Image.open(ZOO / name / "samples.png") as image:
        samples = np.asarray(image).reshape(image.height, image.width, -1).astype(int)
    grid = kerasgan.images.grid(_preset(name).generate(64, seed=0), columns=8)
    assert samples.shape == grid.shape
    assert np.abs(samples - grid).max() <= 1  # float32 rounds otherwise on another machine


@each_preset
def test_preset_card_says_what_matters(name):
    metadata, card = _metadata(name), (ZOO / name / "README.md").read_text(encoding="utf-8")
    for key in ("description", "dataset", "data_license", "weights_license", "paper", "command"):
        assert metadata[key] in card, key
    assert "(samples.png)" in card
    assert ("(curves.png)" in card) == (ZOO / name / "curves.png").exists()
    assert f'kerasgan.{metadata["family"]}.from_preset("{name}")' in card


@each_drawing_preset
def test_preset_recipe_builds_the_same_model(name):
    recipe = recipes.read(ZOO / name / "recipe.toml")
    model = _preset(name)
    recipe["data"] = {"source": np.zeros((4, *model.image_shape), "uint8"), "batch_size": 4}
    built, _ = recipes.build(recipe)
    assert type(built) is type(model)
    assert built.prior.get_config() == model.prior.get_config()
    for key, network in model.networks.items():
        again = built.networks[key]
        assert [type(layer) for layer in again.layers] == [type(layer) for layer in network.layers]
        assert [v.shape for v in again.weights] == [v.shape for v in network.weights]


@each_drawing_preset
def test_preset_without_what_only_training_needs(name):
    model = kerasgan.AdversarialModel.from_preset(name, generator_only=True)
    np.testing.assert_array_equal(model.generate(4, seed=7), _preset(name).generate(4, seed=7))
    with pytest.raises(ValueError, match="generator_only"):
        model.fit(np.zeros((64, *model.image_shape), "float32"))

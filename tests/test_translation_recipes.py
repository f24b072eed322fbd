"""Recipes of CycleGANs: unpaired data, decaying rates, pictures of both directions."""

import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan import callbacks, recipes

RECIPE = """
seed = 5

[model]
family = "CycleGAN"
image_shape = [16, 16, 3]
width = 4
blocks = 1
receptive_field = 16
pool_size = 3

[data]
source = "plain2striped"
image_size = 16
count = 6
batch_size = 2

[compile]
cycle_weight = 5.0

[fit]
epochs = 2

[linear_decay]
learning_rate = 1e-3
start = 0.5
"""


def written(folder, text=RECIPE):
    folder.mkdir(exist_ok=True)
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return path


def weights(model):
    return [np.array(w) for network in model.networks.values() for w in network.weights]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("finished")
    return recipes.run(written(folder), folder / "run", verbose=0), folder / "run"


def test_it_is_what_the_recipe_says(finished):
    model, _ = finished
    expected = kerasgan.CycleGAN(
        (16, 16, 3), width=4, blocks=1, receptive_field=16, pool_size=3, seed=5
    )
    expected.compile(cycle_weight=5.0)
    expected.fit(
        kerasgan.data.load_unpaired("plain2striped", image_size=16, count=6, batch_size=2, seed=5),
        epochs=2,
        callbacks=[callbacks.LinearDecay(1e-3, start=0.5)],
        verbose=0,
    )
    for value, other in zip(weights(model), weights(expected), strict=True):
        np.testing.assert_array_equal(value, other)
    assert float(model.optimizer.learning_rate) == pytest.approx(1e-3 / 3)


def test_the_preset_translates_alike_and_shows_both_directions(finished):
    model, folder = finished
    preset = kerasgan.CycleGAN.from_preset(folder / "preset")
    a, b = kerasgan.data.read_sides("plain2striped", "test", 16, count=4, seed=5)
    np.testing.assert_array_equal(preset.translate(a), model.translate(a))
    np.testing.assert_array_equal(preset.translate(b, "b2a"), model.translate(b, "b2a"))
    picture = np.asarray(Image.open(folder / "preset" / "samples.png"))
    assert np.ptp(picture) > 100
    assert np.array_equal(picture, np.asarray(Image.open(folder / "samples" / "epoch_0002.png")))
    card = (folder / "preset" / "README.md").read_text(encoding="utf-8")
    assert 'model.translate("pictures", direction="a2b", output="translated")' in card


def test_without_its_discriminators_it_translates_but_does_not_train(finished):
    _, folder = finished
    for name in ("discriminator_a", "discriminator_b"):
        assert (folder / "preset" / f"{name}.weights.h5").exists()
    model = kerasgan.CycleGAN.from_preset(folder / "preset", generator_only=True)
    images = np.full((2, 16, 16, 3), -0.5, "float32")
    assert model.translate(images).shape == images.shape
    with pytest.raises((ValueError, RuntimeError), match="generator_only"):
        model.fit((images, images))


def test_interrupted_equals_uninterrupted(finished, tmp_path):
    expected, _ = finished
    path = written(tmp_path)

    with pytest.MonkeyPatch.context() as patch:
        saved = callbacks.Checkpoint.on_epoch_end

        def stop(self, epoch, logs=None):
            saved(self, epoch, logs)
            raise KeyboardInterrupt

        patch.setattr(callbacks.Checkpoint, "on_epoch_end", stop)
        with pytest.raises(KeyboardInterrupt):
            recipes.run(path, tmp_path / "run", verbose=0)
    model = recipes.run(path, tmp_path / "run", verbose=0)
    for value, other in zip(weights(model), weights(expected), strict=True):
        np.testing.assert_array_equal(value, other)


def test_the_number_of_epochs_cannot_be_changed_under_decaying_rates(finished, tmp_path):
    path = written(tmp_path)
    with pytest.raises(ValueError, match=r"\[linear_decay\].*epochs=5"):
        recipes.run(path, tmp_path / "run", epochs=5)
    more = written(tmp_path, RECIPE.replace("epochs = 2", "epochs = 3"))
    with pytest.raises(ValueError, match="holds a run of another recipe"):
        recipes.run(more, finished[1])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("image_size = 16", "labels = true", r"\[data\] has no 'labels'"),
        ("start = 0.5", "begin = 0.5", r"\[linear_decay\] has no 'begin'"),
        ("[fit]", '[evaluate]\nmetric = "FrechetDistance"\n[fit]', "a CycleGAN has none"),
        ('"plain2striped"', '"plain2stripes"', "plain2striped"),
    ],
)
def test_wrong_recipes_are_refused(tmp_path, old, new, message):
    path = written(tmp_path, RECIPE.replace(old, new))
    with pytest.raises(ValueError, match=message):
        recipes.run(path, tmp_path / "run")

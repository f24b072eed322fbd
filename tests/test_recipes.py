import copy
import csv
import json
import pathlib

import keras
import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan import callbacks, charts, metrics, presets, recipes
from kerasgan.recipes import curves

ZOO = sorted((pathlib.Path(__file__).parents[1] / "zoo").glob("*/*.toml"))

RECIPE = """
description = "A tiny one."
seed = 3

[model]
family = "GAN"

[model.generator]
network = "mlp_generator"
output_shape = [28, 28, 1]
latent_dim = 6
hidden = [8]

[model.discriminator]
network = "maxout_discriminator"
input_shape = [28, 28, 1]
units = 4
pieces = 2

[data]
source = "glyphs"
count = 96
batch_size = 16

[compile]
discriminator_steps = 2

[compile.generator_optimizer]
class_name = "Adam"
learning_rate = 0.01
use_ema = true

[compile.discriminator_optimizer]
class_name = "SGD"

[compile.discriminator_optimizer.learning_rate]
class_name = "ExponentialDecay"
initial_learning_rate = 0.1
decay_steps = 2
decay_rate = 0.5

[fit]
epochs = 3

[card]
dataset = "glyphs"
"""
EVALUATED = """
[evaluate]
metric = "SlicedWasserstein"
features = "pixels"
count = 64
"""


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE, encoding="utf-8")
    return path


def changed(path, old, new, name="other.toml"):
    text = path.read_text(encoding="utf-8")
    assert old in text
    other = path.with_name(name)
    other.write_text(text.replace(old, new), encoding="utf-8")
    return other


def variables(model):
    optimizers = (model.generator_optimizer, model.discriminator_optimizer)
    tracked = [*model.variables, *(v for o in optimizers for v in o.variables)]
    return [v.numpy() for v in tracked]


def assert_same(a, b):
    for value, expected in zip(variables(a), variables(b), strict=True):
        np.testing.assert_array_equal(value, expected)


def rows(folder):
    with (folder / "log.csv").open(newline="") as file:
        return list(csv.DictReader(file))


# Reading and building


@pytest.mark.parametrize("path", ZOO, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_recipes_of_the_zoo_build_and_train(path):
    recipe = recipes.read(path)
    if recipe["model"]["family"] == "CycleGAN":
        recipe["model"] |= {"image_shape": [32, 32, 3], "blocks": 1}  # others take long
        recipe["data"] = {"source": "plain2striped", "image_size": 32, "count": 1}
    else:
        recipe["data"] = {"source": "glyphs", "count": 20, "batch_size": 4}  # five critic steps
    model, dataset = recipes.build(recipe)
    assert model.family == recipe["model"]["family"]
    history = model.fit(dataset, epochs=1, verbose=0).history
    assert np.isfinite(history["generator_loss"]).all()
    assert {"dataset", "data_license", "weights_license", "paper"} <= set(recipe["card"])


def test_recipes_of_a_critic_and_its_penalty(recipe):
    critic = changed(recipe, "[model.discriminator]", "[model.critic]", "critic.toml")
    family = 'family = "WGAN"\nprior = "uniform"'
    wgan = changed(critic, 'family = "GAN"', family, "wgan.toml")
    penalty = '[compile.penalty]\nclass_name = "GradientPenalty"\nweight = 3.0\n\n[fit]'
    model, dataset = recipes.build(recipes.read(changed(wgan, "[fit]", penalty)))
    assert type(model) is kerasgan.WGAN
    assert model.penalty.get_config() == kerasgan.penalties.GradientPenalty(3.0).get_config()
    assert "wasserstein" in model.fit(dataset, verbose=0).history
    clipped = changed(wgan, "[compile]", "[compile]\nweight_clip = 0.1")
    model, _ = recipes.build(recipes.read(clipped))
    assert model.weight_clip == 0.1
    fgan = changed(critic, 'family = "GAN"', 'family = "FGAN"\ndivergence = "jeffrey"')
    model, _ = recipes.build(recipes.read(fgan))
    assert model.divergence.name == "jeffrey"
    wrong = changed(wgan, "[fit]", penalty.replace("weight", "wait"))
    with pytest.raises(
        ValueError, match=r"\[compile.penalty\] has no 'wait'. Did you mean.*weight"
    ):
        recipes.read(wrong)


def test_the_2014_recipe_is_the_papers_for_images_in_minus_one_to_one():
    (path,) = (path for path in ZOO if path.name == "recipe_2014.toml")
    recipe = recipes.read(path)
    assert recipe["data"]["batch_size"] == 100
    recipe["data"] = {"source": "glyphs", "count": 4, "batch_size": 4}
    model, _ = recipes.build(recipe)
    assert model.latent_dim == 100
    assert (model.prior.low, model.prior.high) == pytest.approx((-(3**0.5), 3**0.5))
    for optimizer in (model.generator_optimizer, model.discriminator_optimizer):
        momentum = optimizer.initial_momentum, optimizer.final_momentum, optimizer.ramp_steps
        assert momentum == (0.5, 0.7, 150_000)
        for update in (0, 100_000, 250_000):
            rate = float(optimizer._learning_rate(update))
            assert rate == pytest.approx(0.02 / 1.000004**update, rel=1e-4)


def test_build_gives_what_the_tables_say(recipe):
    model, dataset = recipes.build(recipes.read(recipe), steps_per_execution=2)
    assert type(model) is kerasgan.GAN
    assert model.seed == 3
    assert model.discriminator_steps == 2
    assert model.steps_per_execution == 2
    assert model.generator_optimizer.use_ema
    schedule = model.discriminator_optimizer._learning_rate
    assert isinstance(schedule, keras.optimizers.schedules.ExponentialDecay)
    assert float(schedule(2)) == pytest.approx(0.05)
    assert dataset.element_spec.shape == (16, 28, 28, 1)
    assert int(dataset.cardinality()) == 6


def test_the_seed_decides_weights_and_data(recipe):
    def built(path):
        model, dataset = recipes.build(recipes.read(path))
        return model, next(iter(dataset)).numpy()

    (a, images_a), (b, images_b) = built(recipe), built(recipe)
    assert_same(a, b)
    np.testing.assert_array_equal(images_a, images_b)
    c, images_c = built(changed(recipe, "seed = 3", "seed = 4"))
    assert (a.generator.get_weights()[0] != c.generator.get_weights()[0]).any()
    assert (images_a != images_c).any()


def test_building_leaves_the_recipe_as_it_is(recipe):
    read = recipes.read(recipe)
    before = copy.deepcopy(read)
    recipes.build(read)
    assert read == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[fit]", "[fitt]", "a recipe has no 'fitt'.*'fit'"),
        ("epochs = 3", "epoch = 3", r"\[fit\] has no 'epoch'.*'epochs'"),
        ("epochs = 3", "epochs = 0", r"\[fit\] needs `epochs`.*0"),
        ("epochs = 3", "", r"\[fit\] needs `epochs`.*None"),
        ('family = "GAN"', 'family = "GANN"', "no family 'GANN'. Did you mean 'GAN'"),
        ('family = "GAN"', "", r"\[model\] needs `family`"),
        ('family = "GAN"', 'family = "GAN"\nlatent_dims = 6', r"\[model\] has no 'latent_dims'"),
        ("mlp_generator", "mlp_generater", "no network 'mlp_generater'.*'mlp_generator'"),
        ("hidden = [8]", "hiden = [8]", r"\[model.generator\] has no 'hiden'.*'hidden'"),
        ("count = 96", "counts = 96", r"\[data\] has no 'counts'.*'count'"),
        ('source = "glyphs"', "", r"\[data\] needs `source`"),
        ("discriminator_steps", "discriminator_step", r"\[compile\] .*'discriminator_steps'"),
        ('"Adam"', '"Adm"', "no class 'Adm'.*'Adam'"),
        ("use_ema", "use_emma", r"\[compile.generator_optimizer\] .*'use_ema'"),
        ("decay_steps", "decay_step", r"optimizer.learning_rate\] has no .*'decay_steps'"),
        ('class_name = "SGD"', "", r"\[compile.discriminator_optimizer\] needs `network`"),
        ('dataset = "glyphs"', 'datasets = "glyphs"', r"\[card\] has no 'datasets'"),
        ("[model]", "[model", "not valid TOML"),
    ],
)
def test_mistakes_get_an_error_that_names_them(recipe, old, new, message):
    with pytest.raises(ValueError, match=message):
        recipes.read(changed(recipe, old, new))


def test_a_missing_recipe(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no recipe at .*none\.toml"):
        recipes.read(tmp_path / "none.toml")


# Running


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("uninterrupted")
    path = folder / "recipe.toml"
    path.write_text(RECIPE, encoding="utf-8")
    return recipes.run(path, folder / "run", verbose=0), folder / "run"


def test_a_run_leaves_log_samples_and_preset(uninterrupted):
    model, folder = uninterrupted
    assert [row["epoch"] for row in rows(folder)] == ["1", "2", "3"]
    assert int(model.generator_optimizer.iterations) == 9
    metadata = json.loads((folder / "preset" / "metadata.json").read_text(encoding="utf-8"))
    assert (metadata["steps"], metadata["epochs"], metadata["seed"]) == (9, 3, 3)
    seconds = sum(float(row["seconds"]) for row in rows(folder))
    assert metadata["seconds"] == pytest.approx(seconds, abs=0.05)
    assert metadata["dataset"] == "glyphs"
    assert (folder / "preset" / "recipe.toml").read_text(encoding="utf-8") == RECIPE
    presets.verify(folder / "preset")
    loaded = presets.load(folder / "preset")
    np.testing.assert_array_equal(loaded.generate(4, seed=1), model.generate(4, seed=1))
    with Image.open(folder / "samples" / "training.gif") as gif:
        assert gif.n_frames == 4


def test_a_preset_computes_in_float32_however_it_was_trained(recipe, tmp_path):
    path = changed(recipe, 'family = "GAN"', 'family = "GAN"\ndtype = "mixed_bfloat16"')
    model = recipes.run(path, tmp_path / "run", epochs=1, verbose=0)
    loaded = presets.load(tmp_path / "run" / "preset")
    for name, network in loaded.networks.items():
        assert {layer.dtype_policy.compute_dtype for layer in network.layers} == {"float32"}
        trained = model.networks[name]
        assert "bfloat16" in {layer.dtype_policy.compute_dtype for layer in trained.layers}
    np.testing.assert_array_equal(  # the generator's optimizer keeps moving averages
        loaded.generator.get_weights()[0], model.averaged("generator").get_weights()[0]
    )
    np.testing.assert_array_equal(
        loaded.discriminator.get_weights()[0], model.discriminator.get_weights()[0]
    )
    samples = loaded.generate(4, seed=1)
    np.testing.assert_allclose(samples, model.generate(4, seed=1), atol=0.05)
    assert loaded.generator_optimizer.use_ema


def test_the_card_shows_how_the_training_went(uninterrupted):
    model, folder = uninterrupted
    expected = curves.picture(rows(folder), model.log_names)
    with Image.open(folder / "preset" / "curves.png") as image:
        np.testing.assert_array_equal(np.asarray(image), expected)
    assert "(curves.png)" in (folder / "preset" / "README.md").read_text(encoding="utf-8")


def test_curves_have_a_panel_for_each_kind_of_log():
    logged = [
        {"epoch": "1", "seconds": "9", "generator_loss": "1", "divergence": "2", "distance": ""},
        {"epoch": "2", "seconds": "9", "generator_loss": "2", "divergence": "1", "distance": "4"},
    ]
    three = curves.picture(logged, ("generator_loss", "divergence"))
    names = ("epoch", "generator_loss")
    one = curves.picture([{name: row[name] for name in names} for row in logged], names)
    np.testing.assert_array_equal(three[:, : one.shape[1]], one)
    assert three.shape[1] == 3 * one.shape[1]


def test_curves_are_not_flattened_by_the_first_epochs():
    def drawn(first):
        values = [first, *np.linspace(1.0, 2.0, 7)]
        logged = [{"epoch": str(i + 1), "loss": str(value)} for i, value in enumerate(values)]
        picture = curves.picture(logged, ())
        return np.flatnonzero((picture == charts.BLUE).all(axis=2)[:, 100:].any(axis=1))

    assert np.ptp(drawn(5.0)) > 50  # of the panel's 200 pixels, for all but the first epoch
    assert np.ptp(drawn(1e4)) > 50


class Stop(Exception):
    """Stands for whatever ends a process."""


def stop_at(monkeypatch, owner, method, call):
    """Makes the given call of a method, counted from 0, end the run before it does anything."""
    original, calls = getattr(owner, method), []

    def stopping(self, *args, **kwargs):
        calls.append(None)
        if len(calls) == call + 1:
            raise Stop
        return original(self, *args, **kwargs)

    monkeypatch.setattr(owner, method, stopping)


@pytest.mark.parametrize(
    ("owner", "method", "call"),
    [
        (callbacks.EpochLog, "on_train_batch_end", 4),  # within the second epoch
        (callbacks.EpochPictures, "on_epoch_end", 1),  # the log is ahead of the checkpoint
        (callbacks.Checkpoint, "on_epoch_end", 2),  # and so are the samples
    ],
)
def test_interrupted_equals_uninterrupted(
    recipe, tmp_path, uninterrupted, monkeypatch, owner, method, call
):
    with monkeypatch.context() as patch:
        stop_at(patch, owner, method, call)
        with pytest.raises(Stop):
            recipes.run(recipe, tmp_path / "run", verbose=0)
    assert not (tmp_path / "run" / "preset").exists()
    model = recipes.run(recipe, tmp_path / "run", verbose=0)

    expected, folder = uninterrupted
    assert_same(model, expected)
    kept = [{**row, "seconds": None} for row in rows(tmp_path / "run")]
    assert kept == [{**row, "seconds": None} for row in rows(folder)]
    for path in (folder / "samples").glob("*.png"):
        assert (tmp_path / "run" / "samples" / path.name).read_bytes() == path.read_bytes()
    assert {path.name for path in (tmp_path / "run").iterdir()} == {
        path.name for path in folder.iterdir()
    }


def test_more_epochs_continue_a_finished_run(recipe, tmp_path, uninterrupted):
    shorter = changed(recipe, "epochs = 3", "epochs = 1")
    recipes.run(shorter, tmp_path / "run", epochs=2, verbose=0)
    model = recipes.run(recipe, tmp_path / "run", verbose=0)
    assert_same(model, uninterrupted[0])
    metadata = json.loads((tmp_path / "run" / "preset" / "metadata.json").read_text())
    assert metadata["epochs"] == 3
    assert (tmp_path / "run" / "recipe.toml").read_text(encoding="utf-8") == RECIPE


def test_a_finished_run_trains_no_more(recipe, tmp_path, uninterrupted):
    expected, folder = uninterrupted
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert_same(recipes.run(recipe, folder, verbose=0), expected)
    assert {path: path.read_bytes() for path in before} == before


def test_steps_per_execution_changes_no_result(recipe, tmp_path, uninterrupted):
    model = recipes.run(recipe, tmp_path / "run", steps_per_execution=3, verbose=0)
    for value, expected in zip(variables(model), variables(uninterrupted[0]), strict=True):
        np.testing.assert_allclose(value, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("seed = 3", "seed = 4"),
        ("hidden = [8]", "hidden = [9]"),
        ("count = 96", "count = 97"),
        ("learning_rate = 0.01", "learning_rate = 0.02"),
    ],
)
def test_a_run_of_another_recipe_in_the_folder_is_an_error(recipe, tmp_path, old, new):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    with pytest.raises(ValueError, match=r"holds a run of another recipe.*other\.toml"):
        recipes.run(changed(recipe, old, new), tmp_path / "run", verbose=0)
    assert (tmp_path / "run" / "recipe.toml").read_text(encoding="utf-8") == RECIPE


# Choosing the best epoch


@pytest.fixture
def evaluated(tmp_path):
    path = tmp_path / "evaluated.toml"
    path.write_text(RECIPE + EVALUATED, encoding="utf-8")
    return path


def preset_of(folder):
    metadata = json.loads((folder / "preset" / "metadata.json").read_text(encoding="utf-8"))
    return presets.load(folder / "preset"), metadata


def test_the_best_epoch_is_published(recipe, evaluated, tmp_path, monkeypatch):
    costs = iter([3.0, 1.0, 2.0])
    monkeypatch.setattr(metrics.SlicedWasserstein, "value", lambda self, result: next(costs))
    model = recipes.run(evaluated, tmp_path / "run", verbose=0)
    expected = recipes.run(recipe, tmp_path / "two", epochs=2, verbose=0)
    assert_same(model, expected)
    preset, metadata = preset_of(tmp_path / "run")
    np.testing.assert_array_equal(preset.generate(4, seed=1), expected.generate(4, seed=1))
    assert (metadata["epochs"], metadata["steps"]) == (2, 6)
    assert "best epoch by sliced_wasserstein" in metadata["selected"]
    assert metadata["selected"] in (tmp_path / "run" / "preset" / "README.md").read_text("utf-8")

    found = [float(row["sliced_wasserstein"]) for row in rows(tmp_path / "run")]
    (score,) = metadata["scores"]
    assert (score["name"], score["value"]) == ("sliced_wasserstein", found[1])
    assert score["details"]["dataset"] == "glyphs"
    assert score["details"]["real_count"] == score["details"]["generated_count"] == 64
    real = next(iter(kerasgan.data.load("glyphs", count=64, shuffle=False, seed=3)))
    again = metrics.SlicedWasserstein("pixels")(real, expected.generate(64, seed=0))
    assert found[1] == pytest.approx(again, rel=1e-4)


def test_interrupted_equals_uninterrupted_also_in_the_choice(evaluated, tmp_path, monkeypatch):
    expected = recipes.run(evaluated, tmp_path / "whole", verbose=0)
    with monkeypatch.context() as patch:
        stop_at(patch, callbacks.Checkpoint, "on_epoch_end", 1)  # the evaluation is ahead of it
        with pytest.raises(Stop):
            recipes.run(evaluated, tmp_path / "run", verbose=0)
    model = recipes.run(evaluated, tmp_path / "run", verbose=0)
    assert_same(model, expected)
    whole, run = ((tmp_path / name / "best.json").read_text() for name in ("whole", "run"))
    assert run == whole
    assert len(json.loads(run)) == 3


def test_a_collapsed_run_stays_stopped(recipe, evaluated, tmp_path, monkeypatch):
    path = changed(evaluated, "count = 64", "count = 64\ncollapse = 4\npatience = 1")
    costs = iter([1.0, 9.0])
    monkeypatch.setattr(metrics.SlicedWasserstein, "value", lambda self, result: next(costs))
    for _ in range(2):
        model = recipes.run(path, tmp_path / "run", verbose=0)
        assert int(model.optimizer.iterations) == 3
        assert len(rows(tmp_path / "run")) == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('metric = "SlicedWasserstein"', "", r"\[evaluate\] needs `metric`"),
        ("SlicedWasserstein", "SlicedWaserstein", "no metric 'SlicedWaserstein'.*Wasserstein'"),
        ("SlicedWasserstein", "Score", "no metric 'Score'"),
        ("features =", "feature =", r"\[evaluate\] has no 'feature'.*'features'"),
        ("count = 64", "counts = 64", r"\[evaluate\] has no 'counts'.*'count'"),
    ],
)
def test_mistakes_in_evaluate(evaluated, old, new, message):
    with pytest.raises(ValueError, match=message):
        recipes.read(changed(evaluated, old, new))

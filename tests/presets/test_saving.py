import hashlib
import json

import numpy as np
import pytest

import kerasgan
from kerasgan import presets


def test_the_average_of_the_weights_comes_back(trained, saved, latents):
    loaded = presets.load(saved)
    assert type(loaded) is kerasgan.DCGAN
    np.testing.assert_array_equal(
        loaded.generate(latents=latents), trained.generate(latents=latents)
    )
    difference = np.abs(loaded.generator(latents) - trained.generator(latents)).max()
    assert difference > 1e-4  # the training weights are others than their average
    images = trained.generate(latents=latents)
    np.testing.assert_array_equal(loaded.discriminator(images), trained.discriminator(images))


def test_a_loaded_model_is_compiled_as_it_was_and_trains(saved):
    loaded = presets.load(saved)
    assert loaded.adversarial_loss.get_config() == kerasgan.losses.get("least_squares").get_config()
    assert float(loaded.generator_optimizer.learning_rate) == pytest.approx(0.01)
    before = [np.asarray(weight) for weight in loaded.discriminator.get_weights()]
    images = np.random.default_rng(0).uniform(-1, 1, (16, 28, 28, 1)).astype("float32")
    loaded.fit(images, batch_size=16, verbose=0)
    changed = zip(before, loaded.discriminator.get_weights(), strict=True)
    assert any((a != b).any() for a, b in changed)


def test_an_uncompiled_model_with_its_own_networks_and_prior(tmp_path, tiny_gan):
    model = tiny_gan()
    presets.save(model, tmp_path / "ring")
    loaded = kerasgan.AdversarialModel.from_preset(tmp_path / "ring")
    np.testing.assert_array_equal(loaded.generate(7, seed=3), model.generate(7, seed=3))
    assert not (tmp_path / "ring" / "samples.png").exists()
    assert json.loads((tmp_path / "ring" / "metadata.json").read_text())["value_range"] is None


def test_generator_only_needs_no_other_network(preset, trained, latents):
    (preset / "discriminator.weights.h5").unlink()
    loaded = kerasgan.DCGAN.from_preset(preset, generator_only=True)
    np.testing.assert_array_equal(
        loaded.generate(latents=latents), trained.generate(latents=latents)
    )
    with pytest.raises(ValueError, match="generator_only"):
        loaded.fit(np.zeros((64, 28, 28, 1), "float32"))


def test_files_and_metadata(saved, trained):
    files = {path.name for path in saved.iterdir()}
    assert files == {
        "config.json",
        "generator.weights.h5",
        "discriminator.weights.h5",
        "metadata.json",
        "README.md",
        "samples.png",
        "golden.npz",
    }
    metadata = json.loads((saved / "metadata.json").read_text(encoding="utf-8"))
    assert set(metadata["sha256"]) == files - {"metadata.json"}
    for name, digest in metadata["sha256"].items():
        assert digest == hashlib.sha256((saved / name).read_bytes()).hexdigest()
    counted = sum(np.prod(weight.shape) for weight in trained.discriminator.weights)
    assert metadata["networks"]["discriminator"]["parameters"] == counted
    assert metadata["value_range"] == [-1.0, 1.0]
    readme = (saved / "README.md").read_text(encoding="utf-8")
    assert "A tiny one." in readme
    assert f"| Parameters of `discriminator` | {int(counted):,} |" in readme


def test_golden_outputs_are_those_of_the_stored_weights(saved):
    loaded = presets.load(saved)
    golden = np.load(saved / "golden.npz")
    for name in ("generator", "discriminator"):
        outputs = getattr(loaded, name).predict(golden[f"{name}_inputs"], verbose=0)
        np.testing.assert_allclose(outputs, golden[f"{name}_outputs"], rtol=1e-5, atol=1e-6)
    assert golden["generator_outputs"].std() > 1e-4


def test_float16_halves_the_files(tmp_path):
    networks = kerasgan.networks
    model = kerasgan.GAN(networks.mlp_generator((2,)), networks.mlp_discriminator((2,)), seed=0)
    sizes = {
        dtype: (presets.save(model, tmp_path / dtype, dtype=dtype) / "generator.weights.h5").stat()
        for dtype in ("float16", "float32")
    }
    assert sizes["float16"].st_size / sizes["float32"].st_size == pytest.approx(0.5, abs=0.01)


def test_float16_rounds_the_weights(trained, saved, tmp_path):
    folder = presets.save(trained, tmp_path / "half", dtype="float16")
    full, half = presets.load(saved), presets.load(folder)
    for a, b in zip(full.generator.weights, half.generator.weights, strict=True):
        assert b.dtype == "float32"
        np.testing.assert_array_equal(np.asarray(a).astype("float16").astype("float32"), b)
    golden = np.load(folder / "golden.npz")
    np.testing.assert_allclose(
        half.generator(golden["generator_inputs"]), golden["generator_outputs"], atol=1e-6
    )


def test_float16_refuses_weights_that_are_too_large(tmp_path, tiny_gan):
    model = tiny_gan()
    kernel = model.generator.weights[0]
    kernel.assign(np.full(kernel.shape, 1e5))
    with pytest.raises(ValueError, match="do not fit into float16"):
        presets.save(model, tmp_path / "large", dtype="float16")
    assert list(tmp_path.iterdir()) == []


def test_saving_again_replaces_the_preset_and_keeps_other_files(
    preset, trained, tmp_path, latents, tiny_dcgan
):
    (preset / "recipe_2014.toml").write_text("seed = 1")
    (preset / "recipe.toml").write_text("seed = 2")
    (preset / "critic.weights.h5").write_bytes(b"of the preset before")
    presets.save(tiny_dcgan(seed=5), preset, recipe_path=preset / "recipe.toml")
    assert (preset / "recipe_2014.toml").read_text() == "seed = 1"
    assert (preset / "recipe.toml").read_text() == "seed = 2"
    assert not (preset / "critic.weights.h5").exists()
    presets.verify(preset)
    images = presets.load(preset).generate(latents=latents)
    assert (images != trained.generate(latents=latents)).any()
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]


def test_saving_refuses_a_folder_of_something_else(tmp_path, tiny_gan):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError, match="is not a preset"):
        presets.save(tiny_gan(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_interrupted_save_leaves_the_preset_as_it_was(preset, monkeypatch, tiny_dcgan):
    before = {path.name: path.read_bytes() for path in preset.iterdir()}

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez_compressed", interrupted)
    with pytest.raises(KeyboardInterrupt):
        presets.save(tiny_dcgan(seed=5), preset)
    assert {path.name: path.read_bytes() for path in preset.iterdir()} == before
    assert [path.name for path in preset.parent.iterdir()] == ["tiny"]


def test_annotate_changes_metadata_and_card(preset):
    score = {"name": "FID", "value": 12.5, "protocol": "10k samples, test split"}
    presets.annotate(preset, scores=[score])
    presets.verify(preset)
    assert "| FID | 12.5 | 10k samples, test split |" in (preset / "README.md").read_text()
    assert presets.load(preset).family == "DCGAN"


def test_what_models_show_is_the_picture(trained, tmp_path):
    np.testing.assert_array_equal(
        trained.show(), kerasgan.images.grid(trained.generate(64, seed=0), columns=8)
    )
    np.testing.assert_array_equal(
        trained.show(rows=2, columns=3, seed=5),
        kerasgan.images.grid(trained.generate(6, seed=5), columns=3),
    )
    cyclegan = kerasgan.CycleGAN((16, 16, 1), 4, 1, receptive_field=16, seed=0)
    a, b = np.random.default_rng(0).uniform(-1, 1, (2, 2, 16, 16, 1)).astype("float32")
    np.testing.assert_array_equal(cyclegan.show((a, b)), cyclegan.strips(a, b))
    assert cyclegan.show() is None
    folder = cyclegan.save_to_preset(tmp_path / "cycle")
    assert not (folder / "samples.png").exists()
    assert "samples.png" not in (folder / "README.md").read_text(encoding="utf-8")

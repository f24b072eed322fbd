import pathlib

import numpy as np
import pytest
import tensorflow as tf
from absl import app

import kerasgan


@pytest.fixture(scope="module")
def presets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("presets")
    for seed, name in enumerate(("first", "second")):
        kerasgan.GAN(
            kerasgan.networks.mlp_generator((8, 8, 1), latent_dim=4, hidden=(8,), seed=seed),
            kerasgan.networks.mlp_discriminator((8, 8, 1), hidden=(8,), seed=seed),
        ).save_to_preset(folder / name)
    return [folder / "first", folder / "second"]


def test_presets_are_exported_with_their_configuration(load_tool, capsys, presets, tmp_path):
    base_dir = tmp_path / "served"
    export = load_tool("export", "--base_dir", base_dir, "--uint8", "--version", 2)
    export.main(["export", *map(str, presets)])
    lines = capsys.readouterr().out.splitlines()
    written = [base_dir / name / "2" for name in ("first", "second")]
    written += [base_dir / name for name in ("models.config", "batching.config", "compose.yaml")]
    assert lines[: len(written)] == [str(path) for path in written]
    assert all(pathlib.Path(line).exists() for line in lines[: len(written)])
    assert kerasgan.serving.format_docker_command(base_dir) in lines
    assert (base_dir / "models.config").read_text() == kerasgan.serving.format_models_config(
        ["first", "second"]
    )
    for preset, folder in zip(presets, written[:2], strict=True):
        served = tf.saved_model.load(str(folder))
        pixels = served.from_seed(tf.constant([5], tf.int64))["images"]
        expected = kerasgan.AdversarialModel.from_preset(preset).generate(seed=[5])
        np.testing.assert_array_equal(pixels, kerasgan.images.to_uint8(expected))


def test_the_discriminator_and_other_formats(load_tool, capsys, presets, tmp_path):
    export = load_tool("export", "--base_dir", tmp_path, "--discriminator", "--format", "litert")
    export.main(["export", str(presets[0])])
    assert capsys.readouterr().out == f"{tmp_path / 'first' / '1'}\n"
    names = {path.name for path in (tmp_path / "first" / "1").iterdir()}
    assert names == {"generator.tflite", "discriminator.tflite"}


def test_a_preset_must_be_named(load_tool, tmp_path):
    export = load_tool("export", "--base_dir", tmp_path)
    with pytest.raises(app.UsageError, match="Give presets"):
        export.main(["export"])

import json

import numpy as np
import pytest
from absl import app
from PIL import Image

import kerasgan
from kerasgan import metrics, presets

RECIPE = """
[model]
family = "GAN"

[data]
source = "{source}"
count = 600

[fit]
epochs = 1
"""


def save(folder, source, shape):
    recipe = folder / "recipe.toml"
    recipe.write_text(RECIPE.format(source=source), encoding="utf-8")
    model = kerasgan.GAN(
        kerasgan.networks.mlp_generator(shape, latent_dim=6, hidden=(8,), seed=0),
        kerasgan.networks.mlp_discriminator(shape, hidden=(8,), seed=0),
    )
    model.save_to_preset(folder / "tiny", recipe_path=recipe)
    return model, folder / "tiny"


@pytest.mark.filterwarnings("ignore::UserWarning")  # few samples do here
def test_scores_pictures_and_card(load_tool, tmp_path, capsys):
    model, folder = save(tmp_path, "glyphs", (28, 28, 1))
    output = tmp_path / "scores"
    tool = load_tool("evaluate", "--count=200", "--seed=2", "--update", f"--output={output}")
    tool.main(["evaluate", str(folder)])
    shown = capsys.readouterr().out

    real = kerasgan.data.load("glyphs", "test", count=200, shuffle=False, drop_remainder=False)
    expected = metrics.SlicedWasserstein()(real, model.generate(200, seed=2))
    found = json.loads((output / "scores.json").read_text(encoding="utf-8"))
    score = found["generated"]["sliced_wasserstein"]
    assert score["value"] == pytest.approx(expected, rel=1e-4)
    assert (score["protocol"]["dataset"], score["protocol"]["split"]) == ("glyphs", "test")
    assert found["training"]["sliced_wasserstein"]["value"] < 0.5 * expected
    assert f"{score['value']:.6g}" in shown
    for name in ("samples", "real_and_generated", "nearest_training"):
        assert str(output / f"{name}.png") in shown
    with Image.open(output / "samples.png") as image:
        grid = kerasgan.images.grid(model.generate(64, seed=2), columns=8)[..., 0]
        assert np.abs(np.asarray(image).astype(int) - grid).max() <= 1

    presets.verify(folder)
    scores = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))["scores"]
    (entry,) = (each for each in scores if each["name"] == "sliced_wasserstein")
    assert entry["value"] == score["value"]
    assert entry["training_data"] == found["training"]["sliced_wasserstein"]["value"]
    assert entry["protocol"] in (folder / "README.md").read_text(encoding="utf-8")


def test_points_are_counted_by_modes_and_nothing_is_updated_unasked(load_tool, tmp_path, capsys):
    _, folder = save(tmp_path, "ring", (2,))
    before = (folder / "metadata.json").read_bytes()
    tool = load_tool("evaluate", "--count=500", f"--output={tmp_path / 'scores'}")
    with pytest.warns(UserWarning, match="2500 samples: .* Received: 500"):
        tool.main(["evaluate", str(folder)])
    shown = capsys.readouterr().out.splitlines()
    (line,) = (line for line in shown if line.startswith("mode_coverage: modes"))
    assert line.split()[-1] == "8"
    assert [path.name for path in (tmp_path / "scores").iterdir()] == ["scores.json"]
    assert (folder / "metadata.json").read_bytes() == before


def test_a_preset_without_data_needs_a_source(load_tool, tmp_path):
    _, folder = save(tmp_path, "ring", (2,))
    (folder / "recipe.toml").unlink()
    tool = load_tool("evaluate", f"--output={tmp_path}")
    with pytest.raises(app.UsageError, match=r"without recipe\.toml .* give --source"):
        tool.main(["evaluate", str(folder)])


def test_one_preset_is_asked_for(load_tool):
    with pytest.raises(app.UsageError, match="Give one preset"):
        load_tool("evaluate").main(["evaluate"])


@pytest.mark.filterwarnings("ignore::UserWarning")  # few images do here
def test_both_directions_of_a_cyclegan_are_scored(load_tool, tmp_path, capsys):
    recipe = tmp_path / "recipe.toml"
    text = RECIPE.format(source="plain2striped").replace("count = 600", "image_size = 16")
    recipe.write_text(text.replace('"GAN"', '"CycleGAN"'), encoding="utf-8")
    model = kerasgan.CycleGAN((16, 16, 3), width=2, blocks=1, receptive_field=16, seed=0)
    model.save_to_preset(tmp_path / "tiny", recipe_path=recipe)
    output = tmp_path / "scores"
    tool = load_tool(
        "evaluate", "--count=24", "--features=pixels", "--update", f"--output={output}"
    )
    tool.main(["evaluate", str(tmp_path / "tiny")])

    assert "b2a difference: to_nearest_image" in capsys.readouterr().out
    found = json.loads((output / "scores.json").read_text(encoding="utf-8"))["generated"]
    for direction, side in (("a2b", "a"), ("b2a", "b")):
        pair = kerasgan.data.plain2striped.pairs(24, "test", 0, side, 16)
        original, truth = pair[::-1] if side == "b" else pair  # of B the plain coat is the truth
        original, truth = (images / np.float32(127.5) - 1 for images in (original, truth))
        error = np.abs(model.translate(original, direction) - truth).mean()
        score = found[f"{direction} difference"]
        assert score["to_truth"] == pytest.approx(float(error), rel=1e-3)
        assert score["untranslated"] == pytest.approx(
            float(np.abs(original - truth).mean()), rel=1e-4
        )
        assert score["protocol"]["generated_count"] == 24
    scores = json.loads((tmp_path / "tiny" / "metadata.json").read_text(encoding="utf-8"))["scores"]
    assert "a2b frechet_distance" in [each["name"] for each in scores]

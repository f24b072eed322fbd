import shutil

import numpy as np
import pytest
from absl import app, flags
from PIL import Image

import kerasgan
from kerasgan.data import plain2striped

SIZE = 16
RECIPE = """
seed = 3

[model]
family = "CycleGAN"
image_shape = [16, 16, 3]

[data]
source = "plain2striped"
image_size = 16
batch_size = 2

[fit]
epochs = 1
"""


@pytest.fixture(scope="module")
def preset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("presets")
    (folder / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    model = kerasgan.CycleGAN((SIZE, SIZE, 3), width=4, blocks=1, receptive_field=16, seed=0)
    model.save_to_preset(folder / "tiny", recipe_path=folder / "recipe.toml")
    return model, folder / "tiny"


@pytest.fixture
def photos(tmp_path):
    for seed, (name, size) in enumerate({"one.png": (16, 16), "deeper/two.jpg": (24, 40)}.items()):
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.random.default_rng(seed).integers(0, 256, (*size, 3), "uint8")
        Image.fromarray(pixels).save(path)
    return tmp_path / "photos"


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image).astype(float)


def tile(picture, row, column):
    top, left = 2 + row * (SIZE + 2), 2 + column * (SIZE + 4)
    return picture[top : top + SIZE, left : left + SIZE]


def assert_equal(picture, image):
    assert picture.shape == image.shape
    assert np.abs(picture - (image + 1) * 127.5).max() <= 0.55


@pytest.mark.parametrize(("direction", "back"), [("a2b", "b2a"), ("b2a", "a2b")])
def test_a_folder_with_before_after_and_reconstruction(
    load_tool, preset, photos, tmp_path, capsys, direction, back
):
    model, folder = preset
    out = tmp_path / "out"
    arguments = (f"--images={photos}", f"--direction={direction}", f"--output={out}")
    load_tool("translate", *arguments).main(["translate", str(folder)])
    written = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.png"))
    assert written == ["deeper/two.png", "one.png", "strips.png"]
    assert str(out / "strips.png") in capsys.readouterr().out

    before = (pixels(photos / "one.png")[None] / 127.5 - 1).astype("float32")
    after = model.translate(before, direction)
    assert_equal(pixels(out / "one.png"), after[0])
    picture = pixels(out / "strips.png")
    assert picture.shape == (2 + 2 * (SIZE + 2), 3 * (SIZE + 4), 3)
    for column, image in enumerate((before, after, model.translate(after, back))):
        assert_equal(tile(picture, 1, column), image[0])  # the second in alphabetical order
    np.testing.assert_array_equal(tile(picture, 0, 1), pixels(out / "deeper" / "two.png"))


def test_tiles_keep_the_size_and_strips_are_left_out_if_asked(load_tool, preset, photos, tmp_path):
    _, folder = preset
    out = tmp_path / "out"
    picture = photos / "deeper" / "two.jpg"
    arguments = (f"--images={picture}", "--direction=a2b", f"--output={out}", "--size=tile")
    load_tool("translate", *arguments, "--strips=0").main(["translate", str(folder)])
    assert [path.name for path in out.iterdir()] == ["two.png"]
    assert pixels(out / "two.png").shape == (24, 40, 3)


def test_the_test_split_of_the_presets_data(load_tool, preset, tmp_path):
    model, folder = preset
    out = tmp_path / "out"
    tool = load_tool("translate", "--direction=b2a", f"--output={out}", "--strips=3")
    tool.main(["translate", str(folder)])
    _, b = plain2striped.pairs(split="test", seed=3, side="b", size=SIZE)
    assert len(b) == 200
    assert sorted(path.name for path in out.iterdir()) == [
        *(f"{number:04d}.png" for number in range(200)),
        "strips.png",
    ]
    originals = b[[0, 199]].astype("float32") / 127.5 - 1
    for name, image in zip(("0000", "0199"), model.translate(originals, "b2a"), strict=True):
        assert_equal(pixels(out / f"{name}.png"), image)
    picture = pixels(out / "strips.png")
    assert picture.shape[0] == 2 + 3 * (SIZE + 2)
    np.testing.assert_array_equal(tile(picture, 2, 0), b[2])


def test_what_is_missing_is_said(load_tool, preset, photos, tmp_path):
    _, folder = preset
    tool = load_tool("translate", "--direction=a2b", f"--output={tmp_path / 'out'}")
    with pytest.raises(app.UsageError, match="Give one preset"):
        tool.main(["translate"])
    shutil.copytree(folder, tmp_path / "bare", ignore=shutil.ignore_patterns("recipe.toml"))
    with pytest.raises(app.UsageError, match=r"without recipe.toml .* Or give --images"):
        tool.main(["translate", str(tmp_path / "bare")])

    (photos / "one.png").rename(photos / "strips.png")
    flags.FLAGS.images = str(photos)
    with pytest.raises(app.UsageError, match=r"strips.png is a translation: .*--strips=0"):
        tool.main(["translate", str(folder)])

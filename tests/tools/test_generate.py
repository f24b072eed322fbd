import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan import latents

ROOT = pathlib.Path(__file__).parents[2]
TILE = 30  # 28 pixels and 2 of padding


@pytest.fixture(scope="module")
def preset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("presets") / "tiny"
    kerasgan.GAN(
        kerasgan.networks.mlp_generator((28, 28, 1), latent_dim=6, hidden=(8,), seed=0),
        kerasgan.networks.mlp_discriminator((28, 28, 1), hidden=(8,), seed=0),
        prior="uniform",
    ).save_to_preset(folder)
    return folder


def generate(*arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "tools" / "generate.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )


def tile(path, row, column):
    with Image.open(path) as image:
        picture = np.asarray(image).astype(int)
    top, left = row * TILE + 2, column * TILE + 2
    return picture[top : top + 28, left : left + 28]


def assert_shows(path, row, column, image):
    expected = (image[..., 0] + 1) * 127.5
    assert np.abs(tile(path, row, column) - expected).max() <= 0.51


def test_every_picture_shows_what_it_says(preset, tmp_path):
    flags = ("--size", 3, "--steps", 4, "--a", "11,12", "--b", "13,14", "--c", "15,16")
    result = generate(preset, "--output", tmp_path / "new", "--seed", 5, *flags)
    assert result.returncode == 0, result.stderr
    names = ["samples.png", "interpolations.png", "arithmetic.png", "walk.gif"]
    assert result.stdout.split() == [str(tmp_path / "new" / name) for name in names]

    model = kerasgan.GAN.from_preset(preset)
    folder = tmp_path / "new"
    assert_shows(folder / "samples.png", 2, 1, model.generate(9, seed=5)[7])

    def code(seed):
        return latents.sample(1, 6, "uniform", seed=seed)[0]

    def image(vector):
        return model.generate(latents=[vector])[0]

    middle = code(10) + (code(11) - code(10)) / 3  # a straight line: the prior is uniform
    assert_shows(folder / "interpolations.png", 0, 0, image(code(10)))
    assert_shows(folder / "interpolations.png", 0, 1, image(middle))
    assert_shows(folder / "interpolations.png", 2, 3, image(code(15)))

    a, b, c = ((code(seed) + code(seed + 1)) / 2 for seed in (11, 13, 15))
    assert_shows(folder / "arithmetic.png", 1, 0, image(code(13)))
    assert_shows(folder / "arithmetic.png", 2, 2, image(c))
    assert_shows(folder / "arithmetic.png", 3, 2, image(a - b + c))
    with Image.open(folder / "walk.gif") as gif:
        assert gif.n_frames == 16
        assert gif.size == (4 * TILE + 2, 4 * TILE + 2)


def test_an_unknown_preset_is_one_clear_error(tmp_path):
    result = generate("dcgan_mnits", "--output", tmp_path)
    assert result.returncode != 0
    assert "There is no preset 'dcgan_mnits'" in result.stderr

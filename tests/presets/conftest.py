"""A tiny trained model and its preset."""

import hashlib
import json
import pathlib
import shutil

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import presets


@pytest.fixture(scope="session")
def tiny_dcgan():
    return lambda seed=0: kerasgan.DCGAN(width=4, latent_dim=6, seed=seed)


@pytest.fixture(scope="session")
def tiny_gan():
    """A function that makes a GAN of points."""
    return lambda: kerasgan.GAN(
        kerasgan.networks.mlp_generator((2,), latent_dim=3, hidden=(8,), seed=0),
        kerasgan.networks.maxout_discriminator((2,), units=4, pieces=2, seed=0),
        prior=kerasgan.latents.Uniform(-2.0, 2.0),
        seed=0,
    )


@pytest.fixture(scope="session")
def latents():
    return np.random.default_rng(1).normal(size=(5, 6)).astype("float32")


@pytest.fixture(scope="module")
def trained(tiny_dcgan):
    model = tiny_dcgan()
    model.compile(
        generator_optimizer=keras.optimizers.Adam(0.01, use_ema=True, ema_momentum=0.5),
        loss="least_squares",
    )
    images = np.random.default_rng(0).uniform(-1, 1, (64, 28, 28, 1)).astype("float32")
    model.fit(images, batch_size=16, epochs=1, verbose=0)
    return model


@pytest.fixture(scope="module")
def saved(trained, tmp_path_factory):
    folder = tmp_path_factory.mktemp("presets") / "tiny"
    presets.save(trained, folder, metadata={"description": "A tiny one.", "seed": 0})
    return folder


@pytest.fixture
def preset(saved, tmp_path):
    return pathlib.Path(shutil.copytree(saved, tmp_path / "tiny"))


@pytest.fixture
def edit(preset):
    """A function that changes a JSON file of the preset by a function of its content."""

    def edit(name, change):
        content = json.loads((preset / name).read_text(encoding="utf-8"))
        change(content)
        (preset / name).write_text(json.dumps(content), encoding="utf-8")

    return edit


@pytest.fixture
def edit_config(preset, edit):
    """The same of `config.json`, whose new hash the metadata then have."""

    def edit_config(change):
        edit("config.json", change)
        digest = hashlib.sha256((preset / "config.json").read_bytes()).hexdigest()
        edit("metadata.json", lambda metadata: metadata["sha256"].update({"config.json": digest}))

    return edit_config

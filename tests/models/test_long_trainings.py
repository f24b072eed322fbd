"""Trainings of minutes: run with `pytest -m slow`."""

import os
import pathlib

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import recipes

pytestmark = pytest.mark.slow


def nearest(images, references):
    """Mean squared distance of each image to the nearest reference."""
    a, b = (x.reshape(len(x), -1).astype("float64") for x in (images, references))
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
    return squares.min(1).mean()


def test_dcgan_learns_glyphs():
    """Samples come nearer to unseen glyphs, and lie about as far from them as glyphs do."""
    held_out = next(iter(kerasgan.data.load("glyphs", split="test", batch_size=1000))).numpy()
    more = next(iter(kerasgan.data.load("glyphs", split="test", batch_size=1000, seed=1))).numpy()
    model = kerasgan.DCGAN(width=16, seed=0)
    model.compile(
        generator_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5),
        discriminator_optimizer=keras.optimizers.Adam(1e-3, beta_1=0.5),
    )
    glyphs = kerasgan.data.load("glyphs", count=10000)
    model.fit(glyphs, epochs=1, verbose=0)
    early = nearest(model.generate(1000, seed=0), held_out)
    model.fit(glyphs, epochs=12, initial_epoch=1, verbose=0)
    samples = model.generate(1000, seed=0)
    late, real = nearest(samples, held_out), nearest(more, held_out)
    assert late < 0.9 * early
    assert 0.6 * real < late < 1.6 * real
    # And they differ among themselves as glyphs do: no collapse.
    assert 0.7 < samples.std(axis=0).mean() / more.std(axis=0).mean() < 1.4


@pytest.mark.skipif(
    not pathlib.Path(os.environ.get("TFDS_DATA_DIR", "nowhere"), "mnist").is_dir(),
    reason="needs TFDS_DATA_DIR with mnist",
)
def test_the_recipe_of_2014_trains():
    """The paper's networks, momentum and learning-rate schedules, for two epochs of MNIST."""
    recipe = recipes.read(
        pathlib.Path(__file__).parents[2] / "zoo" / "gan_mnist" / "recipe_2014.toml"
    )
    model, mnist = recipes.build(recipe)
    logs = model.fit(mnist, epochs=2, verbose=0).history
    steps = 2 * int(mnist.cardinality())
    for optimizer in (model.generator_optimizer, model.discriminator_optimizer):
        assert int(optimizer.iterations) == steps
        assert float(optimizer.learning_rate) == pytest.approx(0.02 / 1.000004**steps, rel=1e-4)
    # The game goes on: neither side has won, and samples are not all alike.
    assert 0.02 < logs["fake_score"][-1] < logs["real_score"][-1] < 0.999
    samples = model.generate(200, seed=0)
    real = next(iter(mnist.rebatch(200))).numpy()
    assert abs(samples.mean() - real.mean()) < 0.3
    assert np.abs(samples - samples.mean(axis=0)).mean() > 0.02

import re

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import kerasgan


@pytest.fixture
def quickstart(load_tool, tmp_path):
    return load_tool("quickstart", "--epochs=1", "--images=128", f"--output={tmp_path}")


def grey(path):
    with Image.open(path) as image:
        return np.asarray(image)


def test_train_and_export(quickstart, tmp_path):
    model = quickstart.train(tmp_path / "training", epochs=1, count=128)
    assert int(model.optimizer.iterations) == 2
    before, after = (grey(tmp_path / "training" / f"epoch_000{epoch}.png") for epoch in (0, 1))
    assert (before != after).any()
    grid = kerasgan.images.grid(model.generate(64, seed=0), columns=8)
    np.testing.assert_array_equal(after, grid[..., 0])

    version, difference = quickstart.export(model, tmp_path / "served")
    assert tf.saved_model.contains_saved_model(str(version))
    assert difference <= 1e-6


def test_the_export_is_compared_with_the_model(quickstart, tmp_path):
    class Changed:
        """A model whose export is that of another one."""

        latent_dim = 100
        export = kerasgan.DCGAN(width=4, seed=0).export
        generate = kerasgan.DCGAN(width=4, seed=1).generate

    _, difference = quickstart.export(Changed, tmp_path / "served")
    assert difference > 1e-3


def test_the_whole_of_it(quickstart, tmp_path, capsys):
    if "dcgan_mnist" not in kerasgan.list_presets():
        pytest.skip("the zoo has no dcgan_mnist")
    quickstart.main(["quickstart"])
    summary = capsys.readouterr().out.partition("What was made:")[2]
    made = re.findall(rf"({re.escape(str(tmp_path))}\S*)$", summary, re.MULTILINE)
    assert len(made) == 5
    assert all(tmp_path.joinpath(path).exists() for path in made)
    digits = kerasgan.DCGAN.from_preset("dcgan_mnist").generate(64, seed=0)
    expected = kerasgan.images.grid(digits)[..., 0]
    assert np.abs(grey(tmp_path / "dcgan_mnist.png").astype(int) - expected).max() <= 1

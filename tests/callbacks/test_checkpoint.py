import h5py
import numpy as np
import pytest

import kerasgan
from kerasgan.callbacks import Checkpoint


def tiny_gan(seed=0):
    model = kerasgan.GAN(
        kerasgan.networks.mlp_generator((2,), latent_dim=3, hidden=(8,), seed=seed),
        kerasgan.networks.mlp_discriminator((2,), hidden=(8,), seed=seed),
        seed=seed,
    )
    model.compile()
    return model


def points(n=64):
    return np.random.default_rng(0).normal(size=(n, 2)).astype("float32")


def variables(model):
    optimizers = (model.generator_optimizer, model.discriminator_optimizer)
    tracked = [*model.variables, *(v for o in optimizers for v in o.variables)]
    return [v.numpy() for v in tracked]


def test_restoring_nothing_is_epoch_0(tmp_path):
    model = tiny_gan()
    before = variables(model)
    assert Checkpoint(tmp_path / "none.weights.h5").restore(model) == 0
    for a, b in zip(before, variables(model), strict=True):
        np.testing.assert_array_equal(a, b)


def test_restores_everything_into_another_model(tmp_path):
    checkpoint = Checkpoint(tmp_path / "new" / "run.weights.h5")
    trained, other = tiny_gan(0), tiny_gan(1)
    trained.fit(points(), batch_size=16, epochs=3, verbose=0, callbacks=[checkpoint])
    assert checkpoint.restore(other) == 3
    for a, b in zip(variables(trained), variables(other), strict=True):
        np.testing.assert_array_equal(a, b)
    assert [path.name for path in checkpoint.filepath.parent.iterdir()] == ["run.weights.h5"]


def test_interruption_while_saving_leaves_the_checkpoint_before(tmp_path, monkeypatch):
    checkpoint = Checkpoint(tmp_path / "run.weights.h5")
    model = tiny_gan()
    model.fit(points(), batch_size=16, epochs=1, verbose=0, callbacks=[checkpoint])
    before = checkpoint.filepath.read_bytes()

    def torn(path):
        with h5py.File(path, "w"):
            raise KeyboardInterrupt

    monkeypatch.setattr(model, "save_weights", torn)
    with pytest.raises(KeyboardInterrupt):
        checkpoint.on_epoch_end(1)
    assert checkpoint.filepath.read_bytes() == before
    assert checkpoint.restore(tiny_gan()) == 1


def test_name_must_be_that_of_weights():
    with pytest.raises(ValueError, match=r"\.weights\.h5"):
        Checkpoint("run.h5")

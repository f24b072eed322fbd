import glob

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import kerasgan
from kerasgan.callbacks import SampleGrid


def tiny_gan():
    model = kerasgan.GAN(
        kerasgan.networks.mlp_generator((8, 8, 1), latent_dim=3, hidden=(8,), seed=0),
        kerasgan.networks.mlp_discriminator((8, 8, 1), hidden=(8,), seed=0),
        seed=0,
    )
    model.compile()
    return model


def images():
    return np.random.default_rng(0).uniform(-1, 1, (32, 8, 8, 1)).astype("float32")


def fit(model, callback, epochs, initial_epoch=0):
    model.fit(
        images(),
        batch_size=16,
        epochs=epochs,
        initial_epoch=initial_epoch,
        callbacks=[callback],
        verbose=0,
    )


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image)


def frames(path):
    with Image.open(path) as image:
        return image.n_frames


def test_a_png_before_training_and_after_each_epoch_and_a_gif(tmp_path):
    model = tiny_gan()
    before = model.generate(6, seed=5)
    folder = tmp_path / "new" / "samples"
    fit(model, SampleGrid(folder, rows=2, columns=3, seed=5), epochs=2)
    after = model.generate(6, seed=5)

    names = sorted(path.name for path in folder.glob("epoch_*"))
    assert names == ["epoch_0000.png", "epoch_0001.png", "epoch_0002.png"]
    for name, samples in {"epoch_0000.png": before, "epoch_0002.png": after}.items():
        picture = pixels(folder / name)
        # The second row's last tile, placed by hand: 2 pixels of padding, tiles of 8.
        tile = picture[12:20, 22:30].astype(int)
        expected = (samples[5, :, :, 0] + 1) * 127.5
        assert np.abs(tile - expected).max() <= 0.5 + 1e-3
    assert (pixels(folder / "epoch_0000.png") != pixels(folder / "epoch_0002.png")).any()
    assert frames(folder / "training.gif") == 3


def test_a_resumed_training_goes_on_with_the_folder(tmp_path):
    model = tiny_gan()
    fit(model, SampleGrid(tmp_path), epochs=1)
    first = (tmp_path / "epoch_0000.png").read_bytes()
    fit(model, SampleGrid(tmp_path), epochs=3, initial_epoch=1)
    assert (tmp_path / "epoch_0000.png").read_bytes() == first
    assert len(list(tmp_path.glob("epoch_*.png"))) == 4
    assert frames(tmp_path / "training.gif") == 4


def test_every_second_epoch_and_the_last(tmp_path):
    fit(tiny_gan(), SampleGrid(tmp_path, every=2), epochs=3)
    names = sorted(path.name for path in tmp_path.glob("epoch_*"))
    assert names == ["epoch_0000.png", "epoch_0002.png", "epoch_0003.png"]


def test_tensorboard_gets_the_same_grids(tmp_path):
    fit(tiny_gan(), SampleGrid(tmp_path), epochs=1)
    (events,) = glob.glob(str(tmp_path / "tensorboard" / "*"))
    grids = {}
    for event in tf.compat.v1.train.summary_iterator(events):
        for value in event.summary.value:
            grids[event.step] = tf.io.decode_png(value.tensor.string_val[2]).numpy()
    assert sorted(grids) == [0, 1]
    np.testing.assert_array_equal(grids[1][..., 0], pixels(tmp_path / "epoch_0001.png"))


def test_sampling_does_not_change_training(tmp_path):
    with_grid, without = tiny_gan(), tiny_gan()
    fit(with_grid, SampleGrid(tmp_path), epochs=2)
    without.fit(images(), batch_size=16, epochs=2, verbose=0)
    for a, b in zip(with_grid.get_weights(), without.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match=r"Sample grids cannot be written into .*file.*samples"):
        fit(tiny_gan(), SampleGrid(tmp_path / "file" / "samples"), epochs=1)


def test_vectors_are_refused(tmp_path):
    model = kerasgan.GAN(
        kerasgan.networks.mlp_generator((2,), latent_dim=3, hidden=(8,)),
        kerasgan.networks.mlp_discriminator((2,), hidden=(8,)),
    )
    model.compile()
    with pytest.raises(ValueError, match=r"outputs of shape \(2,\)"):
        model.fit(np.zeros((64, 2), "float32"), verbose=0, callbacks=[SampleGrid(tmp_path)])


@pytest.mark.parametrize("argument", ["rows", "columns", "every"])
def test_sizes_must_be_positive(argument):
    with pytest.raises(ValueError, match=f"`{argument}` must be a positive integer"):
        SampleGrid("samples", **{argument: 0})

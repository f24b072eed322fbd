"""Pictures of any model that shows itself; tests of the grids say what their pictures are."""

import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan.callbacks import EpochPictures


class Model:
    """Shows its examples, or nothing without."""

    sample_shape = (5,)

    def show(self, examples=None):
        return examples


def picture():
    return np.random.default_rng(0).integers(0, 256, (4, 6, 3)).astype("uint8")


def test_what_the_model_shows_is_written(tmp_path):
    callback = EpochPictures(tmp_path, picture(), every=2)
    callback.set_model(Model())
    callback.on_train_begin()
    for epoch in range(3):
        callback.on_epoch_end(epoch)
    callback.on_train_end()
    names = sorted(path.name for path in tmp_path.glob("epoch_*"))
    assert names == ["epoch_0000.png", "epoch_0002.png", "epoch_0003.png"]
    for name in names:
        with Image.open(tmp_path / name) as image:
            np.testing.assert_array_equal(image, picture())


def test_without_a_picture_the_training_does_not_start(tmp_path):
    callback = EpochPictures(tmp_path)
    callback.set_model(Model())
    with pytest.raises(ValueError, match=r"no picture.* a Model .*shape \(5,\), examples=None"):
        callback.on_train_begin()


def test_a_generator_shows_its_samples(tmp_path):
    model = kerasgan.DCGAN(width=2, seed=0)
    callback = EpochPictures(tmp_path)
    callback.set_model(model)
    callback.on_train_begin()
    with Image.open(tmp_path / "epoch_0000.png") as image:
        np.testing.assert_array_equal(np.asarray(image), model.show()[..., 0])

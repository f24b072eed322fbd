import glob

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

import kerasgan
from kerasgan.callbacks import TranslationGrid

SIZE = 16


def tiny_cyclegan():
    model = kerasgan.CycleGAN(
        (SIZE, SIZE, 1), width=4, blocks=1, receptive_field=16, channels_b=3, pool_size=2, seed=0
    )
    model.compile()
    return model


def images(count=4):
    rng = np.random.default_rng(0)
    return tuple(
        rng.uniform(-1, 1, (count, SIZE, SIZE, channels)).astype("float32") for channels in (1, 3)
    )


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image)


def tile(picture, row, column):
    """Placed by hand: every tile has 2 pixels of its own to either side, rows share them."""
    top, left = 2 + row * (SIZE + 2), 2 + column * (SIZE + 4)
    return picture[top : top + SIZE, left : left + SIZE]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The model, its strips before training, and what a training of two epochs wrote."""
    model, folder = tiny_cyclegan(), tmp_path_factory.mktemp("shown")
    a, b = images()
    before = model.strips(a[:3], b[:3])
    grid = TranslationGrid(folder, a[:3], b[:3])
    model.fit((a, b), batch_size=2, epochs=2, verbose=0, callbacks=[grid])
    return model, before, folder


def test_a_picture_before_training_and_after_each_epoch_and_a_gif(trained):
    model, before, folder = trained
    names = sorted(path.name for path in folder.glob("epoch_*"))
    assert names == ["epoch_0000.png", "epoch_0001.png", "epoch_0002.png"]
    np.testing.assert_array_equal(pixels(folder / "epoch_0000.png"), before)
    a, b = images()
    after = pixels(folder / "epoch_0002.png")
    assert (after != before).any()
    translated = model.translate(a[1:2], "a2b")
    back = model.translate(model.translate(b[2:3], "b2a"), "a2b")
    for row, column, image in ((1, 0, a[1]), (1, 1, translated[0]), (2, 5, back[0])):
        expected = np.broadcast_to((image + 1) * 127.5, (SIZE, SIZE, 3))
        assert np.abs(tile(after, row, column) - expected).max() <= 0.51
    with Image.open(folder / "training.gif") as gif:
        assert gif.n_frames == 3


def test_tensorboard_gets_the_same_pictures(trained):
    _, _, folder = trained
    (events,) = glob.glob(str(folder / "tensorboard" / "*"))
    shown = {
        (value.tag, event.step): tf.io.decode_png(value.tensor.string_val[2]).numpy()
        for event in tf.compat.v1.train.summary_iterator(events)
        for value in event.summary.value
    }
    assert sorted(shown) == [("translations", epoch) for epoch in range(3)]
    np.testing.assert_array_equal(shown["translations", 2], pixels(folder / "epoch_0002.png"))


def test_what_does_not_fit_is_refused_before_the_training(tmp_path):
    a, b = images()
    swapped = TranslationGrid(tmp_path, b, a)
    swapped.set_model(tiny_cyclegan())
    with pytest.raises(ValueError, match="the images to translate"):
        swapped.on_train_begin()
    grid = TranslationGrid(tmp_path, a, b)
    grid.set_model(kerasgan.DCGAN(width=2))
    with pytest.raises(TypeError, match=r"how a CycleGAN translates. Received: a DCGAN"):
        grid.on_train_begin()
    with pytest.raises(ValueError, match="`every` must be a positive integer"):
        TranslationGrid(tmp_path, a, b, every=0)

import numpy as np
import pytest

import kerasgan
from kerasgan import metrics
from kerasgan.metrics.reports import samples


def tiny_gan(shape):
    return kerasgan.GAN(
        kerasgan.networks.mlp_generator(shape, latent_dim=3, hidden=(8,), seed=0),
        kerasgan.networks.mlp_discriminator(shape, hidden=(8,), seed=0),
        seed=0,
    )


def test_points_of_a_mixture():
    real = kerasgan.data.load("ring", "test", batch_size=2500, count=2500, shuffle=False)
    training = kerasgan.data.load("ring", "train", batch_size=2500, count=2500, shuffle=False)
    real, training = (next(iter(each)).numpy() for each in (real, training))
    about = {"features": "pixels", "dataset": "ring", "split": "test"}
    found = samples.measure(tiny_gan((2,)), real, training, **about)
    assert found.training["mode_coverage"].result.modes == 8
    assert found.training["mode_coverage"].result.high_quality == pytest.approx(0.989, abs=0.01)
    own = metrics.ModeCoverage("ring")(None, tiny_gan((2,)).generate(2500, seed=0))
    assert found.generated["mode_coverage"].result == pytest.approx(own)
    near, far = (each["sliced_wasserstein"].result for each in (found.training, found.generated))
    assert near < 0.1 < far
    assert found.pictures == {}
    lines = found.table().splitlines()
    assert lines[0].split() == ["score", "generated", "training", "data"]
    (line,) = (line for line in lines if line.startswith("mode_coverage: modes"))
    assert line.split()[-2:] == [str(own.modes), "8"]


@pytest.mark.filterwarnings("ignore::UserWarning")  # few samples do here
def test_pictures_show_what_they_say():
    model, rng = tiny_gan((12, 12, 1)), np.random.default_rng(0)
    real, training = rng.uniform(-1, 1, (2, 70, 12, 12, 1)).astype("float32")
    training[5] = model.generate(100, seed=3)[17]  # one that was learnt by heart
    pictures = samples.measure(model, real, training, features="pixels", seed=3).pictures
    assert set(pictures) == {"samples", "real_and_generated", "nearest_training"}
    grid = kerasgan.images.grid(model.generate(100, seed=3)[:64], columns=8)
    np.testing.assert_array_equal(pictures["samples"], grid)
    both = pictures["real_and_generated"]
    np.testing.assert_array_equal(both[:, -grid.shape[1] :], grid)
    np.testing.assert_array_equal(
        both[:, : grid.shape[1]], kerasgan.images.grid(real[:64], columns=8)
    )
    copied = kerasgan.images.to_uint8(training[5])
    np.testing.assert_array_equal(pictures["nearest_training"][2:14, 2:14], copied)
    np.testing.assert_array_equal(pictures["nearest_training"][2:14, 16:28], copied)


def test_images_get_scores_of_features_and_classes():
    def names(*arguments):
        return {score.name for score in samples.choose_scores(*arguments)}

    assert {"frechet_distance", "multi_scale_ssim"} <= names("pixels", (28, 28, 1), "mnist")
    assert "class_histogram" not in names("pixels", (28, 28, 1), "mnist")
    assert "multi_scale_ssim" not in names("pixels", (5,))
    assert "mode_coverage" in names("pixels", (2,), "grid")


def test_too_few_training_samples():
    with pytest.raises(ValueError, match="Received: 10 and 20"):
        samples.measure(tiny_gan((2,)), np.zeros([20, 2]), np.zeros([10, 2]), features="pixels")

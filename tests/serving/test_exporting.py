import pathlib

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan import serving
from kerasgan.serving import exporting


@pytest.fixture(scope="module")
def model():
    """A model whose average differs from its weights, as after some training."""
    model = kerasgan.DCGAN(width=4, latent_dim=6, seed=0)
    model.compile(generator_optimizer=keras.optimizers.Adam(0.01, use_ema=True, ema_momentum=0.5))
    images = np.random.default_rng(0).uniform(-1, 1, (48, 28, 28, 1)).astype("float32")
    model.fit(images, batch_size=16, epochs=1, verbose=0)
    return model


@pytest.fixture(scope="module")
def exported(model, tmp_path_factory):
    return model.export(tmp_path_factory.mktemp("served") / "digits")


def points_model():
    return kerasgan.GAN(
        kerasgan.networks.mlp_generator((2,), latent_dim=6, hidden=(8,)),
        kerasgan.networks.mlp_discriminator((2,), hidden=(8,)),
        prior="uniform",
        seed=0,
    )


@pytest.fixture(scope="module")
def cyclegan():
    return kerasgan.CycleGAN((16, 16, 1), width=2, blocks=1, channels_b=3, receptive_field=16)


@pytest.fixture(scope="module")
def translators(cyclegan, tmp_path_factory):
    return cyclegan.export(tmp_path_factory.mktemp("served") / "stripes")


def latents(n):
    return np.random.default_rng(n).normal(size=(n, 6)).astype("float32")


def test_the_folder_is_the_version(exported):
    assert isinstance(exported, pathlib.Path)
    assert exported.name == "1"
    assert [path.name for path in exported.parent.iterdir()] == ["1"]


@pytest.mark.parametrize("n", [1, 3, 64])
def test_latents_to_images_of_the_average(model, exported, n):
    serve = tf.saved_model.load(str(exported)).signatures["serving_default"]
    images = serve(latents=tf.constant(latents(n)))["images"].numpy()
    averaged = model.averaged("generator")(latents(n), training=False)
    np.testing.assert_allclose(images, averaged, atol=1e-6)
    assert np.abs(images - model.generator(latents(n), training=False)).max() > 1e-4


def test_without_an_average_it_is_the_generator(tmp_path):
    model = points_model()
    loaded = tf.saved_model.load(str(model.export(tmp_path)))
    for n in (1, 3, 64):
        points = loaded.serve(tf.constant(latents(n)))["images"]
        np.testing.assert_allclose(points, model.generator(latents(n)), atol=1e-6)
    seeds = tf.constant([3, 4], tf.int64)
    points = loaded.from_seed(seeds)["images"]
    np.testing.assert_allclose(points, model.generate(seed=[3, 4]), atol=1e-6)


def test_seeds_to_the_images_of_generate(model, exported):
    from_seed = tf.saved_model.load(str(exported)).signatures["from_seed"]
    seeds = [0, 1, -5, 2**40, 1]
    images = from_seed(seeds=tf.constant(seeds, tf.int64))["images"].numpy()
    np.testing.assert_allclose(images, model.generate(seed=seeds), atol=1e-6)
    np.testing.assert_array_equal(images[1], images[4])
    for image, seed in zip(images, seeds, strict=True):
        np.testing.assert_allclose(image, model.generate(1, seed=seed)[0], atol=1e-5)


def stored(folder):
    """The number of values in the file of variables."""
    variables = tf.train.list_variables(str(folder / "variables" / "variables"))
    return sum(np.prod(shape) for name, shape in variables if "VARIABLE_VALUE" in name)


def test_only_the_weights_of_what_is_asked_for_are_in_it(model, exported, tmp_path):
    assert stored(exported) == model.generator.count_params()
    judged = model.export(tmp_path, discriminator=True)
    assert stored(judged) == model.generator.count_params() + model.discriminator.count_params()


def test_of_a_cyclegan_both_translators_are_in_it(cyclegan, translators):
    both = cyclegan.generator_a2b.count_params() + cyclegan.generator_b2a.count_params()
    assert stored(translators) == both


def test_uint8(model, exported, tmp_path):
    seeds = tf.constant([1, 2], tf.int64)
    in_floats = tf.saved_model.load(str(exported))
    images = in_floats.from_seed(seeds)["images"]
    served = tf.saved_model.load(str(model.export(tmp_path, uint8=True)))
    for pixels in (
        served.from_seed(seeds)["images"],
        served.serve(kerasgan.latents.from_seeds("normal", seeds, [0, 0], 6))["images"],
    ):
        assert pixels.dtype == tf.uint8
        np.testing.assert_array_equal(pixels, kerasgan.images.to_uint8(images))


def test_uint8_translations_and_scores(cyclegan, tmp_path):
    images = np.random.default_rng(0).uniform(-1, 1, (2, 16, 16, 1)).astype("float32")
    folder = cyclegan.export(tmp_path, uint8=True, discriminator=True)
    networks = cyclegan.networks.values()
    assert stored(folder) == sum(network.count_params() for network in networks)
    served = tf.saved_model.load(str(folder))
    pixels = served.a2b(tf.constant(images))["translations"].numpy()
    assert pixels.dtype == np.uint8
    expected = kerasgan.images.to_uint8(cyclegan.translate(images))
    np.testing.assert_allclose(pixels.astype(int), expected.astype(int), atol=1)


def test_a_model_of_half_precision_serves_float32(tmp_path):
    model = kerasgan.DCGAN(width=4, latent_dim=6, seed=0, dtype="mixed_bfloat16")
    signatures = tf.saved_model.load(str(model.export(tmp_path))).signatures
    images = signatures["from_seed"](seeds=tf.constant([3, 1], tf.int64))["images"]
    assert images.dtype == tf.float32
    np.testing.assert_allclose(images, model.generate(seed=[3, 1]), rtol=0, atol=1e-5)


def test_points_are_no_pictures(tmp_path):
    model = points_model()
    with pytest.raises(ValueError, match=r"needs images \[height, width, channels\].*\(2,\)"):
        model.export(tmp_path, uint8=True)
    signatures = tf.saved_model.load(str(model.export(tmp_path, discriminator=True))).signatures
    assert set(signatures) == {"serving_default", "serve", "from_seed", "discriminate"}
    points = np.random.default_rng(0).normal(size=(5, 2)).astype("float32") * 9  # of any range
    scores = signatures["discriminate"](images=tf.constant(points))["scores"]
    np.testing.assert_allclose(scores, model.discriminator(points)[:, 0], atol=1e-6)


def test_images_of_other_channels_are_no_pictures(tmp_path):
    model = kerasgan.CycleGAN((16, 16, 1), width=2, blocks=1, channels_b=2, receptive_field=16)
    signatures = tf.saved_model.load(str(model.export(tmp_path))).signatures
    assert set(signatures) == {"serving_default", "serve", "a2b", "b2a"}


def test_a_discriminator_that_was_not_loaded(tmp_path):
    points_model().save_to_preset(tmp_path / "points")
    model = kerasgan.GAN.from_preset(tmp_path / "points", generator_only=True)
    with pytest.raises(ValueError, match="without `generator_only=True`"):
        model.export(tmp_path / "served", discriminator=True)
    assert model.export(tmp_path / "served").exists()


def test_versions(model, exported):
    filepath = exported.parent
    with pytest.raises(FileExistsError, match=r"overwrite=True"):
        serving.export(model, filepath)
    first = (exported / "saved_model.pb").stat().st_mtime_ns
    assert serving.export(model, filepath, version=2).name == "2"
    assert (exported / "saved_model.pb").stat().st_mtime_ns == first
    serving.export(model, filepath, overwrite=True)
    assert (exported / "saved_model.pb").stat().st_mtime_ns != first
    assert sorted(path.name for path in filepath.iterdir()) == ["1", "2"]


@pytest.mark.parametrize("family", [kerasgan.GAN, kerasgan.FGAN, kerasgan.WGAN])
def test_families_of_any_networks(family, tmp_path):
    model = family(
        kerasgan.networks.mlp_generator((2,), latent_dim=6, hidden=(8,)),
        kerasgan.networks.mlp_discriminator((2,), hidden=(8,)),
        seed=0,
    )
    signatures = tf.saved_model.load(str(model.export(tmp_path, discriminator=True))).signatures
    drawn = signatures["from_seed"](seeds=tf.constant([3, -1], tf.int64))["images"].numpy()
    np.testing.assert_allclose(drawn, model.generate(seed=[3, -1]), atol=1e-6)
    scores = signatures["discriminate"](images=tf.constant(drawn))["scores"].numpy()
    logits = keras.ops.convert_to_numpy(model.discriminator(drawn))
    np.testing.assert_allclose(scores, logits[:, 0], atol=1e-6)
    assert "png_from_seed" not in signatures


def test_a_version_that_appeared_meanwhile_is_kept(model, tmp_path, monkeypatch):
    class Slow:
        def write_out(self, folder, verbose):
            (tmp_path / "1").mkdir()
            (tmp_path / "1" / "of_another").touch()

    monkeypatch.setattr(exporting, "_archive", lambda endpoints: Slow())
    with pytest.raises(FileExistsError, match=r"overwrite=True"):
        serving.export(model, tmp_path)
    assert [path.name for path in (tmp_path / "1").iterdir()] == ["of_another"]
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_what_a_server_loads_is_apart_from_other_formats(model, exported, tmp_path):
    with pytest.raises(ValueError, match=r"' is a SavedModel, and this version would be litert"):
        serving.export(model, exported.parent, "litert", version=9)
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "generator.tflite").touch()
    with pytest.raises(ValueError, match=r"/1' is no SavedModel, and this version would be one"):
        serving.export(model, tmp_path, version=2)


def test_versions_beyond_those_of_a_server(model, tmp_path):
    with pytest.raises(ValueError, match=r"`version` must be at most 9223372036854775807"):
        serving.export(model, tmp_path, version=2**63)


@pytest.mark.parametrize("version", [0, -1, "1", 1.0, True])
def test_bad_versions(model, tmp_path, version):
    with pytest.raises(ValueError, match="positive integer"):
        model.export(tmp_path, version=version)


@pytest.mark.parametrize("argument", ["max_batch_size", "max_pixels"])
@pytest.mark.parametrize("value", [0, 2.0, True])
def test_bad_limits(model, tmp_path, argument, value):
    with pytest.raises(ValueError, match=f"`{argument}` must be a positive integer"):
        model.export(tmp_path, **{argument: value})


def test_other_formats(model, tmp_path):
    with pytest.raises(ValueError, match=r"one of 'tf_saved_model', 'onnx', 'litert'.*'h5'"):
        model.export(tmp_path, "h5")
    with pytest.raises(ValueError, match=r"'tf_saved_model' only"):
        model.export(tmp_path, "litert", uint8=True)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_export_leaves_nothing(model, tmp_path, monkeypatch):
    class Torn:
        def write_out(self, filepath, **kwargs):
            (filepath / "assets").mkdir()
            raise KeyboardInterrupt

    monkeypatch.setattr(exporting, "_archive", lambda endpoints: Torn())
    with pytest.raises(KeyboardInterrupt):
        model.export(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_cyclegan_has_an_endpoint_for_each_direction(cyclegan, translators):
    signatures = tf.saved_model.load(str(translators)).signatures
    for direction, channels in (("a2b", 1), ("b2a", 3)):
        images = np.random.default_rng(0).uniform(-1, 1, (3, 16, 16, channels)).astype("float32")
        served = signatures[direction](images=tf.constant(images))["translations"].numpy()
        np.testing.assert_allclose(served, cyclegan.translate(images, direction), atol=1e-5)
        assert served.shape[-1] == 4 - channels
    default = signatures["serving_default"].structured_input_signature[1]["images"]
    assert default.shape == (None, 16, 16, 1)

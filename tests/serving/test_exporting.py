import pathlib

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan
from kerasgan import serving


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
    model = kerasgan.GAN(
        kerasgan.networks.mlp_generator((2,), latent_dim=6, hidden=(8,)),
        kerasgan.networks.mlp_discriminator((2,), hidden=(8,)),
        prior="uniform",
        seed=0,
    )
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


@pytest.mark.parametrize("n", [1, 3, 64])
def test_the_session_loader_of_the_server(model, exported, n):
    graph = tf.Graph()
    with tf.compat.v1.Session(graph=graph) as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], str(exported))
        results = {}
        for name, key, value in (
            ("serving_default", "latents", latents(n)),
            ("from_seed", "seeds", np.arange(n)),
        ):
            signature = meta.signature_def[name]
            images = signature.outputs["images"].name
            results[name] = session.run(images, {signature.inputs[key].name: value})
    averaged = model.averaged("generator")(latents(n), training=False)
    np.testing.assert_allclose(results["serving_default"], averaged, atol=1e-6)
    np.testing.assert_allclose(results["from_seed"], model.generate(seed=range(n)), atol=1e-6)


def test_signatures_can_be_batched_and_are_named(exported):
    signatures = tf.saved_model.load(str(exported)).signatures
    assert {"serving_default", "serve", "from_seed"} <= set(signatures)
    for name, key, spec in (
        ("serving_default", "latents", tf.TensorSpec([None, 6], tf.float32, "latents")),
        ("from_seed", "seeds", tf.TensorSpec([None], tf.int64, "seeds")),
    ):
        assert signatures[name].structured_input_signature[1] == {key: spec}
        outputs = signatures[name].structured_outputs
        assert list(outputs) == ["images"]
        assert outputs["images"].shape.as_list() == [None, 28, 28, 1]


def test_only_the_generators_weights_are_in_it(model, exported):
    variables = tf.train.list_variables(str(exported / "variables" / "variables"))
    stored = sum(np.prod(shape) for name, shape in variables if "VARIABLE_VALUE" in name)
    assert stored == model.generator.count_params()


def test_nothing_in_it_is_compiled_by_xla(exported):
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], str(exported))
    functions = meta.graph_def.library.function
    assert functions
    assert not any(function.attr["_XlaMustCompile"].b for function in functions)


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


@pytest.mark.parametrize("version", [0, -1, "1", 1.0, True])
def test_bad_versions(model, tmp_path, version):
    with pytest.raises(ValueError, match="positive integer"):
        model.export(tmp_path, version=version)


def test_other_formats(model, tmp_path):
    with pytest.raises(ValueError, match=r"must be 'tf_saved_model'.*'onnx'"):
        model.export(tmp_path, "onnx")


def test_an_interrupted_export_leaves_nothing(model, tmp_path, monkeypatch):
    class Torn:
        def write_out(self, filepath, **kwargs):
            (filepath / "assets").mkdir()
            raise KeyboardInterrupt

    monkeypatch.setattr(serving, "_archive", lambda model: Torn())
    with pytest.raises(KeyboardInterrupt):
        model.export(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_cyclegan_has_an_endpoint_for_each_direction(tmp_path):
    model = kerasgan.CycleGAN((16, 16, 1), width=2, blocks=1, channels_b=3, receptive_field=16)
    signatures = tf.saved_model.load(str(model.export(tmp_path))).signatures
    for direction, channels in (("a2b", 1), ("b2a", 3)):
        images = np.random.default_rng(0).uniform(-1, 1, (3, 16, 16, channels)).astype("float32")
        served = signatures[direction](images=tf.constant(images))["translations"].numpy()
        np.testing.assert_allclose(served, model.translate(images, direction), atol=1e-5)
        assert served.shape[-1] == 4 - channels
    default = signatures["serving_default"].structured_input_signature[1]["images"]
    assert default.shape == (None, 16, 16, 1)

import json

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.metrics import FrechetDistance
from kerasgan.metrics.features import extractors, fingerprint
from kerasgan.trained_weights import hash_file


def images(n=6, shape=(8, 8, 1), seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, size=[n, *shape]).astype("float32")


def classifier(shape=(8, 8, 1), seed=0):
    inputs = keras.Input(shape)
    x = keras.layers.Conv2D(4, 3, kernel_initializer=keras.initializers.GlorotUniform(seed))(inputs)
    x = keras.layers.GlobalAveragePooling2D()(x)
    kernel = keras.initializers.GlorotUniform(seed + 1)
    outputs = keras.layers.Dense(3, "softmax", kernel_initializer=kernel)(x)
    return keras.Model(inputs, {"features": x, "probabilities": outputs})


def extract(features, images, batch_size=6):
    extractor = extractors.get(features)
    starts = range(0, len(images), batch_size)
    return np.concatenate([extractor(images[start : start + batch_size]) for start in starts])


# What is taken as an extractor


def test_pixels():
    np.testing.assert_array_equal(extract("pixels", images()), images().reshape(6, 64))


@pytest.mark.parametrize("convert", [np.asarray, tf.constant, lambda x: tf.cast(x, tf.bfloat16)])
def test_callables(convert):
    found = extract(lambda x: convert(x.mean((1, 2))), images(), batch_size=4)
    np.testing.assert_allclose(found, images().mean((1, 2)), rtol=1e-2)


@pytest.mark.parametrize("output", ["features", "probabilities"])
def test_models_with_several_outputs(output):
    network = classifier()
    found = extract(extractors.get(network, output), images(), batch_size=4)
    np.testing.assert_allclose(found, network.predict(images(), verbose=0)[output], rtol=1e-5)


def test_models_with_one_output():
    network = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten()])
    np.testing.assert_array_equal(extract(network, images()), images().reshape(6, 64))
    assert extractors.get(network, "probabilities").output == "probabilities"


def test_extractors_are_returned_with_the_output_asked_for():
    extractor = extractors.Extractor(classifier())
    other = extractors.get(extractor, "probabilities")
    assert (extractor.output, other.output) == (None, "probabilities")
    assert extractor.network is other.network
    assert extractors.get(other, "features").output == "probabilities"


def test_callables_get_images_as_they_are():
    seen = []
    extractor = extractors.get(lambda x: seen.append(x) or x.reshape(len(x), -1))
    extractor(np.full([2, 3], 255, "uint8"))
    assert seen[0].dtype == np.uint8


@pytest.mark.parametrize("bad", [3, None, keras.Model])
def test_what_is_none(bad):
    with pytest.raises(TypeError, match="Names: pixels, inception"):
        extractors.get(bad)


def test_unknown_names():
    with pytest.raises(ValueError, match=r"no feature extractor 'incepton'.* 'inception'"):
        extractors.get("incepton")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("mnist", "mnist"),
        ("fashion_mnist", "fashion_mnist"),
        *((source, "unpaired") for source in extractors.UNPAIRED_SETS),
        ("ring", "pixels"),
        ("celeb_a", "pixels"),
    ],
)
def test_the_extractor_that_is_made_for_a_data_set(source, name):
    assert extractors.choose_name(source) == name
    assert name in extractors.names()


# What is refused of their features


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (lambda x: x, r"shape \[N, D\]: .* Received: \[6, 8, 8, 1\]"),
        (lambda x: x.mean(), r"one row an image\. Received: for 6 images shape"),
        (lambda x: x[:3, 0, :, 0], r"for 6 images shape \(3, 8\)"),
        (lambda x: np.full([6, 2], np.nan), "made NaN or infinities of the real images"),
        (lambda x: {"logits": x}, r"must have the output 'features'\. Received: \['logits'\]"),
        (lambda x: [x, x], "must return one array"),
    ],
)
def test_bad_features(function, says):
    with pytest.raises(ValueError, match=says):
        FrechetDistance(function)(images(), images())


# Folders


def save(folder, network, image_shape=(8, 8, 1)):
    folder.mkdir()
    network.save(folder / "network.keras")
    sha256 = {"network.keras": hash_file(folder / "network.keras")}
    metadata = {"image_shape": image_shape, "sha256": sha256}
    (folder / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    return folder


def test_folders(tmp_path):
    network = classifier()
    folder = save(tmp_path / "tiny", network)
    extractor = extractors.get(folder)
    assert (extractor.name, extractor.image_shape) == ("tiny", (8, 8, 1))
    expected = network.predict(images(), verbose=0)["features"]
    np.testing.assert_allclose(extractor(images()), expected, rtol=1e-5)
    assert extractor.sha256 == extractors.get(classifier()).sha256


def test_a_folder_beside_the_others_is_a_name(tmp_path, monkeypatch):
    save(tmp_path / "tiny", classifier())
    monkeypatch.setattr(extractors, "_TRAINED", tmp_path)
    assert extractors.names() == ["pixels", "inception", "tiny"]
    assert extractors.get("tiny", "probabilities")(images()).shape == (6, 3)
    assert extractors.get("tiny").network is extractors.get("tiny").network


def test_damaged_folders(tmp_path):
    folder = save(tmp_path / "tiny", classifier())
    classifier(seed=5).save(folder / "network.keras")
    with pytest.raises(ValueError, match="is damaged: its SHA-256"):
        extractors.get(folder)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (images() * 100, r"must lie in \[-1, 1\]\. Received: the real images"),
        (images().astype("float64").repeat(3, axis=-1), "channels=1"),
        (images(shape=(9, 8, 1)), r"image_size=\(8, 8\)"),
        ((images() > 0).astype("uint8"), "Received: the real images of type uint8"),
    ],
)
def test_networks_of_the_library_check_range_and_shape(tmp_path, bad, says):
    score = FrechetDistance(save(tmp_path / "tiny", classifier()))
    with pytest.raises(ValueError, match=says):
        score(bad, images())


def test_images_that_look_like_another_range(tmp_path):
    score = FrechetDistance(save(tmp_path / "tiny", classifier()))
    with (
        pytest.warns(UserWarning, match="no negative value.*Received: the generated images"),
        pytest.warns(UserWarning, match="compared as given"),
    ):
        score(images(20), np.abs(images(20, seed=1)))


# Inception


def small_inception(weights):
    assert weights == "imagenet"
    inputs = keras.Input((299, 299, 3))
    x = keras.layers.GlobalAveragePooling2D(name="avg_pool")(inputs)
    return keras.Model(inputs, keras.layers.Dense(10, "softmax")(x))


@pytest.fixture
def inception(monkeypatch):
    monkeypatch.setattr(keras.applications, "InceptionV3", small_inception)
    extractors._load_inception.cache_clear()
    yield extractors.get("inception")
    extractors._load_inception.cache_clear()


def test_inception_resizes_and_has_features_and_probabilities(inception):
    x = images(2, (32, 48, 3))
    resized = tf.image.resize(x, (299, 299), antialias=True).numpy()
    np.testing.assert_allclose(inception(x), resized.mean((1, 2)), atol=1e-5)
    probabilities = inception.with_output("probabilities")(x)
    np.testing.assert_allclose(probabilities.sum(1), 1.0, rtol=1e-5)
    assert inception(images(2, (320, 320, 3))).shape == (2, 3)


def test_inception_says_what_it_is(inception):
    assert inception.name == "Keras InceptionV3 (not the TF1 graph)"
    assert inception.resize == "bilinear to 299x299, antialiased"
    assert extractors.get("inception").network is inception.network


def test_inception_takes_colour_images_in_range(inception):
    with pytest.raises(ValueError, match="channels=3"):
        inception(images(2, (32, 32, 1)))
    with pytest.raises(ValueError, match="must lie in"):
        inception(images(2, (32, 32, 3)) * 127)


@pytest.mark.slow
def test_the_real_inception_has_the_layers_that_are_used(monkeypatch):
    make = keras.applications.InceptionV3
    monkeypatch.setattr(keras.applications, "InceptionV3", lambda weights: make(weights=None))
    extractors._load_inception.cache_clear()
    extractor = extractors.get("inception")
    extractors._load_inception.cache_clear()
    assert extractor(images(1, (32, 32, 3))).shape == (1, 2048)
    assert extractor.with_output("probabilities")(images(1, (32, 32, 3))).shape == (1, 1000)


# Fingerprints


def test_the_same_network_has_the_same_fingerprint():
    assert fingerprint.hash_model(classifier()) == fingerprint.hash_model(classifier())


def test_other_weights_or_another_architecture_have_another():
    reference = fingerprint.hash_model(classifier())
    assert len(reference) == 64
    assert fingerprint.hash_model(classifier(seed=1)) != reference
    network = classifier()
    network.layers[-1].activation = keras.activations.linear
    assert fingerprint.hash_model(network) != reference
    network = classifier()
    network.layers[1].kernel.assign_add(1e-6 * np.ones(network.layers[1].kernel.shape))
    assert fingerprint.hash_model(network) != reference


def test_wiring_counts():
    def network(first, second):
        inputs = keras.Input((4,))
        layers = [keras.layers.Dense(4, kernel_initializer="ones") for _ in range(2)]
        a, b = layers[0](inputs), layers[1](inputs)
        return keras.Model(inputs, keras.layers.Subtract()([(a, b)[first], (a, b)[second]]))

    assert fingerprint.hash_model(network(0, 1)) == fingerprint.hash_model(network(0, 1))
    assert fingerprint.hash_model(network(0, 1)) != fingerprint.hash_model(network(0, 0))


def test_subclassed_models_have_one():
    class Mean(keras.Model):
        def __init__(self, scale, **kwargs):
            super().__init__(**kwargs)
            self.dense = keras.layers.Dense(2, kernel_initializer="ones")
            self.scale = np.float32(scale)

        def call(self, x):
            return self.dense(x) * self.scale

    network = Mean(2.0)
    network(np.zeros([1, 4], "float32"))
    assert len(fingerprint.hash_model(network)) == 64


def test_arrays():
    x = images()
    assert fingerprint.hash_array(x) == fingerprint.hash_array(x.copy())
    assert fingerprint.hash_array(x) != fingerprint.hash_array(x.astype("float64"))
    assert fingerprint.hash_array(x) != fingerprint.hash_array(x.reshape(6, 64))

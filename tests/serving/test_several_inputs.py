"""An endpoint of two inputs: through the archive, the warm-up file, the loader and the clients."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan import serving
from kerasgan.serving import warm_up
from kerasgan.serving.clients import CLIENTS
from kerasgan.serving.endpoints import Endpoint, make_judge

INPUTS = (
    tf.TensorSpec([None, 3], tf.float32, "latents"),
    tf.TensorSpec([None], tf.int64, "labels"),
)


def serve(latents, labels):
    return {"images": latents * tf.cast(labels, tf.float32)[:, None]}


def example(n):
    return {"latents": np.ones([n, 3], "float32"), "labels": np.arange(n)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The export of a model that says what it offers, and nothing else."""
    critic = keras.Sequential([keras.Input([3]), keras.layers.Dense(2)])
    model = SimpleNamespace(
        inference_only=False,
        discriminator_networks=("critic",),
        networks={"critic": critic},
        endpoints=lambda *, presented, max_pixels: {"serve": Endpoint(serve, INPUTS, example)},
    )
    base_dir = tmp_path_factory.mktemp("served")
    serving.export(model, base_dir / "two", discriminator=True, max_batch_size=8)
    return base_dir / "two"


@pytest.fixture(scope="module")
def loaded(folder, in_session):
    return in_session(folder / "1")


def rows(n):
    """Latents and labels of n rows."""
    rng = np.random.default_rng(n)
    return rng.normal(size=(n, 3)).astype("float32"), rng.integers(0, 9, n)


def images_of(latents, labels):
    return latents * labels.astype("float32")[:, None]


def test_both_inputs_are_named(folder, loaded):
    inputs = loaded.signatures["serving_default"].inputs
    assert {name: tf.as_dtype(info.dtype) for name, info in inputs.items()} == {
        "latents": tf.float32,
        "labels": tf.int64,
    }
    latents, labels = rows(2)
    signature = tf.saved_model.load(str(folder / "1")).signatures["serve"]
    images = signature(labels=tf.constant(labels), latents=tf.constant(latents))["images"]
    np.testing.assert_array_equal(images, images_of(latents, labels))


@pytest.mark.parametrize("n", [1, 8])
def test_the_loader_feeds_both(loaded, n):
    latents, labels = rows(n)
    images = loaded("serving_default", labels, latents)
    np.testing.assert_array_equal(images, images_of(latents, labels))


@pytest.mark.parametrize(
    ("latents", "labels", "told"),
    [
        (3, 2, r"`labels` must have as many rows as `latents`\. Received:\] \[2\] \[3\]"),
        (9, 9, r"`(latents|labels)` must have shape \[N(, 3)?\] with N from 1 to 8\."),
        (3, 0, r"`labels` must have shape \[N\] with N from 1 to 8\. Received shape:\] \[0\]"),
    ],
)
def test_other_rows_are_refused(loaded, latents, labels, told):
    with pytest.raises(tf.errors.InvalidArgumentError, match=told):
        loaded("serving_default", rows(labels)[1], rows(latents)[0])


def test_warm_up_requests_have_both(folder, loaded):
    protos = pytest.importorskip("tensorflow_serving.apis.prediction_log_pb2")
    records = tf.data.TFRecordDataset(str(folder / "1" / warm_up.FILE)).as_numpy_iterator()
    requests = [protos.PredictionLog.FromString(each).predict_log.request for each in records]
    drawing = [each for each in requests if each.model_spec.signature_name != "critic"]
    assert len(requests) == 6
    assert len(drawing) == 4
    for request in drawing:
        assert set(request.inputs) == {"latents", "labels"}
        arrays = {name: tf.make_ndarray(tensor) for name, tensor in request.inputs.items()}
        answer = loaded(request.model_spec.signature_name, arrays["labels"], arrays["latents"])
        np.testing.assert_array_equal(answer, images_of(**arrays))


@pytest.mark.parametrize("protocol", ["rest", "grpc"])
def test_clients_send_both(folder, stand_in, protocol):
    latents, labels = rows(4)
    with stand_in.serving({"two": folder}, max_batch_size=8) as (ports, _):
        port = dict(zip(("grpc", "rest"), ports, strict=True))[protocol]
        with CLIENTS[protocol]("two", "127.0.0.1", port) as client:
            images = client.predict("serve", labels=labels, latents=latents)
    np.testing.assert_allclose(images, images_of(latents, labels), rtol=1e-6)


def test_scores_of_a_critic_are_means_of_logits(loaded):
    critic = keras.Sequential([keras.Input([3]), keras.layers.Dense(2)])
    latents, _ = rows(5)
    scores = make_judge(critic).function(tf.constant(latents))["scores"]
    np.testing.assert_allclose(scores, critic(latents).numpy().mean(1), rtol=1e-5)
    assert loaded("critic", latents).shape == (5,)

import numpy as np
import pytest
import tensorflow as tf

from kerasgan.serving import warm_up


@pytest.mark.parametrize(
    "array",
    [
        np.arange(-3, 3),
        np.random.default_rng(0).normal(size=(40, 100)).astype("float32"),
        np.array([b"\x89PNG\r\n", b""], object),
    ],
    ids=["integers", "floats of many bytes", "strings"],
)
def test_records_are_what_the_server_reads(array):
    protos = pytest.importorskip("tensorflow_serving.apis.prediction_log_pb2")
    record = warm_up.encode_request("digits", "from_seed", {"seeds": array, "others": array[:1]})
    log = protos.PredictionLog.FromString(record)
    assert log.WhichOneof("log_type") == "predict_log"
    request = log.predict_log.request
    assert (request.model_spec.name, request.model_spec.signature_name) == ("digits", "from_seed")
    assert set(request.inputs) == {"seeds", "others"}
    np.testing.assert_array_equal(tf.make_ndarray(request.inputs["seeds"]), array)
    np.testing.assert_array_equal(tf.make_ndarray(request.inputs["others"]), array[:1])
    again = protos.PredictionLog()
    again.predict_log.request.CopyFrom(request)
    assert log == again  # there is nothing else in it


def test_the_file(tmp_path):
    seeds = np.arange(2)
    warm_up.write(tmp_path, [("a", {"seeds": seeds}), ("b", {"seeds": seeds})], "digits")
    path = tmp_path / "assets.extra" / "tf_serving_warmup_requests"
    records = [*tf.data.TFRecordDataset(str(path)).as_numpy_iterator()]
    expected = [warm_up.encode_request("digits", name, {"seeds": seeds}) for name in ("a", "b")]
    assert records == expected


def test_a_server_takes_no_more(tmp_path):
    with pytest.raises(ValueError, match=r"at most 1000 requests\. Received: 1001"):
        warm_up.write(tmp_path, [("a", {"seeds": np.arange(1)})] * 1001, "digits")

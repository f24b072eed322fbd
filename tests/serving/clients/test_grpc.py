import sys

import pytest

from kerasgan.serving.clients import GrpcClient
from kerasgan.serving.clients.grpc import make_request


def test_messages():
    """Of the protocol's text format, and byte for byte as they are parsed."""
    pytest.importorskip("tensorflow_serving")
    from google.protobuf import text_format
    from tensorflow_serving.apis.predict_pb2 import PredictRequest

    expected = text_format.Parse(
        """
        model_spec { name: "zebras" version { value: 7 } signature_name: "a2b_png" }
        inputs {
          key: "image_bytes"
          value {
            dtype: DT_STRING tensor_shape { dim { size: 2 } }
            string_val: "\\000\\001\\000" string_val: "ab"
          }
        }
        """,
        PredictRequest(),
    )
    request = make_request("zebras", "a2b_png", {"image_bytes": [b"\0\1\0", b"ab"]}, 7)
    assert request == expected
    seeds = make_request("digits", "from_seed", {"seeds": [3, 4]})
    assert not seeds.model_spec.HasField("version")
    assert seeds.inputs["seeds"].dtype == 9  # DT_INT64
    latents = make_request("digits", "serving_default", {"latents": [[0.5]]})
    assert latents.inputs["latents"].dtype == 1  # DT_FLOAT


def test_the_extra_is_named_where_it_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow_serving", None)
    monkeypatch.setitem(sys.modules, "tensorflow_serving.apis", None)
    with pytest.raises(ImportError, match=r"pip install 'kerasgan\[serving\]'.*'rest'"):
        GrpcClient("digits")

"""Requests that a server replays when it loads a model, so that no client waits for the first run.

They are protocol buffers of TensorFlow Serving. The few fields that a request needs are encoded
here, and so the package tensorflow-serving-api is not needed to export.
"""

import tensorflow as tf

# Where a server looks for them, and how many it takes at most.
FILE = "assets.extra/tf_serving_warmup_requests"
MOST = 1000


def write(folder, requests, model_name):
    """Writes requests into a SavedModel that is served under a name.

    They are pairs `(signature, inputs)`, the inputs a dict from names to arrays.
    """
    if len(requests) > MOST:
        raise ValueError(f"A server replays at most {MOST} requests. Received: {len(requests)}.")
    path = folder / FILE
    path.parent.mkdir(exist_ok=True)
    with tf.io.TFRecordWriter(str(path)) as writer:
        for signature, inputs in requests:
            writer.write(encode_request(model_name, signature, inputs))


def encode_request(model_name, signature, inputs):
    """A serialized `tensorflow.serving.PredictionLog` of one request, as bytes."""
    model_spec = _encode_field(1, model_name.encode()) + _encode_field(3, signature.encode())
    request = _encode_field(1, model_spec)
    for name, array in inputs.items():
        tensor = tf.make_tensor_proto(array).SerializeToString()
        request += _encode_field(2, _encode_field(1, name.encode()) + _encode_field(2, tensor))
    # PredictionLog.predict_log (6), PredictLog.request (1).
    return _encode_field(6, _encode_field(1, request))


def _encode_field(number, payload):
    """A length-delimited field of a protocol buffer."""
    return _encode_varint(number << 3 | 2) + _encode_varint(len(payload)) + payload


def _encode_varint(value):
    """Base 128, the lowest digit first; the high bit says that more follow."""
    digits = []
    while value > 127:
        digits.append(value & 127 | 128)
        value >>= 7
    return bytes([*digits, value])

"""The stand-in's HTTP: paths, JSON of tensors and errors as TensorFlow Serving has them."""

import base64
import contextlib
import http.server
import json
import re
import urllib.parse

import grpc
import numpy as np
import tensorflow as tf
from served_models import invalid
from tensorflow_serving.apis import predict_pb2

CODES = {"NOT_FOUND": 404, "INVALID_ARGUMENT": 400, "FAILED_PRECONDITION": 400}
PREDICT = re.compile(r"/v1/models/([^/:]+)(?:/versions/(\d+))?:predict")
STATUS = re.compile(r"/v1/models/([^/:]+)")


class Rest(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    models = None  # of the subclass that is served

    def do_GET(self):
        match = STATUS.fullmatch(urllib.parse.unquote(self.path))
        self.answer(lambda: self.models[match[1]].status() if match else self.malformed())

    def do_POST(self):
        match = PREDICT.fullmatch(urllib.parse.unquote(self.path))
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(lambda: self.predict(match, body) if match else self.malformed())

    def predict(self, match, body):
        version = self.models[match[1]].version(int(match[2]) if match[2] else None)
        request, rows = request_of(body, version)
        response = version.predict(request)
        outputs = {name: json_of(name, proto) for name, proto in response.outputs.items()}
        if not rows:
            return {"outputs": next(iter(outputs.values())) if len(outputs) == 1 else outputs}
        if len(outputs) == 1:
            return {"predictions": next(iter(outputs.values()))}
        values = zip(*outputs.values(), strict=True)
        return {"predictions": [dict(zip(outputs, row, strict=True)) for row in values]}

    def malformed(self):
        raise invalid(f"Malformed request: {self.command} {self.path}")

    def answer(self, result):
        try:
            status, body = 200, json.dumps(result(), indent=1)
        except tf.errors.OpError as error:
            status = CODES.get(code_of(error), 500)
            body = json.dumps({"error": error.message})
        body = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Requests are not logged."""


def code_of(error):
    """Canonical name of an error's code, as INVALID_ARGUMENT."""
    return next(code.name for code in grpc.StatusCode if code.value[0] == error.error_code)


def request_of(body, version):
    """`(PredictRequest, whether in rows)` of a request in JSON."""
    try:
        parsed = json.loads(body)
    except ValueError as error:
        raise invalid(f"JSON Parse error: {error}") from error
    if not isinstance(parsed, dict):
        raise invalid(f"JSON Value: {body.decode()} Is not object")
    rows = "instances" in parsed
    if rows == ("inputs" in parsed):
        raise invalid("Missing 'inputs' or 'instances' key")
    name = parsed.get("signature_name", "")
    infos = version.signature(
        name,
        lambda name: invalid(f'Serving signature name: "{name}" not found in signature def'),
    ).inputs
    values = columns(parsed["instances"]) if rows else parsed["inputs"]
    if not isinstance(values, dict) or set(values) == {"b64"}:
        values = {next(iter(infos)): values}  # a signature of one input may leave out its name
    request = predict_pb2.PredictRequest()
    request.model_spec.signature_name = name
    for key, value in values.items():
        if key not in infos:
            raise invalid(f"JSON object: does not have named input: {key}")
        dtype = tf.as_dtype(infos[key].dtype)
        request.inputs[key].CopyFrom(tensor_of(value, dtype))
    return request, rows


def columns(instances):
    if not isinstance(instances, list) or not instances:
        raise invalid("JSON Value: 'instances' must be a list with at least one element")
    if not isinstance(instances[0], dict) or set(instances[0]) == {"b64"}:
        return instances
    try:
        return {key: [instance[key] for instance in instances] for key in instances[0]}
    except (KeyError, TypeError) as error:
        raise invalid("JSON Value: 'instances' must all have the same keys") from error


def tensor_of(value, dtype):
    shape, first = [], value
    while isinstance(first, list):
        shape.append(len(first))
        first = first[0] if first else None
    array = np.empty(shape, dtype.as_numpy_dtype)
    array.reshape(-1)[:] = [scalar_of(each, dtype) for each in leaves(value, shape)]
    return tf.make_tensor_proto(array)


def leaves(value, shape):
    if not shape:
        yield value
    elif not isinstance(value, list) or len(value) != shape[0]:
        raise invalid(f"Encountered list at unexpected size, expected size: {shape[0]}")
    else:
        for each in value:
            yield from leaves(each, shape[1:])


def scalar_of(value, dtype):
    if dtype == tf.string and isinstance(value, dict) and set(value) == {"b64"}:
        with contextlib.suppress(ValueError):
            return base64.b64decode(value["b64"], validate=True)
        raise invalid("Unable to base64 decode")
    whole = isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
    if dtype == tf.string and isinstance(value, str):
        return value.encode()
    if (whole and dtype.is_integer) or (dtype.is_floating and (whole or isinstance(value, float))):
        return value
    raise invalid(f"JSON Value: {json.dumps(value)} is not of expected type: {dtype.name}")


def json_of(name, proto):
    array = tf.make_ndarray(proto)
    if array.dtype != object:
        return array.tolist()
    texts = (
        {"b64": base64.b64encode(each).decode()} if name.endswith("_bytes") else each.decode()
        for each in array.reshape(-1)
    )
    return np.array([*texts], dtype=object).reshape(array.shape).tolist()

"""Requests to a running TensorFlow Serving, over REST and over gRPC.

In the clear and without credentials: where others can listen, put a proxy with TLS in front.
"""

import base64
import http.client
import json
import urllib.parse

import numpy as np
import tensorflow as tf

PORTS = {"grpc": 8500, "rest": 8501}  # those of the server's Docker image
# A kept connection that the server has closed meanwhile, before it read anything of the request.
_CLOSED = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)
_UNLIMITED = [(f"grpc.max_{way}_message_length", -1) for way in ("send", "receive")]
# Each client has a connection of its own, straight to the server, as with REST.
_CHANNEL = [*_UNLIMITED, ("grpc.use_local_subchannel_pool", 1), ("grpc.enable_http_proxy", 0)]


class ServingError(RuntimeError):
    """A server refused a request, or gave no answer.

    Args:
        code: "HTTP 400" or another status of HTTP, or a status of gRPC, as "INVALID_ARGUMENT";
            "UNAVAILABLE" and "DEADLINE_EXCEEDED", over both, where no answer came.
        message: what the server said.
    """

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class RestClient:
    """Sends requests to one model over REST, on one connection that is kept open.

    Not to be shared by threads: give each its own.

    Args:
        model: name of the model on the server.
        host: name or address of the server.
        port: port of the server's REST API.
        version: a version that the server has loaded; by default the latest.
        timeout: seconds to wait for an answer.

    Example:

    ```python
    with RestClient("digits") as client:
        (png,) = client.predict("png_from_seed", seeds=[7])
    ```
    """

    def __init__(self, model, host="localhost", port=PORTS["rest"], *, version=None, timeout=60.0):
        self.path = rest_path(model, version)
        self._connection = http.client.HTTPConnection(host, port, timeout=timeout)

    def predict(self, signature, **inputs):
        """Calls a signature.

        Args:
            signature: its name, as "from_seed".
            **inputs: an array for each of its inputs, `[N, …]`: integers, floats, or a list of N
                `bytes`.

        Returns:
            The signature's output: a NumPy array `[N, …]`, of `bytes` objects where it has images
            that are encoded. JSON has no types: numbers with a point are float32, others uint8, the
            only integers that kerasgan's signatures return.

        Raises:
            ServingError: if the server refuses the request, or cannot be reached.
            ValueError: if the inputs are of other types.
        """
        body = rest_body(signature, inputs)
        try:
            status, answer = self._post(body)
        except TimeoutError as error:
            self.close()
            raise ServingError("DEADLINE_EXCEEDED", f"{self._where} gave no answer") from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise ServingError("UNAVAILABLE", f"{self._where}: {error or repr(error)}") from error
        if status != http.client.OK:
            raise ServingError(f"HTTP {status}", rest_error(answer))
        try:
            return rest_result(answer)
        except (ValueError, KeyError, TypeError) as error:
            begin = answer[:200].decode(errors="replace")
            message = f"{self._where} answered {begin!r}, which is no output of a signature"
            raise ServingError(f"HTTP {status}", message) from error

    def close(self):
        """Closes the connection; the next request opens it again."""
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    @property
    def _where(self):
        return f"http://{self._connection.host}:{self._connection.port}"

    def _post(self, body):
        kept = self._connection.sock is not None
        try:
            return self._exchange(body)
        except _CLOSED:
            self.close()
            if not kept:
                raise
            return self._exchange(body)

    def _exchange(self, body):
        self._connection.request("POST", self.path, body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        return response.status, response.read()


class GrpcClient:
    """Sends requests to one model over gRPC; needs `pip install 'kerasgan[serving]'`.

    Args:
        model: name of the model on the server.
        host: name or address of the server.
        port: port of the server's gRPC API.
        version: a version that the server has loaded; by default the latest.
        timeout: seconds to wait for an answer.

    Raises:
        ImportError: if the package tensorflow-serving-api is not installed.

    Example:

    ```python
    with GrpcClient("digits") as client:
        images = client.predict("from_seed", seeds=[3, 1, 4])
    ```
    """

    def __init__(self, model, host="localhost", port=PORTS["grpc"], *, version=None, timeout=60.0):
        grpc, _, prediction_service = _grpc_modules()
        self.model, self.version, self.timeout = model, version, timeout
        self._error = grpc.RpcError
        self._channel = grpc.insecure_channel(f"{host}:{port}", options=_CHANNEL)
        self._stub = prediction_service.PredictionServiceStub(self._channel)

    def predict(self, signature, **inputs):
        """Calls a signature.

        Args:
            signature: its name, as "from_seed".
            **inputs: an array for each of its inputs, as of `RestClient.predict`.

        Returns:
            The signature's output: a NumPy array `[N, …]`, of `bytes` objects where it has images
            that are encoded.

        Raises:
            ServingError: if the server refuses the request, or cannot be reached.
            ValueError: if the inputs are of other types.
        """
        request = grpc_request(self.model, signature, inputs, self.version)
        try:
            response = self._stub.Predict(request, timeout=self.timeout)
        except self._error as error:
            raise ServingError(error.code().name, error.details()) from error
        return _only({name: tf.make_ndarray(proto) for name, proto in response.outputs.items()})

    def close(self):
        """Closes the connection for good."""
        self._channel.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


CLIENTS = {"rest": RestClient, "grpc": GrpcClient}


def rest_path(model, version=None):
    """Path of a model's `predict` in the server's REST API."""
    model = urllib.parse.quote(model, safe="")
    return f"/v1/models/{model}{'' if version is None else f'/versions/{version}'}:predict"


def rest_body(signature, inputs):
    """The body of a request, JSON in columns, as `bytes`."""
    columns = {name: _json(_typed(name, value)) for name, value in inputs.items()}
    return json.dumps({"signature_name": signature, "inputs": columns}).encode()


def rest_result(body):
    """The only output in the body of an answer, as a NumPy array."""
    values = json.loads(body)["outputs"]
    if isinstance(values, dict):
        values = _only(values)
    if any(isinstance(value, dict) for value in values):
        return _objects(base64.b64decode(value["b64"]) for value in values)
    array = np.asarray(values)
    return array.astype("uint8" if array.dtype.kind == "i" else "float32")


def rest_error(body):
    """What the body of a refusal says; the body itself where it is not the server's JSON."""
    text = body.decode(errors="replace").strip()
    try:
        return json.loads(text, strict=False)["error"]  # old servers leave tabs as they are
    except (ValueError, KeyError, TypeError):
        return text


def grpc_request(model, signature, inputs, version=None):
    """The `PredictRequest` of inputs by name."""
    _, predict, _ = _grpc_modules()
    request = predict.PredictRequest()
    request.model_spec.name = model
    request.model_spec.signature_name = signature
    if version is not None:
        request.model_spec.version.value = version
    for name, value in inputs.items():
        request.inputs[name].CopyFrom(tf.make_tensor_proto(_typed(name, value)))
    return request


def _typed(name, value):
    """An array of int64, of float32, or of `bytes` objects."""
    if isinstance(value, list | tuple) and value and all(isinstance(v, bytes) for v in value):
        return _objects(value)
    array = np.asarray(value)
    if array.dtype.kind == "i" or (array.dtype.kind == "u" and array.max(initial=0) < 2**63):
        return array.astype("int64")
    if array.dtype.kind == "f":
        return array.astype("float32")
    if array.dtype == object and all(isinstance(v, bytes) for v in array.flat):
        return array
    raise ValueError(
        f"`{name}` must be integers of at most 64 bits, floats, or a list of `bytes`. Received: "
        f"an array of {array.dtype}."
    )


def _json(array):
    if array.dtype == object:
        return [{"b64": base64.b64encode(value).decode()} for value in array]
    return array.tolist()


def _objects(values):
    values = [*values]
    array = np.empty([len(values)], object)  # an array of `bytes` would lose zeros at their ends
    array[:] = values
    return array


def _only(outputs):
    if len(outputs) != 1:
        raise ValueError(f"The signature has {len(outputs)} outputs, {sorted(outputs)}: expected 1")
    return next(iter(outputs.values()))


def _grpc_modules():
    # Here, because only this protocol needs them.
    try:
        import grpc
        from tensorflow_serving.apis import predict_pb2, prediction_service_pb2_grpc
    except ImportError as error:
        raise ImportError(
            "gRPC needs the package tensorflow-serving-api: run "
            "pip install 'kerasgan[serving]', or use the protocol 'rest'."
        ) from error
    return grpc, predict_pb2, prediction_service_pb2_grpc

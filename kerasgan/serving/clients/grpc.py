"""Requests to a running TensorFlow Serving over gRPC."""

import contextlib

import tensorflow as tf

from kerasgan.serving.clients.messages import ServingError, take_only, to_array

PORT = 8500  # that of the server's Docker image
_UNLIMITED = [(f"grpc.max_{way}_message_length", -1) for way in ("send", "receive")]
# Each client has a connection of its own, straight to the server, as with REST.
_CHANNEL = [*_UNLIMITED, ("grpc.use_local_subchannel_pool", 1), ("grpc.enable_http_proxy", 0)]


class GrpcClient(contextlib.AbstractContextManager):
    """Sends requests to one model over gRPC; needs `pip install 'kerasgan[serving]'`.

    Args:
        model: Name of the model on the server.
        host: Name or address of the server.
        port: Port of the server's gRPC API.
        version: Integer, a version that the server has loaded. Defaults to the latest.
        timeout: Seconds to wait for an answer.

    Raises:
        ImportError: If the package tensorflow-serving-api is not installed.

    Example:

    ```python
    with GrpcClient("digits") as client:
        images = client.predict("from_seed", seeds=[3, 1, 4])
    ```
    """

    def __init__(self, model, host="localhost", port=PORT, *, version=None, timeout=60.0):
        grpc, _, prediction_service = _import_grpc()
        self.model, self.version, self.timeout = model, version, timeout
        self._error = grpc.RpcError
        self._channel = grpc.insecure_channel(f"{host}:{port}", options=_CHANNEL)
        self._stub = prediction_service.PredictionServiceStub(self._channel)

    def predict(self, signature, **inputs):
        """Calls a signature; arguments, output and errors are those of `RestClient.predict`."""
        request = make_request(self.model, signature, inputs, self.version)
        try:
            response = self._stub.Predict(request, timeout=self.timeout)
        except self._error as error:
            raise ServingError(error.code().name, error.details()) from error
        return take_only({name: tf.make_ndarray(proto) for name, proto in response.outputs.items()})

    def close(self):
        """Closes the connection for good."""
        self._channel.close()

    def __exit__(self, *exception):
        self.close()


def make_request(model, signature, inputs, version=None):
    """The `PredictRequest` of inputs by name."""
    _, predict, _ = _import_grpc()
    request = predict.PredictRequest()
    request.model_spec.name = model
    request.model_spec.signature_name = signature
    if version is not None:
        request.model_spec.version.value = version
    for name, value in inputs.items():
        request.inputs[name].CopyFrom(tf.make_tensor_proto(to_array(name, value)))
    return request


def _import_grpc():
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

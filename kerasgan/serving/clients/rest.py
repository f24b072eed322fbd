"""Requests to a running TensorFlow Serving over REST."""

import base64
import contextlib
import http.client
import json
import urllib.parse

import numpy as np

from kerasgan.serving.clients.messages import ServingError, take_only, to_array

PORT = 8501  # that of the server's Docker image
# A kept connection that the server has closed meanwhile, before it read anything of the request.
_CLOSED = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)


class RestClient(contextlib.AbstractContextManager):
    """Sends requests to one model over REST, on one connection that is kept open.

    Not to be shared by threads: give each its own.

    Args:
        model: Name of the model on the server.
        host: Name or address of the server.
        port: Port of the server's REST API.
        version: Integer, a version that the server has loaded. Defaults to the latest.
        timeout: Seconds to wait for an answer.

    Example:

    ```python
    with RestClient("digits") as client:
        (png,) = client.predict("png_from_seed", seeds=[7])
    ```
    """

    def __init__(self, model, host="localhost", port=PORT, *, version=None, timeout=60.0):
        self.path = make_path(model, version)
        self._where = f"http://{host}:{port}"
        self._connection = http.client.HTTPConnection(host, port, timeout=timeout)

    def predict(self, signature, **inputs):
        """Calls a signature.

        Args:
            signature: Its name, as "from_seed".
            **inputs: An array for each of its inputs, `[N, …]`: integers, floats, or a list of N
                `bytes`.

        Returns:
            The signature's output: a NumPy array `[N, …]`, of `bytes` objects where it has images
            that are encoded. JSON has no types: numbers with a point are float32, others uint8, the
            only integers that kerasgan's signatures return.

        Raises:
            ServingError: If the server refuses the request, or cannot be reached.
            ValueError: If the inputs are of other types.
        """
        body = make_body(signature, inputs)
        try:
            status, answer = self._post(body)
        except TimeoutError as error:
            self.close()
            raise ServingError("DEADLINE_EXCEEDED", f"{self._where} gave no answer") from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise ServingError("UNAVAILABLE", f"{self._where}: {error or repr(error)}") from error
        if status != http.client.OK:
            raise ServingError(f"HTTP {status}", read_error(answer))
        try:
            return read_result(answer)
        except (ValueError, KeyError, TypeError) as error:
            begin = answer[:200].decode(errors="replace")
            message = f"{self._where} answered {begin!r}, which is no output of a signature"
            raise ServingError(f"HTTP {status}", message) from error

    def close(self):
        """Closes the connection; the next request opens it again."""
        self._connection.close()

    def __exit__(self, *exception):
        self.close()

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


def make_path(model, version=None):
    """Path of a model's `predict` in the server's REST API."""
    model = urllib.parse.quote(model, safe="")
    return f"/v1/models/{model}{'' if version is None else f'/versions/{version}'}:predict"


def make_body(signature, inputs):
    """The body of a request, JSON in columns, as `bytes`."""
    columns = {name: _to_json(to_array(name, value)) for name, value in inputs.items()}
    return json.dumps({"signature_name": signature, "inputs": columns}).encode()


def read_result(body):
    """The only output in the body of an answer, as a NumPy array."""
    values = json.loads(body)["outputs"]
    if isinstance(values, dict):
        values = take_only(values)
    if any(isinstance(value, dict) for value in values):
        return np.array([base64.b64decode(value["b64"]) for value in values], object)
    array = np.asarray(values)
    return array.astype("uint8" if array.dtype.kind == "i" else "float32")


def read_error(body):
    """What the body of a refusal says; the body itself where it is not the server's JSON."""
    text = body.decode(errors="replace").strip()
    try:
        return json.loads(text, strict=False)["error"]  # old servers leave tabs as they are
    except (ValueError, KeyError, TypeError):
        return text


def _to_json(array):
    if array.dtype == object:
        return [{"b64": base64.b64encode(value).decode()} for value in array]
    return array.tolist()

import contextlib
import json
import socket
import threading

import numpy as np
import pytest

from kerasgan.serving.clients import RestClient, ServingError, rest


@contextlib.contextmanager
def answering(*answers):
    """A server that gives these bytes, one request a connection; `None` closes without any."""
    with socket.create_server(("localhost", 0)) as listening:
        requests = []

        def serve():
            for answer in answers:
                connection, _ = listening.accept()
                with connection:
                    requests.append(connection.recv(65536))
                    if answer is not None:
                        connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1], requests
        thread.join()


def http_answer(body, status="200 OK"):
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def test_paths():
    assert rest.make_path("digits") == "/v1/models/digits:predict"
    assert rest.make_path("digits", 3) == "/v1/models/digits/versions/3:predict"


def test_bodies():
    body = json.loads(rest.make_body("from_seed", {"seeds": [3, -1, 2**63 - 1]}))
    assert body == {"signature_name": "from_seed", "inputs": {"seeds": [3, -1, 2**63 - 1]}}
    body = json.loads(rest.make_body("a2b_png", {"image_bytes": [b"\0\1\0", b"ab"]}))
    assert body["inputs"] == {"image_bytes": [{"b64": "AAEA"}, {"b64": "YWI="}]}
    latents = np.float32([[0.1, -1e-30]])
    values = json.loads(rest.make_body("serving_default", {"latents": latents}))["inputs"]
    np.testing.assert_array_equal(np.float32(values["latents"]), latents)


def test_results():
    result = rest.read_result(b'{"outputs": [[0.1, 1.0], [2e-8, -3.5]]}')
    np.testing.assert_array_equal(result, np.float32([[0.1, 1], [2e-8, -3.5]]))
    assert result.dtype == np.float32
    assert rest.read_result(b'{"outputs": [[0, 255]]}').dtype == np.uint8
    files = rest.read_result(b'{"outputs": [{"b64": "AAEA"}, {"b64": "YWI="}]}')
    assert files.tolist() == [b"\0\1\0", b"ab"]
    assert rest.read_result(b'{"outputs": {"images": [0.5]}}').tolist() == [0.5]
    with pytest.raises(ValueError, match=r"one output. Received: \['a', 'b'\]"):
        rest.read_result(b'{"outputs": {"a": [1], "b": [2]}}')


def test_refusals():
    assert rest.read_error(b'{ "error": "Too \\"big\\"" }') == 'Too "big"'
    assert rest.read_error(b'{"error": "a tab:\t."}') == "a tab:\t."
    assert rest.read_error(b'{ "error": "\\\'seeds\\\'" }') == '{ "error": "\\\'seeds\\\'" }'
    assert rest.read_error(b"<html>no such page</html>") == "<html>no such page</html>"


@pytest.mark.parametrize(
    "value", [["a"], [2**64], [2**63], [True], [None], [b"a", "b"], [1 + 2j]], ids=repr
)
def test_inputs_of_other_types(value):
    with pytest.raises(ValueError, match=r"`seeds` must be integers.*Received"):
        rest.make_body("from_seed", {"seeds": value})


def test_a_refusal_keeps_what_the_server_said():
    with answering(http_answer('{"error": "too large"}', "400 Bad Request")) as (port, requests):
        with RestClient("digits", "localhost", port, version=2) as client:
            with pytest.raises(ServingError, match="HTTP 400: too large") as refusal:
                client.predict("from_seed", seeds=[1])
    assert (refusal.value.code, refusal.value.message) == ("HTTP 400", "too large")
    assert requests[0].startswith(b"POST /v1/models/digits/versions/2:predict HTTP/1.1\r\n")


@pytest.mark.parametrize("body", ["<html>hello</html>", "{}", "[]", "null", '{"outputs": 3}'])
def test_answers_of_something_else(body):
    with answering(http_answer(body)) as (port, _):
        with RestClient("digits", "localhost", port) as client:
            with pytest.raises(ServingError, match=r"answered .*, which is no output"):
                client.predict("from_seed", seeds=[1])


def test_names_of_models_in_addresses():
    assert rest.make_path("a b/é?", 3) == "/v1/models/a%20b%2F%C3%A9%3F/versions/3:predict"


@pytest.mark.parametrize("dtype", ["uint8", "uint32", "uint64", "int16"])
def test_all_integers_that_fit(dtype):
    body = rest.make_body("from_seed", {"seeds": np.arange(3).astype(dtype)})
    assert json.loads(body)["inputs"] == {"seeds": [0, 1, 2]}


def test_a_connection_that_was_closed_meanwhile_is_opened_again():
    with answering(http_answer('{"outputs": [0.5]}'), http_answer('{"outputs": [1.5]}')) as (
        port,
        requests,
    ):
        with RestClient("digits", "localhost", port) as client:
            assert client.predict("from_seed", seeds=[1]) == 0.5
            assert client.predict("from_seed", seeds=[2]) == 1.5
    assert len(requests) == 2


def test_a_new_connection_that_is_closed_is_an_error():
    with answering(None) as (port, requests):
        with RestClient("digits", "localhost", port) as client:
            with pytest.raises(ServingError) as failure:
                client.predict("from_seed", seeds=[1])
    assert failure.value.code == "UNAVAILABLE"
    assert len(requests) == 1


def test_no_answer_in_time():
    with socket.create_server(("localhost", 0)) as silent:
        port = silent.getsockname()[1]
        with RestClient("digits", "localhost", port, timeout=0.1) as client:
            with pytest.raises(ServingError, match=f"localhost:{port} gave no answer") as it:
                client.predict("from_seed", seeds=[1])
    assert it.value.code == "DEADLINE_EXCEEDED"

"""What a server answers to bad requests, over both protocols; which server: see conftest.py."""

import io
import itertools
import zlib

import numpy as np
import pytest
from PIL import Image

from kerasgan.images import from_uint8, to_uint8
from kerasgan.serving import GrpcClient, ServingError
from kerasgan.serving.clients.grpc import make_request
from kerasgan.serving.clients.measuring import send

PROTOCOLS = pytest.mark.parametrize("protocol", ["rest", "grpc"])


def images(n, size=(16, 16, 3), seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (n, *size)).astype("float32")


def png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


MALFORMED = {
    "unknown model": ("nothing", "from_seed", {"seeds": [1]}, "nothing"),
    "unknown signature": ("digits", "from_sed", {"seeds": [1]}, "from_sed"),
    "unknown input": ("digits", "from_seed", {"seed": [1]}, "seed"),
    "missing input": ("digits", "from_seed", {}, "(?i)input"),
    "floats for seeds": ("digits", "from_seed", {"seeds": [0.5]}, "int64|0.5"),
    "strings for seeds": ("digits", "from_seed", {"seeds": [b"1"]}, "int64|string"),
    "a matrix of seeds": ("digits", "from_seed", {"seeds": [[1, 2]]}, r"must have shape \[N\]"),
    "short latents": ("digits", "serving_default", {"latents": np.zeros((2, 3))}, r"\[N, 4\]"),
    "latents that are NaN": (
        "digits",
        "serving_default",
        {"latents": np.full((1, 4), np.nan)},
        "must be finite",
    ),
    "images of another size": ("stripes", "a2b", {"images": images(1, (8, 8, 3))}, "16, 16, 3"),
    "images of 0 to 255": ("stripes", "a2b", {"images": 255 + images(1)}, r"\[-1, 1\]"),
    "65 rows": ("digits", "from_seed", {"seeds": np.arange(65)}, "64|65"),
}


@PROTOCOLS
@pytest.mark.parametrize("case", MALFORMED)
def test_bad_requests_are_refused_with_a_reason(server, protocol, case):
    model, signature, inputs, reason = MALFORMED[case]
    with server.client(protocol, model) as client:
        with pytest.raises(ServingError, match=reason) as refusal:
            client.predict(signature, **inputs)
    codes = {
        "rest": {"HTTP 400", "HTTP 404"},
        "grpc": {"INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION"},
    }
    assert refusal.value.code in codes[protocol]
    assert_it_still_works(server)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/models/digits:predict", b"{"),
        ("/v1/models/digits:predict", b"[1]"),
        ("/v1/models/digits:predict", b"{}"),
        ("/v1/models/digits:predict", b'{"inputs": [[1], [1, 2]]}'),
        ("/v1/models/stripes:predict", b'{"signature_name": "a2b_png", "inputs": [{"b64": "*"}]}'),
        ("/v1/models/digits:draw", b"{}"),
    ],
)
def test_malformed_json(server, path, body):
    status, answer = server.post(path, body)
    assert status in (400, 404)
    assert b'"error"' in answer
    assert_it_still_works(server)


def test_a_malformed_message(server):
    """A tensor whose values are fewer than its shape says."""
    grpc = pytest.importorskip("grpc")
    with server.client("grpc", "digits") as client:
        request = make_request("digits", "from_seed", {"seeds": [1, 2]})
        request.inputs["seeds"].tensor_content = b"\1\2\3"
        with pytest.raises(grpc.RpcError) as refusal:
            client._stub.Predict(request, timeout=60)
    assert refusal.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert_it_still_works(server)


GOOD = png(to_uint8(images(1))[0])


def bomb(height, width):
    """A PNG file that is small and says that it has many pixels."""

    def chunk(kind, data):
        checksum = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + checksum

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10**5)))
    return b"\x89PNG\r\n\x1a\n" + data + chunk(b"IEND", b"")


BAD_FILES = {
    "empty": (b"", "PNG or JPEG"),
    "no picture": (b"hello", "PNG or JPEG"),
    "cut off": (GOOD[: len(GOOD) // 2], "PNG|png"),
    "changed": (GOOD[:60] + b"????" + GOOD[64:], "PNG|png"),
    "a bomb": (bomb(50_000, 50_000), "pixels"),
}


@PROTOCOLS
@pytest.mark.parametrize("case", BAD_FILES)
def test_corrupt_pictures(server, protocol, case):
    file, reason = BAD_FILES[case]
    with server.client(protocol, "stripes") as client:
        with pytest.raises(ServingError, match=reason):
            client.predict("a2b_png", image_bytes=[file])
        with pytest.raises(ServingError, match=reason):
            client.predict("a2b_png", image_bytes=[GOOD, file])
        assert len(client.predict("a2b_png", image_bytes=[GOOD])) == 1


def test_bad_requests_among_good_ones(server):
    """What is refused before requests are merged harms no other request."""
    expected = server.models["digits"].generate(seed=range(300))
    good = [("from_seed", {"seeds": [seed]}) for seed in range(300)]
    bad = [("from_seed", {"seeds": [0.5]}), ("from_sed", {"seeds": [1]})]
    requests = [*itertools.chain(*zip(good, bad * 150, strict=True))]
    answers, _ = send(lambda: server.client("rest", "digits"), requests, clients=16)
    assert all(isinstance(answer.result, ServingError) for answer in answers[1::2])
    for seed, answer in enumerate(answers[::2]):
        assert not isinstance(answer.result, ServingError), answer.result
        np.testing.assert_allclose(answer.result[0], expected[seed], atol=1e-5)


@PROTOCOLS
def test_reasons_are_the_same_over_both_protocols(server, protocol):
    with server.client(protocol, "stripes") as client:
        with pytest.raises(ServingError) as refusal:
            client.predict("a2b_png", image_bytes=[b"hello"])
    assert refusal.value.message.startswith("assertion failed: [`image_bytes` must be PNG or JPEG")


def test_without_batching_corrupt_pictures_harm_no_other(server, stand_in):
    sent = from_uint8(to_uint8(images(1)))
    expected = to_uint8(server.models["stripes"].translate(sent, "a2b"))
    requests = [
        ("a2b_png", {"image_bytes": [GOOD if number % 3 else BAD_FILES["changed"][0]]})
        for number in range(300)
    ]
    folders = {"stripes": server.folder / "stripes"}
    with stand_in.serving(folders, max_batch_size=None) as ((port, _), _):
        answers, _ = send(lambda: GrpcClient("stripes", "127.0.0.1", port), requests, clients=16)
    assert all(isinstance(answer.result, ServingError) for answer in answers[::3])
    for number, answer in enumerate(answers):
        if number % 3:
            assert not isinstance(answer.result, ServingError), answer.result
            decoded = np.asarray(Image.open(io.BytesIO(answer.result[0])))
            np.testing.assert_allclose(decoded.astype(int), expected[0], atol=1)


def assert_it_still_works(server):
    with server.client("rest", "digits") as client:
        assert client.predict("from_seed", seeds=[1]).shape == (1, 8, 8, 1)

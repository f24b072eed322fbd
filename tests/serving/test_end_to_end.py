"""Exported models behind a server, asked over both protocols; which server: see conftest.py."""

import http.client
import io
import itertools
import json
import shutil
import threading
import time
import zlib

import numpy as np
import pytest
from PIL import Image

from kerasgan.images import to_uint8
from kerasgan.serving import warm_up
from kerasgan.serving.client import ServingError, grpc_request
from kerasgan.serving.measuring import send

PROTOCOLS = pytest.mark.parametrize("protocol", ["rest", "grpc"])
SEEDS = [3, 1, -4, 2**40, 1]


def images(n, size=(16, 16, 3), seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (n, *size)).astype("float32")


def png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def decoded(files):
    return np.stack([np.asarray(Image.open(io.BytesIO(file))) for file in files])


# The same pictures


@PROTOCOLS
def test_the_pictures_of_generate(server, protocol):
    expected = server.models["digits"].generate(seed=SEEDS)
    latents = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
    with server.client(protocol, "digits") as client:
        drawn = client.predict("from_seed", seeds=SEEDS)
        files = client.predict("png_from_seed", seeds=SEEDS)
        of_latents = client.predict("serving_default", latents=latents)
    assert drawn.dtype == np.float32
    np.testing.assert_allclose(drawn, expected, atol=1e-5)
    np.testing.assert_allclose(decoded(files), to_uint8(expected)[..., 0], atol=1)
    np.testing.assert_allclose(
        of_latents, server.models["digits"].generate(latents=latents), atol=1e-5
    )


@PROTOCOLS
@pytest.mark.parametrize("direction", ["a2b", "b2a"])
def test_the_pictures_of_translate(server, protocol, direction):
    model = server.models["stripes"]
    pixels = to_uint8(images(3))
    originals = pixels.astype("float32") / 127.5 - 1
    expected = model.translate(originals, direction)
    with server.client(protocol, "stripes") as client:
        translations = client.predict(direction, images=originals)
        files = client.predict(f"{direction}_png", image_bytes=[png(each) for each in pixels])
    np.testing.assert_allclose(translations, expected, atol=1e-5)
    np.testing.assert_allclose(decoded(files).astype(int), to_uint8(expected), atol=1)


def test_both_protocols_give_the_same_bits(server):
    photo = png(to_uint8(images(1, (37, 23, 3)))[0])
    for model, signature, inputs in (
        ("digits", "from_seed", {"seeds": SEEDS}),
        ("digits", "png_from_seed", {"seeds": SEEDS}),
        ("stripes", "b2a", {"images": images(2)}),
        ("stripes", "a2b_png", {"image_bytes": [photo, photo]}),
    ):
        answers = []
        for protocol in ("rest", "grpc"):
            with server.client(protocol, model, version=1) as client:
                answers.append(client.predict(signature, **inputs))
        np.testing.assert_array_equal(*answers)


def test_rows_of_json(server):
    """Clients may send rows as well as columns."""
    body = {"signature_name": "from_seed", "instances": [{"seeds": 3}, {"seeds": 1}]}
    status, answer = posted(server, "/v1/models/digits/versions/1:predict", json.dumps(body))
    assert status == 200
    expected = server.models["digits"].generate(seed=[3, 1])
    np.testing.assert_allclose(json.loads(answer)["predictions"], expected, atol=1e-5)


# Many requests at once


@PROTOCOLS
def test_a_thousand_requests_from_sixteen_clients(server, protocol):
    """Of 1 to 4 rows each: nothing is lost, no row goes to another client."""
    random = np.random.default_rng(0)
    expected = server.models["digits"].generate(seed=range(200))
    asked = [random.integers(200, size=random.integers(1, 5)) for _ in range(1000)]
    requests = [("from_seed", {"seeds": seeds}) for seeds in asked]
    answers, _ = send(lambda: server.client(protocol, "digits"), requests, clients=16)
    assert len(answers) == 1000
    for seeds, answer in zip(asked, answers, strict=True):
        assert not isinstance(answer.result, ServingError), answer.result
        np.testing.assert_allclose(answer.result, expected[seeds], atol=1e-5)


def test_the_stand_in_merges_requests(server):
    """So that the test above is one of merged requests, with the stand-in too."""
    if server.loaded is None:
        pytest.skip("this is the real server")
    signature = server.loaded["digits"].version().signatures["from_seed"]
    before = signature.batches
    requests = [("from_seed", {"seeds": [seed]}) for seed in range(200)]
    answers, _ = send(lambda: server.client("grpc", "digits"), requests, clients=16)
    assert not any(isinstance(answer.result, ServingError) for answer in answers)
    assert 200 / 16 <= signature.batches - before < 200


@PROTOCOLS
def test_a_new_version_under_load(server, new_gan, tmp_path, protocol):
    """Requests are answered by the old version or by the new, and in the end by the new."""
    number = {"rest": 2, "grpc": 3}[protocol]
    model = new_gan(seed=number)
    exported = model.export(tmp_path / "changing", version=number)
    seeds = [5, 6]
    new = model.generate(seed=seeds)
    with server.client(protocol, "changing") as client:
        old = client.predict("from_seed", seeds=seeds)
    assert np.abs(old - new).max() > 1e-2

    answers, loaded = [], threading.Event()

    def ask():
        with server.client(protocol, "changing") as client:
            while not loaded.is_set():
                answers.append(client.predict("from_seed", seeds=seeds))

    threads = [Caught(ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    # The folder appears at once, as that of an export does.
    hidden = server.folder / f".{number}"
    shutil.copytree(exported, hidden)
    hidden.rename(server.folder / "changing" / str(number))
    server.wait("changing", str(number))
    end = time.monotonic() + 60
    with server.client(protocol, "changing") as client:
        while not np.allclose(client.predict("from_seed", seeds=seeds), new, atol=1e-5):
            assert time.monotonic() < end, "the new version does not answer"
    loaded.set()
    for thread in threads:
        thread.join()
    assert [thread.error for thread in threads if thread.error] == []
    is_new = [np.allclose(answer, new, atol=1e-5) for answer in answers]
    is_old = [np.allclose(answer, old, atol=1e-5) for answer in answers]
    assert np.array_equal(is_new, np.logical_not(is_old))
    assert any(is_old)
    with server.client(protocol, "changing") as client:
        np.testing.assert_allclose(client.predict("from_seed", seeds=seeds), new, atol=1e-5)


class Caught(threading.Thread):
    """A thread that keeps the error that ended it."""

    def __init__(self, target):
        super().__init__()
        self.target, self.error = target, None

    def run(self):
        try:
            self.target()
        except (ServingError, ValueError) as error:
            self.error = error


# Bad requests


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
    status, answer = posted(server, path, body)
    assert status in (400, 404)
    assert b'"error"' in answer
    assert_it_still_works(server)


def test_a_malformed_message(server):
    """A tensor whose values are fewer than its shape says."""
    grpc = pytest.importorskip("grpc")
    with server.client("grpc", "digits") as client:
        request = grpc_request("digits", "from_seed", {"seeds": [1, 2]})
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


# Warm-up


def test_warm_up_requests_are_replayed(server):
    if server.loaded is None:
        pytest.skip("only the stand-in counts them")
    for name in server.models:
        version = server.loaded[name].version()
        assert version.warmed_up >= len(version.signatures)


def test_a_version_with_a_bad_warm_up_request_is_not_served(stand_in, new_gan, tmp_path):
    folder = tmp_path / "digits"
    new_gan().export(folder)
    exported = new_gan().export(folder, version=2)
    models = stand_in.Models({"digits": folder})
    shutil.rmtree(exported / "assets.extra")
    warm_up.write(exported, [("from_sed", "seeds", np.arange(1))], "digits")
    models.reload()
    assert models["digits"].current is None
    exported.rename(tmp_path / "2")
    models.reload()
    (tmp_path / "2").rename(exported)
    models.reload()
    states = models["digits"].status()["model_version_status"]
    assert [(each["version"], each["state"]) for each in states] == [
        ("1", "AVAILABLE"),
        ("2", "END"),
    ]
    assert "from_sed" in states[1]["status"]["error_message"]


# Helpers


def posted(server, path, body):
    connection = http.client.HTTPConnection(server.host, server.ports["rest"], timeout=60)
    try:
        connection.request("POST", path, body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def assert_it_still_works(server):
    with server.client("rest", "digits") as client:
        assert client.predict("from_seed", seeds=[1]).shape == (1, 8, 8, 1)

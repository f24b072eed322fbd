"""Exported models behind a server, asked over both protocols; which server: see conftest.py."""

import io
import json
import shutil
import threading
import time

import numpy as np
import pytest
from PIL import Image

from kerasgan.images import to_uint8
from kerasgan.serving import warm_up
from kerasgan.serving.clients import ServingError
from kerasgan.serving.clients.measuring import send

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
    status, answer = server.post("/v1/models/digits/versions/1:predict", json.dumps(body))
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
    warm_up.write(exported, [("from_sed", {"seeds": np.arange(1)})], "digits")
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

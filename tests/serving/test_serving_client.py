"""The command line `tools/serving_client.py`, against the server of conftest.py."""

import re

import numpy as np
import pytest
from absl import app
from PIL import Image

from kerasgan.images import from_uint8, save_png, to_uint8

PROTOCOLS = pytest.mark.parametrize("protocol", ["rest", "grpc"])


@pytest.fixture
def run(server, load_tool):
    """Runs the command with some flags."""

    def run(protocol, *arguments):
        port = server.ports[protocol]
        tool = load_tool(
            "serving_client",
            f"--host={server.host}",
            f"--port={port}",
            f"--protocol={protocol}",
            *arguments,
        )
        tool.main(["serving_client"])

    return run


@PROTOCOLS
@pytest.mark.parametrize("signature", ["png_from_seed", "from_seed"])
def test_seeds_to_files(server, run, tmp_path, protocol, signature):
    run(
        protocol,
        "--model=digits",
        "--seeds=3,1,-4",
        "--batch_size=2",
        f"--signature={signature}",
        f"--output={tmp_path / 'out'}",
    )
    expected = to_uint8(server.models["digits"].generate(seed=[3, 1, -4]))[..., 0]
    assert len([*(tmp_path / "out").iterdir()]) == 3
    for seed, picture in zip((3, 1, -4), expected, strict=True):
        written = np.asarray(Image.open(tmp_path / "out" / f"{seed}.png"))
        np.testing.assert_allclose(written.astype(int), picture, atol=1)


def test_a_folder_of_pictures(server, run, tmp_path):
    originals = np.random.default_rng(0).uniform(-1, 1, (2, 16, 16, 3)).astype("float32")
    for name, picture in zip(("a/x", "b/x"), originals, strict=True):
        save_png(tmp_path / "in" / f"{name}.png", picture)
    run(
        "rest",
        "--model=stripes",
        f"--images={tmp_path / 'in'}",
        "--signature=b2a_png",
        f"--output={tmp_path / 'out'}",
    )
    pixels = from_uint8(to_uint8(originals))
    expected = to_uint8(server.models["stripes"].translate(pixels, "b2a"))
    written = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in written] == ["0000_x.png", "0001_x.png"]
    for path, picture in zip(written, expected, strict=True):
        np.testing.assert_allclose(np.asarray(Image.open(path)).astype(int), picture, atol=1)


@PROTOCOLS
def test_what_is_measured(run, capsys, protocol):
    run(protocol, "--model=digits", "--seeds=1,2", "--requests=60", "--clients=4")
    output = capsys.readouterr().out
    assert "60/60" in output
    assert re.search(
        rf"60 requests from 4 clients over {protocol}: [1-9]\d* requests/s, 0 refused", output
    )
    p50, p90, p99 = (float(t) for t in re.findall(r"p\d\d (\d+\.\d) ms", output))
    assert 0 < p50 <= p90 <= p99


def test_refusals_end_the_command(run):
    with pytest.raises(SystemExit, match=r"The server at .* answers HTTP 404: .*nothing"):
        run("rest", "--model=nothing", "--seeds=1", "--requests=1")


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("Give --seeds or", ["--requests=1"]),
        ("Give --seeds or", ["--seeds=1", "--images=x", "--requests=1"]),
        ("Give --output", ["--seeds=1"]),
        ("Received: --seeds=1,x", ["--seeds=1,x", "--requests=1"]),
        (r"64 bits.*Received: --seeds=\.", ["--seeds=", "--requests=1"]),
        ("64 bits.*Received: --seeds=9223372036854775808", [f"--seeds={2**63}", "--requests=1"]),
        ("Received: /nowhere, not there", ["--images=/nowhere", "--requests=1"]),
    ],
)
def test_bad_usage(run, message, arguments):
    with pytest.raises(app.UsageError, match=message):
        run("rest", "--model=digits", *arguments)


def test_pictures_that_a_server_does_not_decode_are_left_out(run, tmp_path, capsys):
    picture = Image.fromarray(np.zeros((16, 16, 3), "uint8"))
    picture.save(tmp_path / "moving.gif")
    with pytest.raises(app.UsageError, match="no PNG and no JPEG"):
        run("rest", "--model=stripes", f"--images={tmp_path}", "--requests=1")
    picture.save(tmp_path / "still.jpeg")
    run("rest", "--model=stripes", f"--images={tmp_path}", f"--output={tmp_path / 'out'}")
    assert "Left out: 1 files" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["0000_still.png"]


def test_what_came_before_a_refusal_is_kept(run, tmp_path):
    save_png(tmp_path / "in" / "0.png", np.zeros((16, 16, 3), "float32"))
    (tmp_path / "in" / "1.png").write_bytes(b"no picture")
    command = ["--model=stripes", f"--images={tmp_path / 'in'}", f"--output={tmp_path / 'out'}"]
    with pytest.raises(SystemExit, match="PNG or JPEG"):
        run("rest", *command)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["0000_0.png"]

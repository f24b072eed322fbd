"""What `kerasgan/serving/README.md` says, done: its code runs, its clients get what is printed."""

import pathlib
import re

import numpy as np

import kerasgan

GUIDE = pathlib.Path(kerasgan.serving.__file__).with_name("README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.M | re.S)


def test_the_code_runs(stand_in, tmp_path, monkeypatch, capsys):
    """From top to bottom, in an empty folder; what needs a server asks the stand-in."""
    monkeypatch.chdir(tmp_path)
    exec("\n".join(blocks("python")), names := {})
    assert capsys.readouterr().out == "served/digits/1\n"
    assert names["images"].shape == (3, 28, 28, 1)

    translator = kerasgan.CycleGAN((96, 96, 3), width=2, blocks=1, seed=0)
    translator.export("served/stripes")
    photo = np.random.default_rng(0).integers(0, 256, (96, 96, 3), "uint8")
    kerasgan.images.save_png("photos/plain_0.png", photo)
    (asking,) = blocks("py")
    folders = {"dcgan_mnist": "served/digits", "cyclegan_plain2striped": "served/stripes"}
    with stand_in.serving(folders) as ((grpc, rest), _):
        for protocol, port in (("Rest", rest), ("Grpc", grpc)):
            asking = re.sub(rf'{protocol}Client\((".*?")', rf"\g<0>, port={port}", asking)
        exec(asking, names)
    assert names["png"].startswith(b"\x89PNG")
    numbers = re.compile(r"(?<=map_while_body_)\d+")  # of a node, in the refusal that is printed
    assert f"```\n{numbers.sub('', capsys.readouterr().out)}```" in numbers.sub("", GUIDE)

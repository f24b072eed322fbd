import json
import sys

import numpy as np
import pytest
from absl import app

import kerasgan
from kerasgan.metrics import extractors


def test_the_folder_holds_what_was_trained(load_tool, tmp_path, monkeypatch, capsys):
    flags = ("--epochs=1", "--count=256", "--seed=3", f"--output={tmp_path}")
    monkeypatch.setattr(sys, "argv", ["tools/train_extractor.py", "glyphs", "--epochs=1"])
    load_tool("train_extractor", *flags).main(["train_extractor", "glyphs"])

    metadata = json.loads((tmp_path / "glyphs" / "metadata.json").read_text(encoding="utf-8"))
    assert metadata["command"] == "python tools/train_extractor.py glyphs --epochs=1"
    assert (metadata["seed"], metadata["epochs"]) == (3, 1)
    test = kerasgan.data.load("glyphs", "test", labels=True, shuffle=False, drop_remainder=False)
    images, labels = map(np.concatenate, zip(*test.as_numpy_iterator(), strict=True))
    probabilities = extractors.get(tmp_path / "glyphs", "probabilities")(images)
    accuracy = np.mean(probabilities.argmax(1) == labels)
    assert metadata["test_accuracy"] == pytest.approx(accuracy, abs=1e-3)
    assert f"{metadata['test_accuracy']:.2%}" in capsys.readouterr().out


def test_an_unknown_data_set(load_tool, tmp_path):
    tool = load_tool("train_extractor", f"--output={tmp_path}")
    with pytest.raises(app.UsageError, match="mnist, fashion_mnist, glyphs"):
        tool.main(["train_extractor", "mnits"])

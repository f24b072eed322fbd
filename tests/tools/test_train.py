import csv
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]

RECIPE = """
[model]
family = "DCGAN"
width = 4

[data]
source = "glyphs"
count = 64
batch_size = 32

[fit]
epochs = 5
"""


def train(*arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "tools" / "train.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )


def epochs(folder):
    with (folder / "log.csv").open(newline="") as file:
        return [row["epoch"] for row in csv.DictReader(file)]


def test_train_and_continue(tmp_path):
    recipe, folder = tmp_path / "recipe.toml", tmp_path / "run"
    recipe.write_text(RECIPE, encoding="utf-8")
    first = train(recipe, "--output", folder, "--epochs", 1)
    assert first.returncode == 0, first.stderr
    assert str(folder / "preset") in first.stdout
    assert epochs(folder) == ["1"]
    second = train(recipe, "--output", folder, "--epochs", 2, "--steps_per_execution", 2)
    assert second.returncode == 0, second.stderr
    assert "Epoch 2/2" in second.stdout
    assert "Epoch 1/2" not in second.stdout
    assert epochs(folder) == ["1", "2"]
    assert "--epochs 2" in (folder / "preset" / "README.md").read_text(encoding="utf-8")

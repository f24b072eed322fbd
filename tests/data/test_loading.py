import pathlib
import subprocess
import sys

import pytest

from kerasgan.data import load


@pytest.mark.parametrize("source", [3, None, [1, 2], {"a": 1}, (3, 4)])
def test_not_a_source(source):
    with pytest.raises(TypeError, match=f"must be the name.*Received: {type(source).__name__}"):
        load(source)


def test_import_is_light():
    program = "import kerasgan.data, sys; print('tensorflow_datasets' in sys.modules)"
    root = pathlib.Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True)
    assert run.stdout.split()[-1] == "False", run.stderr[-2000:]

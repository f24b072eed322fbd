import hashlib
import json

import numpy as np
import pytest

from kerasgan import trained_weights


@pytest.fixture
def folder(tmp_path):
    for name in ("b", "a", "C"):
        (tmp_path / name).write_bytes(name.encode() * 3)
    return tmp_path


def test_hashes_are_sorted_and_checked(folder):
    hashes = trained_weights.hash_files(folder.iterdir())
    assert list(hashes) == ["C", "a", "b"]
    assert hashes["a"] == hashlib.sha256(b"aaa").hexdigest()
    trained_weights.check_hashes(folder, hashes, hashes)
    (folder / "a").write_bytes(b"aab")
    (folder / "b").unlink()
    trained_weights.check_hashes(folder, hashes, ["C"])
    for name, message in {
        "a": f"is damaged: its SHA-256 must be {hashes['a']}.*Received: [0-9a-f]{{64}}",
        "b": "lacks 'b'",
        "d": "does not list 'd'",
    }.items():
        with pytest.raises(ValueError, match=message):
            trained_weights.check_hashes(folder, hashes, [name])


def test_only_folders_of_the_kind_and_empty_ones_are_replaced(folder):
    trained_weights.check_replaceable(folder, "a preset", ["x", "a"])
    trained_weights.check_replaceable(folder / "new", "a preset", ["a"])
    (folder / "empty").mkdir()
    trained_weights.check_replaceable(folder / "empty", "a preset", ["a"])
    for path in (folder, folder / "a"):
        with pytest.raises(FileExistsError, match="exists and is not a preset"):
            trained_weights.check_replaceable(path, "a preset", ["x"])


def test_golden_inputs_are_few_and_fixed():
    inputs = trained_weights.draw_golden_inputs((3, 2), 30)
    assert (inputs.shape, inputs.dtype) == ((5, 3, 2), "float32")
    np.testing.assert_array_equal(inputs, trained_weights.draw_golden_inputs((3, 2), 35))
    assert -1 <= inputs.min() < inputs.max() <= 1
    assert len(trained_weights.draw_golden_inputs((3,), 10**6)) == 8
    assert len(trained_weights.draw_golden_inputs((100,), 10)) == 1


def test_metadata_are_read_as_they_were_written(folder):
    trained_weights.write_metadata(folder, {"name": "Müller", "values": [1.0, None]})
    text = (folder / "metadata.json").read_text(encoding="utf-8")
    assert "Müller" in text
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
    read = trained_weights.read_json(folder, "metadata.json", "a preset")
    assert read == {"name": "Müller", "values": [1.0, None]}

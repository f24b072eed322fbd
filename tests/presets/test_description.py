import dataclasses
import json

import pytest

from kerasgan import presets
from kerasgan.presets import finding
from kerasgan.presets.description import Description


@pytest.mark.parametrize("name", presets.names())
def test_what_is_read_is_written_byte_for_byte(name, tmp_path):
    folder = finding._find_zoo() / name
    Description.read(folder).write(tmp_path)
    assert (tmp_path / "metadata.json").read_bytes() == (folder / "metadata.json").read_bytes()


def test_what_is_read(saved):
    description = Description.read(saved)
    assert (description.name, description.family, description.seed) == ("tiny", "DCGAN", 0)
    assert description.value_range == [-1.0, 1.0]
    assert (description.paper, description.scores) == (None, [])
    assert "paper" not in json.loads((saved / "metadata.json").read_text(encoding="utf-8"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        description.seed = 1


def test_scores_by_name():
    scores = [{"name": "a", "value": 1.0}, {"name": "b", "value": 2.0}]
    description = Description(name="x", family="GAN", networks={}, scores=scores)
    assert description.score("b")["value"] == 2.0
    assert description.score("c") is None


def test_fields_of_a_newer_version_are_kept(preset, edit):
    edit("metadata.json", lambda metadata: metadata.update(mood="sunny"))
    presets.annotate(preset, epochs=3)
    metadata = json.loads((preset / "metadata.json").read_text(encoding="utf-8"))
    assert (metadata["mood"], metadata["epochs"]) == ("sunny", 3)
    assert list(metadata)[-1] == "sha256"
    presets.load(preset)


def test_misspelt_fields_are_refused_before_anything_is_written(preset, tiny_gan, tmp_path):
    message = "have no 'licence'.*Received: seed, licence"
    with pytest.raises(ValueError, match=message):
        presets.save(tiny_gan(), tmp_path / "new", metadata={"seed": 1, "licence": "MIT"})
    assert not (tmp_path / "new").exists()
    with pytest.raises(ValueError, match=r"have no 'data_licence'\. Did you mean 'data_license'"):
        presets.annotate(preset, data_licence="MIT")

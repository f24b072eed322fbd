import pytest

import kerasgan
from kerasgan import presets
from kerasgan.presets import finding


def test_names_and_metadata_of_the_built_in_presets(preset, monkeypatch):
    (preset.parent / "unfinished").mkdir()
    monkeypatch.setattr(finding, "_find_zoo", lambda: preset.parent)
    assert kerasgan.list_presets() == ["tiny"]
    assert presets.find_presets(kerasgan.DCGAN)["tiny"].description == "A tiny one."
    assert presets.find_presets(kerasgan.GAN) == {}
    assert presets.load("tiny", generator_only=True).latent_dim == 6
    with pytest.raises(ValueError, match=r"no preset 'tinny'.*Did you mean 'tiny'\? .*\['tiny'\]"):
        presets.load("tinny")


def test_every_built_in_preset_is_whole():
    for name in presets.names():
        presets.verify(finding._find_zoo() / name)

"""Families are known by their classes, and what users call theirs is up to them."""

import json

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import presets
from kerasgan.presets import finding
from kerasgan.presets.description import Description


@pytest.fixture
def register():
    """`register_keras_serializable` for the length of a test."""
    registered = keras.saving.get_custom_objects()
    before = dict(registered)
    yield keras.saving.register_keras_serializable
    registered.clear()
    registered.update(before)


@pytest.fixture
def namesake(register):
    """A user's own family of a name that kerasgan has too."""

    @register(package="Mine")
    class DCGAN(kerasgan.GAN):
        """Draws twice what a GAN does."""

        usage = "samples = model.generate(2)"

    return DCGAN


def networks():
    return (
        kerasgan.networks.mlp_generator((2,), latent_dim=6, hidden=(8,), seed=0),
        kerasgan.networks.mlp_discriminator((2,), hidden=(8,), seed=0),
    )


def test_a_namesake_changes_nothing_for_kerasgans_family(namesake, preset, saved, trained, latents):
    loaded = kerasgan.from_preset(preset)
    assert type(loaded) is kerasgan.DCGAN
    np.testing.assert_array_equal(
        loaded.generate(latents=latents), trained.generate(latents=latents)
    )
    assert "dcgan_mnist" in kerasgan.DCGAN.presets
    assert "dcgan_mnist" in kerasgan.AdversarialModel.presets
    presets.save(trained, preset, metadata={"description": "A tiny one.", "seed": 0})
    assert (preset / "README.md").read_bytes() == (saved / "README.md").read_bytes()
    assert "kerasgan.DCGAN.from_preset" in (preset / "README.md").read_text(encoding="utf-8")
    presets.annotate(preset, epochs=2)
    assert presets.find_family("DCGAN") is kerasgan.DCGAN
    with pytest.raises(ValueError, match=r"is a DCGAN, not a Mine>DCGAN.*`kerasgan\.DCGAN\.from_p"):
        namesake.from_preset(preset)


def test_a_familys_presets_are_its_own(namesake, tmp_path):
    model = namesake(*networks(), seed=0)
    folder = model.save_to_preset(tmp_path / "mine")
    loaded = kerasgan.from_preset(folder)
    assert type(loaded) is namesake
    np.testing.assert_array_equal(loaded.generate(4, seed=1), model.generate(4, seed=1))
    assert Description.read(folder).family == "DCGAN"
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert f'from {__name__} import DCGAN\n\nmodel = DCGAN.from_preset("mine")' in card
    assert namesake.usage in card
    assert type(kerasgan.GAN.from_preset(folder)) is namesake  # it is one
    with pytest.raises(ValueError, match=r"is a Mine>DCGAN, not a DCGAN.*`kerasgan\.from_preset`"):
        kerasgan.DCGAN.from_preset(folder)


def test_names_of_families(namesake, register):
    assert presets.list_families()["kerasgan>DCGAN"] is kerasgan.DCGAN
    assert presets.list_families()["Mine>DCGAN"] is namesake
    assert presets.find_family("Mine>DCGAN") is namesake
    first = register(package="A")(type("Own", (kerasgan.GAN,), {}))
    assert presets.find_family("Own") is first
    second = register(package="B")(type("Own", (kerasgan.GAN,), {}))
    assert presets.find_family("B>Own") is second
    with pytest.raises(ValueError, match=r"several families 'Own'.*'A>Own', 'B>Own'"):
        presets.find_family("Own")
    register()(type("NoModel", (keras.layers.Layer,), {"inference_networks": ()}))
    with pytest.raises(ValueError, match=r"no family 'NoModel'.*import the module that registers"):
        presets.find_family("NoModel")


@pytest.mark.parametrize("is_registered", [False, True])
def test_subclasses_load_the_presets_of_their_family(register, is_registered, preset, tmp_path):
    class Digits(kerasgan.DCGAN):
        """Draws digits."""

    if is_registered:
        register(package="Mine")(Digits)
    assert Digits.presets == kerasgan.DCGAN.presets
    loaded = Digits.from_preset(preset, generator_only=True)
    assert type(loaded) is Digits
    np.testing.assert_array_equal(
        loaded.generate(3, seed=0), kerasgan.from_preset(preset).generate(3, seed=0)
    )
    gan = presets.save(kerasgan.GAN(*networks()), tmp_path / "gan")
    with pytest.raises(ValueError, match=r"is a GAN, not a (Mine>)?Digits"):
        Digits.from_preset(gan)
    if is_registered:
        own = loaded.save_to_preset(tmp_path / "own")
        assert type(kerasgan.DCGAN.from_preset(own)) is Digits
    else:
        with pytest.raises(ValueError, match=r"no family 'Digits'.*register_keras_serializable"):
            loaded.save_to_preset(tmp_path / "own")
        assert not (tmp_path / "own").exists()


def test_bases_of_families_have_the_presets_of_them_all():
    assert set(kerasgan.AdversarialModel.presets) == set(presets.names())
    assert set(kerasgan.GAN.presets) == {"gan_mnist"}  # and not those of its subclasses
    for name, description in presets.find_presets().items():
        config = json.loads(
            (finding._find_zoo() / name / "config.json").read_text(encoding="utf-8")
        )
        assert config["registered_name"] == f"kerasgan>{description.family}"
        assert description == presets.find_family(description.family).presets[name]


def test_a_family_without_a_row_of_its_own_is_in_the_overview(register):
    @register()
    class Plain(kerasgan.AdversarialModel):
        """Has no scores of its own."""

    description = Description(name="p", family="Plain", networks={}, epochs=2, seconds=60)
    assert presets.tabulate({"p": description}).splitlines() == [
        "| preset | family | epochs | training time |",
        "| --- | --- | --- | --- |",
        "| [`p`](p/README.md) | `Plain` | 2 | 60 seconds |",
    ]

import keras
import pytest

import kerasgan
from kerasgan import presets


def test_another_family_is_refused_by_name(tmp_path, tiny_gan):
    presets.save(tiny_gan(), tmp_path / "ring")
    with pytest.raises(ValueError, match=r"is a GAN, not a DCGAN.*kerasgan\.GAN\.from_preset"):
        kerasgan.DCGAN.from_preset(tmp_path / "ring")


@pytest.mark.parametrize("name", ["generator.weights.h5", "discriminator.weights.h5"])
def test_a_missing_network_is_refused(preset, name):
    (preset / name).unlink()
    with pytest.raises(ValueError, match=f"lacks '{name}'"):
        presets.load(preset)


@pytest.mark.parametrize(
    "name", ["generator.weights.h5", "discriminator.weights.h5", "config.json"]
)
def test_a_damaged_file_is_refused(preset, name, monkeypatch):
    content = bytearray((preset / name).read_bytes())
    content[len(content) // 2] ^= 1
    (preset / name).write_bytes(content)

    def loaded(*args, **kwargs):
        raise AssertionError("something was loaded before everything was checked")

    monkeypatch.setattr(keras.saving, "deserialize_keras_object", loaded)
    with pytest.raises(ValueError, match=f"{name}.* is damaged"):
        presets.load(preset)


def test_verify_checks_every_file(preset):
    presets.verify(preset)
    (preset / "samples.png").write_bytes(b"another picture")
    with pytest.raises(ValueError, match=r"samples\.png.* is damaged"):
        presets.verify(preset)


def test_metadata_must_be_there_and_whole(preset):
    text = (preset / "metadata.json").read_text(encoding="utf-8")
    (preset / "metadata.json").write_text(text[:100], encoding="utf-8")
    with pytest.raises(ValueError, match="not valid JSON"):
        presets.load(preset)
    (preset / "metadata.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="must hold a JSON object"):
        presets.load(preset)
    (preset / "metadata.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="has no 'name'"):
        presets.load(preset)
    (preset / "metadata.json").unlink()
    with pytest.raises(ValueError, match=r"not a preset: it has no metadata\.json"):
        presets.load(preset)


def test_an_unknown_family_is_refused_with_near_matches(preset, edit_config):
    edit_config(lambda config: config.update(registered_name="kerasgan>DCGANs"))
    with pytest.raises(
        ValueError, match=r"no family 'kerasgan>DCGANs'\. Did you mean 'kerasgan>DCGAN'"
    ):
        presets.load(preset)


@pytest.mark.parametrize("name", ["GAN", "DCGANs"])
def test_config_and_metadata_must_agree_on_the_class(preset, edit, name):
    edit("metadata.json", lambda metadata: metadata.update(family=name))
    with pytest.raises(ValueError, match=r"config\.json .*'kerasgan>DCGAN'"):
        presets.load(preset)


def test_networks_that_a_class_does_not_have(preset, edit):
    edit("metadata.json", lambda metadata: metadata["networks"].update(critic={}))
    with pytest.raises(ValueError, match=r"networks \['critic'\], and a DCGAN has \['generator'"):
        presets.load(preset)


@pytest.mark.parametrize(
    "intruder",
    [
        {"module": "os", "class_name": "system", "config": "echo", "registered_name": "system"},
        {"module": "builtins", "class_name": "eval", "config": {}, "registered_name": None},
        # Functions are looked up by their `config`, whatever the name beside it says.
        {
            "module": "os",
            "class_name": "function",
            "config": "system",
            "registered_name": "kerasgan>DCGAN",
        },
    ],
)
@pytest.mark.parametrize(("part", "name"), [("config", "prior"), ("compile_config", "loss")])
def test_code_from_elsewhere_is_refused(preset, edit_config, intruder, part, name):
    edit_config(lambda config: config[part].update({name: intruder}))
    with pytest.raises(ValueError, match=f"{intruder['class_name']}, which is neither Keras' nor"):
        presets.load(preset)


def test_lambdas_are_refused(preset, edit_config):
    layer = keras.saving.serialize_keras_object(keras.layers.Lambda(lambda x: x))
    edit_config(lambda config: config["config"].update(prior=layer))
    with pytest.raises(ValueError, match="__lambda__, which is neither"):
        presets.load(preset)

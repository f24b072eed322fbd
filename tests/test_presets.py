import hashlib
import http.server
import json
import pathlib
import shutil
import stat
import threading
import urllib.request
import zipfile

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import presets
from kerasgan.presets import fetching, finding

WEB = "https://example.org/"
LATENTS = np.random.default_rng(1).normal(size=(5, 6)).astype("float32")


def tiny_dcgan(seed=0):
    return kerasgan.DCGAN(width=4, latent_dim=6, seed=seed)


def tiny_gan():
    return kerasgan.GAN(
        kerasgan.networks.mlp_generator((2,), latent_dim=3, hidden=(8,), seed=0),
        kerasgan.networks.maxout_discriminator((2,), units=4, pieces=2, seed=0),
        prior=kerasgan.latents.Uniform(-2.0, 2.0),
        seed=0,
    )


@pytest.fixture(scope="module")
def trained():
    model = tiny_dcgan()
    model.compile(
        generator_optimizer=keras.optimizers.Adam(0.01, use_ema=True, ema_momentum=0.5),
        loss="least_squares",
    )
    images = np.random.default_rng(0).uniform(-1, 1, (64, 28, 28, 1)).astype("float32")
    model.fit(images, batch_size=16, epochs=1, verbose=0)
    return model


@pytest.fixture(scope="module")
def saved(trained, tmp_path_factory):
    folder = tmp_path_factory.mktemp("presets") / "tiny"
    presets.save(trained, folder, metadata={"description": "A tiny one.", "seed": 0})
    return folder


@pytest.fixture
def preset(saved, tmp_path):
    return pathlib.Path(shutil.copytree(saved, tmp_path / "tiny"))


def edit(path, change):
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def rehash(folder, name):
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    edit(folder / "metadata.json", lambda metadata: metadata["sha256"].update({name: digest}))


# Saving and loading


def test_the_average_of_the_weights_comes_back(trained, saved):
    loaded = presets.load(saved)
    assert type(loaded) is kerasgan.DCGAN
    np.testing.assert_array_equal(
        loaded.generate(latents=LATENTS), trained.generate(latents=LATENTS)
    )
    difference = np.abs(loaded.generator(LATENTS) - trained.generator(LATENTS)).max()
    assert difference > 1e-4  # the training weights are others than their average
    images = trained.generate(latents=LATENTS)
    np.testing.assert_array_equal(loaded.discriminator(images), trained.discriminator(images))


def test_a_loaded_model_is_compiled_as_it_was_and_trains(saved):
    loaded = presets.load(saved)
    assert loaded.adversarial_loss.get_config() == kerasgan.losses.get("least_squares").get_config()
    assert float(loaded.generator_optimizer.learning_rate) == pytest.approx(0.01)
    before = [np.asarray(weight) for weight in loaded.discriminator.get_weights()]
    images = np.random.default_rng(0).uniform(-1, 1, (16, 28, 28, 1)).astype("float32")
    loaded.fit(images, batch_size=16, verbose=0)
    changed = zip(before, loaded.discriminator.get_weights(), strict=True)
    assert any((a != b).any() for a, b in changed)


def test_an_uncompiled_model_with_its_own_networks_and_prior(tmp_path):
    model = tiny_gan()
    presets.save(model, tmp_path / "ring")
    loaded = kerasgan.AdversarialModel.from_preset(tmp_path / "ring")
    np.testing.assert_array_equal(loaded.generate(7, seed=3), model.generate(7, seed=3))
    assert not (tmp_path / "ring" / "samples.png").exists()
    assert json.loads((tmp_path / "ring" / "metadata.json").read_text())["value_range"] is None


def test_generator_only_needs_no_other_network(preset, trained):
    (preset / "discriminator.weights.h5").unlink()
    loaded = kerasgan.DCGAN.from_preset(preset, generator_only=True)
    np.testing.assert_array_equal(
        loaded.generate(latents=LATENTS), trained.generate(latents=LATENTS)
    )
    with pytest.raises(ValueError, match="generator_only"):
        loaded.fit(np.zeros((64, 28, 28, 1), "float32"))


def test_files_and_metadata(saved, trained):
    files = {path.name for path in saved.iterdir()}
    assert files == {
        "config.json",
        "generator.weights.h5",
        "discriminator.weights.h5",
        "metadata.json",
        "README.md",
        "samples.png",
        "golden.npz",
    }
    metadata = json.loads((saved / "metadata.json").read_text(encoding="utf-8"))
    assert set(metadata["sha256"]) == files - {"metadata.json"}
    for name, digest in metadata["sha256"].items():
        assert digest == hashlib.sha256((saved / name).read_bytes()).hexdigest()
    counted = sum(np.prod(weight.shape) for weight in trained.discriminator.weights)
    assert metadata["networks"]["discriminator"]["parameters"] == counted
    assert metadata["value_range"] == [-1.0, 1.0]
    readme = (saved / "README.md").read_text(encoding="utf-8")
    assert "A tiny one." in readme
    assert f"| Parameters of `discriminator` | {int(counted):,} |" in readme


def test_golden_outputs_are_those_of_the_stored_weights(saved):
    loaded = presets.load(saved)
    golden = np.load(saved / "golden.npz")
    for name in ("generator", "discriminator"):
        outputs = getattr(loaded, name).predict(golden[f"{name}_inputs"], verbose=0)
        np.testing.assert_allclose(outputs, golden[f"{name}_outputs"], rtol=1e-5, atol=1e-6)
    assert golden["generator_outputs"].std() > 1e-4


def test_float16_halves_the_files(tmp_path):
    networks = kerasgan.networks
    model = kerasgan.GAN(networks.mlp_generator((2,)), networks.mlp_discriminator((2,)), seed=0)
    sizes = {
        dtype: (presets.save(model, tmp_path / dtype, dtype=dtype) / "generator.weights.h5").stat()
        for dtype in ("float16", "float32")
    }
    assert sizes["float16"].st_size / sizes["float32"].st_size == pytest.approx(0.5, abs=0.01)


def test_float16_rounds_the_weights(trained, saved, tmp_path):
    folder = presets.save(trained, tmp_path / "half", dtype="float16")
    full, half = presets.load(saved), presets.load(folder)
    for a, b in zip(full.generator.weights, half.generator.weights, strict=True):
        assert b.dtype == "float32"
        np.testing.assert_array_equal(np.asarray(a).astype("float16").astype("float32"), b)
    golden = np.load(folder / "golden.npz")
    np.testing.assert_allclose(
        half.generator(golden["generator_inputs"]), golden["generator_outputs"], atol=1e-6
    )


def test_float16_refuses_weights_that_are_too_large(tmp_path):
    model = tiny_gan()
    kernel = model.generator.weights[0]
    kernel.assign(np.full(kernel.shape, 1e5))
    with pytest.raises(ValueError, match="do not fit into float16"):
        presets.save(model, tmp_path / "large", dtype="float16")
    assert list(tmp_path.iterdir()) == []


def test_saving_again_replaces_the_preset_and_keeps_other_files(preset, trained, tmp_path):
    (preset / "recipe_2014.toml").write_text("seed = 1")
    (preset / "recipe.toml").write_text("seed = 2")
    (preset / "critic.weights.h5").write_bytes(b"of the preset before")
    presets.save(tiny_dcgan(seed=5), preset, recipe_path=preset / "recipe.toml")
    assert (preset / "recipe_2014.toml").read_text() == "seed = 1"
    assert (preset / "recipe.toml").read_text() == "seed = 2"
    assert not (preset / "critic.weights.h5").exists()
    presets.verify(preset)
    images = presets.load(preset).generate(latents=LATENTS)
    assert (images != trained.generate(latents=LATENTS)).any()
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]


def test_saving_refuses_a_folder_of_something_else(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError, match="is not a preset"):
        presets.save(tiny_gan(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_interrupted_save_leaves_the_preset_as_it_was(preset, monkeypatch):
    before = {path.name: path.read_bytes() for path in preset.iterdir()}

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez_compressed", interrupted)
    with pytest.raises(KeyboardInterrupt):
        presets.save(tiny_dcgan(seed=5), preset)
    assert {path.name: path.read_bytes() for path in preset.iterdir()} == before
    assert [path.name for path in preset.parent.iterdir()] == ["tiny"]


def test_annotate_changes_metadata_and_card(preset):
    score = {"name": "FID", "value": 12.5, "protocol": "10k samples, test split"}
    presets.annotate(preset, scores=[score])
    presets.verify(preset)
    assert "| FID | 12.5 | 10k samples, test split |" in (preset / "README.md").read_text()
    assert presets.load(preset).family == "DCGAN"


# Refusals


def test_another_family_is_refused_by_name(tmp_path):
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


def test_an_unknown_family_is_refused_with_near_matches(preset):
    edit(preset / "metadata.json", lambda metadata: metadata.update(family="DCGANs"))
    with pytest.raises(ValueError, match=r"no family 'DCGANs'\. Did you mean 'DCGAN'"):
        presets.load(preset)


def test_config_and_metadata_must_agree_on_the_class(preset):
    edit(preset / "metadata.json", lambda metadata: metadata.update(family="GAN"))
    with pytest.raises(ValueError, match=r"config\.json .*'kerasgan>DCGAN'"):
        presets.load(preset)


def test_networks_that_a_class_does_not_have(preset):
    edit(preset / "metadata.json", lambda metadata: metadata["networks"].update(critic={}))
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
def test_code_from_elsewhere_is_refused(preset, intruder, part, name):
    edit(preset / "config.json", lambda config: config[part].update({name: intruder}))
    rehash(preset, "config.json")
    with pytest.raises(ValueError, match=f"{intruder['class_name']}, which is neither Keras' nor"):
        presets.load(preset)


def test_lambdas_are_refused(preset):
    layer = keras.saving.serialize_keras_object(keras.layers.Lambda(lambda x: x))
    edit(preset / "config.json", lambda config: config["config"].update(prior=layer))
    rehash(preset, "config.json")
    with pytest.raises(ValueError, match="__lambda__, which is neither"):
        presets.load(preset)


# Finding


def test_names_and_metadata_of_the_built_in_presets(preset, monkeypatch):
    (preset.parent / "unfinished").mkdir()
    monkeypatch.setattr(finding, "_zoo", lambda: preset.parent)
    assert kerasgan.list_presets() == ["tiny"]
    assert presets.of_family("DCGAN")["tiny"]["description"] == "A tiny one."
    assert presets.of_family("GAN") == {}
    assert presets.load("tiny", generator_only=True).latent_dim == 6
    with pytest.raises(ValueError, match=r"no preset 'tinny'.*Did you mean 'tiny'\? .*\['tiny'\]"):
        presets.load("tinny")


def test_every_built_in_preset_is_whole():
    for name in presets.names():
        presets.verify(finding._zoo() / name)


def archive(folder, path, prefix=""):
    with zipfile.ZipFile(path, "w") as file:
        for member in folder.iterdir():
            file.write(member, prefix + member.name)
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def web(monkeypatch, tmp_path):
    """A web of one folder, in place of the network."""
    opened = []

    def open_https(address):
        assert address.startswith(WEB)
        opened.append(address)
        return urllib.request.urlopen((tmp_path / address.rsplit("/", 1)[1]).as_uri())

    monkeypatch.setattr(fetching, "open_https", open_https)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return opened


@pytest.mark.parametrize("prefix", ["", "tiny/"])
def test_from_the_web(preset, trained, web, tmp_path, prefix):
    digest = archive(preset, tmp_path / "tiny.zip", prefix)
    loaded = kerasgan.DCGAN.from_preset(WEB + "tiny.zip", sha256=digest.upper())
    np.testing.assert_array_equal(
        loaded.generate(latents=LATENTS), trained.generate(latents=LATENTS)
    )
    presets.load(WEB + "tiny.zip", sha256=digest)
    assert web == [WEB + "tiny.zip"]  # once
    (kept,) = (tmp_path / "keras" / "kerasgan").iterdir()
    assert kept.name == f"{digest}.zip"


def test_another_archive_than_that_of_the_hash_is_refused(preset, web, tmp_path):
    digest = archive(preset, tmp_path / "tiny.zip")
    with pytest.raises(ValueError, match=f"its SHA-256 is {digest}, and should be 000"):
        presets.load(WEB + "tiny.zip", sha256="0" * 64)
    assert not list((tmp_path / "keras" / "kerasgan").iterdir())


def test_what_was_kept_and_is_damaged_is_fetched_again(preset, web, tmp_path):
    digest = archive(preset, tmp_path / "tiny.zip")
    presets.load(WEB + "tiny.zip", sha256=digest)
    (tmp_path / "keras" / "kerasgan" / f"{digest}.zip").write_bytes(b"damaged")
    presets.load(WEB + "tiny.zip", sha256=digest)
    assert len(web) == 2


def test_downloads_end_at_the_limit(preset, web, tmp_path, monkeypatch):
    digest = archive(preset, tmp_path / "tiny.zip")
    monkeypatch.setattr(fetching, "LARGEST", 1000)
    with pytest.raises(ValueError, match="more than the 1000 bytes"):
        presets.load(WEB + "tiny.zip", sha256=digest)


class Redirecting(http.server.BaseHTTPRequestHandler):
    """Leads everywhere to another port."""

    def do_GET(self):
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere.zip")
        self.end_headers()

    def log_message(self, *args):
        """Nothing is logged."""


def test_servers_that_lead_away_from_https_are_not_followed():
    with http.server.HTTPServer(("127.0.0.1", 0), Redirecting) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(ValueError, match=r"https addresses only.*http://127\.0\.0\.1:1/else"):
            fetching.open_https(f"http://127.0.0.1:{server.server_port}/")


@pytest.mark.parametrize("sha256", [None, "abc", "g" * 64])
def test_the_web_needs_a_hash(sha256):
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        presets.load("https://example.org/tiny.zip", sha256=sha256)


@pytest.mark.parametrize("scheme", ["http", "ftp", "file"])
def test_only_https(scheme):
    with pytest.raises(ValueError, match="https addresses only"):
        presets.load(f"{scheme}://example.org/tiny.zip", sha256="0" * 64)


def test_a_hash_for_a_folder_is_an_error(saved):
    with pytest.raises(ValueError, match="`sha256` is the hash of an archive"):
        presets.load(saved, sha256="0" * 64)


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "..\\evil", "C:evil"])
def test_archives_that_reach_outside_are_refused(web, tmp_path, name):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as file:
        file.writestr(name, "evil")
    digest = hashlib.sha256((tmp_path / "evil.zip").read_bytes()).hexdigest()
    with pytest.raises(ValueError, match="outside of its own folder"):
        presets.load(WEB + "evil.zip", sha256=digest)
    assert not list(tmp_path.parent.rglob("evil"))


def test_links_in_archives_are_refused(web, tmp_path):
    link = zipfile.ZipInfo("config.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as file:
        file.writestr(link, "/etc/passwd")
    digest = hashlib.sha256((tmp_path / "link.zip").read_bytes()).hexdigest()
    with pytest.raises(ValueError, match=r"'config\.json', which is a link"):
        presets.load(WEB + "link.zip", sha256=digest)


def test_archives_that_grow_too_large_are_refused(web, preset, tmp_path, monkeypatch):
    digest = archive(preset, tmp_path / "tiny.zip")
    monkeypatch.setattr(finding, "LARGEST", 1000)
    with pytest.raises(ValueError, match="more than the 1000"):
        presets.load(WEB + "tiny.zip", sha256=digest)


def test_what_is_no_archive_is_refused(web, tmp_path):
    (tmp_path / "text.zip").write_text("no archive")
    digest = hashlib.sha256((tmp_path / "text.zip").read_bytes()).hexdigest()
    with pytest.raises(ValueError, match="not a zip file"):
        presets.load(WEB + "text.zip", sha256=digest)


def test_the_overview_shows_what_was_measured_and_dashes_for_the_rest():
    metadata = presets.of_family()
    name = "dcgan_mnist"
    (score,) = (s for s in metadata[name]["scores"] if s["name"] == "frechet_distance")
    bare = {"family": "GAN", "scores": []}
    *head, first, second = presets.overview({name: metadata[name], "bare": bare}).splitlines()
    assert len(head) == 2
    assert len({line.count("|") for line in (*head, first, second)}) == 1
    times = score["value"] / score["training_data"]
    assert f"{score['value']:.2f} on `{score['details']['extractor']}`, {times:.0f}×" in first
    assert second.split(" | ")[2:] == ["–", "–", "–", "–", "–", "– |"]


def test_the_overview_of_translations_shows_both_directions():
    def score(name, value, **more):
        return {"name": name, "value": value, **more}

    about = {"training_data": 0.5, "details": {"extractor": "unpaired"}}
    scores = [
        score("a2b frechet_distance", 2.0, **about),
        score("b2a frechet_distance", 3.0, **about),
        score("a2b class_accuracy", 0.9),
        score("b2a class_accuracy", 0.8),
        score("a2b difference: to_truth", 0.05),
        score("a2b difference: untranslated", 0.07),
    ]
    found = {
        "stripes": {"family": "CycleGAN", "epochs": 3, "seconds": 240, "scores": scores},
        "digits": {"family": "GAN", "scores": []},
    }
    *_, row = presets.overview_of_translations(found).splitlines()
    assert row == (
        "| [`stripes`](stripes/README.md) | 2.00 on `unpaired`, 4× | 3.00 on `unpaired`, 6× | "
        "0.900 | 0.800 | 0.050 (0.070) | – | 3 | 4 minutes |"
    )
    assert "stripes" not in presets.overview(found)
    assert "digits" not in presets.overview_of_translations(found)

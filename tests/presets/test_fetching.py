import hashlib
import http.server
import stat
import threading
import urllib.request
import zipfile

import numpy as np
import pytest

import kerasgan
from kerasgan import presets
from kerasgan.presets import fetching, finding

WEB = "https://example.org/"


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
def test_from_the_web(preset, trained, web, tmp_path, prefix, latents):
    digest = archive(preset, tmp_path / "tiny.zip", prefix)
    loaded = kerasgan.DCGAN.from_preset(WEB + "tiny.zip", sha256=digest.upper())
    np.testing.assert_array_equal(
        loaded.generate(latents=latents), trained.generate(latents=latents)
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

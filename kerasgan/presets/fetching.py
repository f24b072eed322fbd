"""Archives from the web: over https from first to last, of a known hash, kept for the next time."""

import os
import pathlib
import re
import urllib.request

import keras

from kerasgan.folders import make_writable, replace_file
from kerasgan.trained_weights import hash_file

LARGEST = 4 * 1024**3  # bytes of an archive
_PART = 2**20
_SECONDS_OF_SILENCE = 60


def fetch(address, sha256):
    """The path of an archive, fetched if it is not in Keras' folder of downloads.

    `keras.utils.get_file` would follow an https server to another protocol. `sha256` are the 64
    hexadecimal digits of the archive's hash.
    """
    _check_https(address)
    if sha256 is None or not re.fullmatch("[0-9a-fA-F]{64}", sha256):
        raise ValueError(
            "A preset from the web needs `sha256`, the 64 hexadecimal digits of its archive's "
            f"SHA-256, which its publisher states. Received: sha256={sha256!r}."
        )
    digest = sha256.lower()
    home = pathlib.Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    path = make_writable(home / "kerasgan", "A preset from the web") / f"{digest}.zip"
    if path.is_file() and hash_file(path) == digest:
        return path
    with replace_file(path) as unfinished:
        with open_https(address) as response, unfinished.open("wb") as file:
            _copy(response, file)
        received = hash_file(unfinished)
        if received != digest:
            raise ValueError(
                f"What came from {address!r} is damaged or another: its SHA-256 is {received}, "
                f"and should be {digest}."
            )
    return path


def open_https(address):
    """The answer to a request for an https address, at which no other protocol was used."""
    opener = urllib.request.build_opener(OnlyHttps)
    return opener.open(address, timeout=_SECONDS_OF_SILENCE)


class OnlyHttps(urllib.request.HTTPRedirectHandler):
    """Follows a server to other https addresses alone."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        _check_https(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _copy(response, file):
    size = response.headers.get("Content-Length")
    progress = keras.utils.Progbar(size and int(size), unit_name="byte")
    for part in iter(lambda: response.read(_PART), b""):
        file.write(part)
        if file.tell() > LARGEST:
            raise ValueError(f"The archive has more than the {LARGEST} bytes that are allowed.")
        progress.update(file.tell())
    progress.update(file.tell(), finalize=True)


def _check_https(address):
    if not address.startswith("https://"):
        raise ValueError(f"Presets are fetched from https addresses only. Received: {address!r}.")

"""From what a user names to a folder: built-in presets, folders and archives on the web."""

import contextlib
import importlib.resources
import pathlib
import stat
import tempfile
import zipfile

from kerasgan.names import did_you_mean
from kerasgan.presets.description import Description
from kerasgan.presets.families import Family, find_own_family, read_family
from kerasgan.presets.fetching import LARGEST, fetch
from kerasgan.trained_weights import read_json


def names():
    """Names of the built-in presets, sorted."""
    return sorted(path.parent.name for path in _find_zoo().glob("*/metadata.json"))


def find_presets(cls=Family):
    """The built-in presets of one family.

    Args:
        cls: Class of the family, or a subclass of it; a base of families stands for all of them.

    Returns:
        A dictionary from the presets' names to their `Description`s.
    """
    own, found = find_own_family(cls), {}
    for name in names():
        family = read_family(read_json(_find_zoo() / name, "config.json", "a preset"))
        if issubclass(family, cls) if own is None else family is own:
            found[name] = Description.read(_find_zoo() / name)
    return found


@contextlib.contextmanager
def open_folder(source, sha256=None):
    """Gives the folder of a preset for as long as the context lasts.

    Args:
        source: Name of a built-in preset, a folder, or the `https://…` address of a zip archive.
        sha256: The archive's SHA-256 as 64 hexadecimal digits; needed for an address, and for
            nothing else.
    """
    address = isinstance(source, str) and "://" in source
    if sha256 is not None and not address:
        raise ValueError(
            "`sha256` is the hash of an archive at an https address; the files of a built-in "
            f"preset or a folder are checked by its own metadata. Received: source={source!r}."
        )
    if address:
        with tempfile.TemporaryDirectory(prefix="kerasgan-") as temporary:
            yield _unpack(fetch(source, sha256), pathlib.Path(temporary))
    elif isinstance(source, str) and source in names():
        yield _find_zoo() / source
    elif pathlib.Path(source).is_dir():
        yield pathlib.Path(source)
    else:
        raise ValueError(
            f"There is no preset {str(source)!r}: it is neither a built-in preset nor a folder."
            f"{did_you_mean(source, names())} Built-in presets: {names()}."
        )


def _find_zoo():
    try:
        return pathlib.Path(str(importlib.resources.files("kerasgan.zoo")))
    except ModuleNotFoundError:
        # A checkout on the path that was not installed has its zoo beside the package.
        return pathlib.Path(__file__).parents[2] / "zoo"


def _unpack(archive, folder):
    """Unpacks plain files that stay inside `folder`; refuses everything else."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = opened.infolist()
            size = sum(member.file_size for member in members)
            if size > LARGEST:
                raise ValueError(
                    f"The archive unpacks to {size} bytes, more than the {LARGEST} that "
                    "are allowed for a preset."
                )
            for member in members:
                _check_member(member)
            opened.extractall(folder)
    except zipfile.BadZipFile as error:
        raise ValueError(f"The preset's archive is not a zip file: {error}.") from error
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _check_member(member):
    path = pathlib.PurePosixPath(member.filename)
    outside = path.is_absolute() or ".." in path.parts or "\\" in member.filename
    kind = stat.S_IFMT(member.external_attr >> 16)
    if outside or ":" in member.filename or kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ValueError(
            f"The archive holds {member.filename!r}, which is a link or lies outside of its own "
            "folder. It is refused as a whole."
        )

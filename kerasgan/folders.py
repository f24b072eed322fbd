"""Folders that kerasgan writes to."""

import pathlib
import tempfile


def make_writable(folder, what):
    """Makes a folder, and checks that files can be written there before work goes into them.

    Args:
        folder: Path of the folder.
        what: Name of what is to be written, for the message.

    Returns:
        The folder as a `pathlib.Path`.

    Raises:
        OSError: If it cannot be made or written.
    """
    folder = pathlib.Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(
            f"{what} cannot be written into {str(folder)!r} ({error.strerror or error}). "
            "Give a folder that can be made and written."
        ) from error
    return folder

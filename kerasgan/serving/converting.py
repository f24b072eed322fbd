"""Networks to files of other run times, by Keras' own exporters."""

import importlib.util

from keras import ops

SUFFIXES = {"onnx": ".onnx", "litert": ".tflite"}
_NEEDED = {"onnx": ("onnx", "tf2onnx")}


def check_installed(format):
    """Refuses a format whose converter is not installed.

    Raises:
        ImportError: With what to install.
    """
    missing = [name for name in _NEEDED.get(format, ()) if importlib.util.find_spec(name) is None]
    if missing:
        raise ImportError(
            f"format={format!r} needs the package{'s' * (len(missing) > 1)} "
            f"{' and '.join(missing)}: run pip install 'kerasgan[{format}]'."
        )


def convert(networks, folder, format):
    """Writes a file for each network.

    Args:
        networks: Dict from names to Keras models.
        folder: `pathlib.Path`, an empty folder.
        format: One of `SUFFIXES`.
    """
    for name, network in networks.items():
        network(ops.zeros([1, *network.input_shape[1:]]))  # which Keras' exporters wait for
        network.export(str(folder / f"{name}{SUFFIXES[format]}"), format=format, verbose=False)

"""Networks to files of other run times, by Keras' own exporters."""

import importlib.util

from keras import ops

SUFFIXES = {"onnx": ".onnx", "litert": ".tflite"}
_NEEDED = {"onnx": ("onnx", "tf2onnx")}


def check_installed(format):
    """Raises ImportError if the converter of a format is not installed; says what to install."""
    missing = [name for name in _NEEDED.get(format, ()) if importlib.util.find_spec(name) is None]
    if missing:
        raise ImportError(
            f"format={format!r} needs the package{'s' * (len(missing) > 1)} "
            f"{' and '.join(missing)}: run pip install 'kerasgan[{format}]'."
        )


def convert(networks, folder, format):
    """Writes a file for each network, by its name, into an empty folder, in one of `SUFFIXES`."""
    for name, network in networks.items():
        network(ops.zeros([1, *network.input_shape[1:]]))  # which Keras' exporters wait for
        network.export(str(folder / f"{name}{SUFFIXES[format]}"), format=format, verbose=False)

"""Folders of trained extractors: a network, what it is, and what it must give.

A folder holds

* `network.keras`: the network, with the outputs "features" and "probabilities";
* `golden.npz`: fixed images and the outputs they must give;
* `metadata.json`: what it is, where it comes from, and the SHA-256 of every file;
* `README.md`: its card, written from the metadata.
"""

import json
import os
import pathlib
import platform

import keras
import numpy as np
import tensorflow as tf

from kerasgan.folders import make_writable, replaced_folder
from kerasgan.metrics.features import fingerprint

_GOLDEN_BATCH, _GOLDEN_VALUES = 8, 2**15  # so many images, of so many numbers in all


def save(network, folder, metadata):
    """Writes a trained extractor, in place of the one that is there.

    Args:
        network: A `keras.Model` from images in [-1, 1] to a dictionary with "features" and
            "probabilities".
        folder: Where to write; its name becomes the extractor's.
        metadata: Dictionary of what the card is to say: `description`, `dataset`,
            `dataset_version`, `data_license`, `weights_license`, `command`, `seed`, `epochs`,
            `seconds`, `test_accuracy`.

    Returns:
        The folder as a `pathlib.Path`.

    Raises:
        FileExistsError: If the folder holds something else than an extractor.
        OSError: If it cannot be written.
    """
    folder = pathlib.Path(folder)
    if folder.exists() and any(folder.iterdir()) and not (folder / "network.keras").exists():
        raise FileExistsError(
            f"{str(folder)!r} exists and is not an extractor. Choose another folder, or empty it."
        )
    make_writable(folder.parent, "An extractor")
    computed = {
        "name": folder.name,
        "image_shape": list(network.input_shape[1:]),
        "value_range": [-1.0, 1.0],
        "dimension": network.output["features"].shape[-1],
        "classes": network.output["probabilities"].shape[-1],
        "parameters": network.count_params(),
        "libraries": {"keras": keras.__version__, "tensorflow": tf.__version__},
    }
    hardware = f"{os.cpu_count()} CPU cores ({platform.machine()})"
    metadata = {"hardware": hardware} | metadata | computed
    with replaced_folder(folder) as new:
        network.save(new / "network.keras")
        np.savez_compressed(new / "golden.npz", **golden(network))
        (new / "README.md").write_text(card(metadata), encoding="utf-8")
        hashes = {path.name: fingerprint.of_file(path) for path in sorted(new.iterdir())}
        text = json.dumps(metadata | {"sha256": hashes}, indent=2, ensure_ascii=False) + "\n"
        (new / "metadata.json").write_text(text, encoding="utf-8")
    return folder


def golden(network):
    """Fixed images and the outputs of a network for them.

    Args:
        network: A `keras.Model` with a dictionary of outputs.

    Returns:
        A dictionary of arrays, `"images"` and those of the network.
    """
    shape = network.input_shape[1:]
    count = min(_GOLDEN_BATCH, _GOLDEN_VALUES // int(np.prod(shape)))
    images = np.random.default_rng(0).uniform(-1.0, 1.0, (count, *shape)).astype("float32")
    outputs = network.predict_on_batch(images)
    return {"images": images} | {name: np.asarray(value) for name, value in outputs.items()}


def card(metadata):
    """The card of an extractor.

    Args:
        metadata: A dictionary as in `metadata.json`.

    Returns:
        Markdown text.
    """
    low, high = metadata["value_range"]
    facts = {
        "Images": f"{' × '.join(map(str, metadata['image_shape']))}, in [{low:g}, {high:g}]",
        "Features": f"{metadata['dimension']} (the last hidden layer, after ReLU)",
        "Classes": metadata["classes"],
        "Parameters": f"{metadata['parameters']:,}",
        "Accuracy on the test split": f"{metadata['test_accuracy']:.2%}",
        "Data": metadata["dataset"],
        "Version of the data": metadata["dataset_version"],
        "Licence of the data": metadata["data_license"],
        "Licence of the weights": metadata["weights_license"],
        "Seed": metadata["seed"],
        "Epochs": metadata["epochs"],
        "Training time": f"{metadata['seconds'] / 60:.0f} minutes",
        "Hardware": metadata["hardware"],
    } | {f"Saved by {name}": version for name, version in metadata["libraries"].items()}
    return (
        "\n\n".join(
            [
                f"# {metadata['name']}",
                metadata["description"],
                "```python\n"
                "import kerasgan\n\n"
                f'distance = kerasgan.metrics.FrechetDistance(features="{metadata["name"]}")\n'
                "```",
                "Scores with these features compare generators of this data set with one another. "
                "They are on another scale than those with Inception features.",
                "\n".join(["| | |", "|---|---|", *(f"| {k} | {v} |" for k, v in facts.items())]),
                f"## Training it again\n\n```\n{metadata['command']}\n```",
            ]
        )
        + "\n"
    )

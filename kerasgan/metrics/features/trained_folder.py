"""Folders of trained extractors: a network, what it is, and what it must give.

A folder holds

* `network.keras`: the network, with the outputs "features" and "probabilities";
* `golden.npz`: fixed images and the outputs they must give;
* `metadata.json`: what it is, where it comes from, and the SHA-256 of every file;
* `README.md`: its card, written from the metadata.
"""

import pathlib

import numpy as np

from kerasgan import trained_weights
from kerasgan.folders import make_writable, replace_folder

_GOLDEN_NUMBERS = 2**15  # in the images


def save(network, folder, metadata):
    """Writes a trained extractor, in place of the one that is there, and returns the path.

    Args:
        network: A `keras.Model` from images in [-1, 1] to a dictionary with "features" and
            "probabilities".
        folder: Where to write; its name becomes the extractor's.
        metadata: Dictionary of what `render_card` reads and is not computed here.
    """
    folder = pathlib.Path(folder)
    trained_weights.check_replaceable(folder, "an extractor", ["network.keras"])
    make_writable(folder.parent, "An extractor")
    computed = {
        "name": folder.name,
        "image_shape": list(network.input_shape[1:]),
        "value_range": [-1.0, 1.0],
        "dimension": network.output["features"].shape[-1],
        "classes": network.output["probabilities"].shape[-1],
        "parameters": network.count_params(),
        "libraries": trained_weights.list_libraries(),
    }
    metadata = {"hardware": trained_weights.describe_hardware()} | metadata | computed
    with replace_folder(folder) as new:
        network.save(new / "network.keras")
        images = trained_weights.draw_golden_inputs(network.input_shape[1:], _GOLDEN_NUMBERS)
        outputs = network.predict_on_batch(images)
        np.savez_compressed(new / "golden.npz", images=images, **outputs)
        (new / "README.md").write_text(render_card(metadata), encoding="utf-8")
        hashes = trained_weights.hash_files(new.iterdir())
        trained_weights.write_metadata(new, metadata | {"sha256": hashes})
    return folder


def render_card(metadata):
    """The card of an extractor, Markdown text, from a dictionary as in `metadata.json`."""
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
    parts = [
        f"# {metadata['name']}",
        metadata["description"],
        "```python\n"
        "import kerasgan\n\n"
        f'distance = kerasgan.metrics.FrechetDistance(features="{metadata["name"]}")\n'
        "```",
        "Scores with these features compare generators of this data set with one another. "
        "They are on another scale than those with Inception features.",
        trained_weights.format_table(facts),
        f"## Training it again\n\n```\n{metadata['command']}\n```",
    ]
    return "\n\n".join(parts) + "\n"

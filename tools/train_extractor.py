"""Trains a small classifier whose features scores compare images by.

    python tools/train_extractor.py mnist --epochs 8
    python tools/train_extractor.py fashion_mnist --epochs 14 --flip
    python tools/train_extractor.py unpaired --epochs 12 --flip

writes the folder from which `kerasgan.metrics.extractors.get("mnist")` reads it.
"""

import pathlib
import shlex
import sys
import time

import numpy as np
from absl import app, flags

from kerasgan import data
from kerasgan.metrics.features import classifiers, trained_folder
from kerasgan.metrics.features.extractors import UNPAIRED_SETS

_OUTPUT = flags.DEFINE_string(
    "output", "kerasgan/metrics/features/trained", "Folder to make the extractor's folder in."
)
_EPOCHS = flags.DEFINE_integer("epochs", 8, "Epochs.", lower_bound=1)
_COUNT = flags.DEFINE_integer("count", None, "Train on the first so many images.", lower_bound=128)
_FLIP = flags.DEFINE_bool("flip", False, "Whether to mirror half of the images.")
_SEED = flags.DEFINE_integer("seed", 0, "Seed of weights, order and augmentation.")

_CARDS = {
    "mnist": {
        "description": "A small convolutional classifier of handwritten digits.",
        "dataset": "MNIST, through TensorFlow Datasets",
        "dataset_version": "3.0.1",
        "data_license": "CC BY-SA 3.0 (Yann LeCun, Corinna Cortes)",
    },
    "fashion_mnist": {
        "description": "A small convolutional classifier of articles of clothing.",
        "dataset": "Fashion-MNIST, through TensorFlow Datasets",
        "dataset_version": "3.0.1",
        "data_license": "MIT (Zalando SE)",
    },
    "glyphs": {
        "description": "A small convolutional classifier of the built-in glyphs.",
        "dataset": "The glyphs of kerasgan",
        "dataset_version": "1",
        "data_license": "Apache-2.0",
    },
    "unpaired": {
        "description": "A small convolutional classifier that tells apart the sides of unpaired "
        f"sets at 64×64: A and B of {', '.join(UNPAIRED_SETS)}, in this order.",
        "dataset": "plain2striped of kerasgan; cycle_gan/horse2zebra and cycle_gan/facades, "
        "through TensorFlow Datasets",
        "dataset_version": "1; 3.0.0; 3.0.0",
        "data_license": "Apache-2.0; those of the CycleGAN data sets (Zhu et al.): images of "
        "ImageNet and the CMP Facade database, for research",
    },
}
# With few images of some kinds, the Fréchet distance needs short features.
_DIMENSIONS = {"unpaired": 32}


def read(source, split):
    """All images of a split in [-1, 1] and their labels."""
    if source == "unpaired":
        return read_unpaired(split)
    batches = data.load(
        source,
        split,
        labels=True,
        shuffle=False,
        drop_remainder=False,
        count=_COUNT.value if split == "train" else None,
    )
    images, labels = zip(*batches.as_numpy_iterator(), strict=True)
    return np.concatenate(images), np.concatenate(labels)


def read_unpaired(split):
    """The images of both sides of all sets; labels are numbered through in that order."""
    sides = [side for name in UNPAIRED_SETS for side in data.read_sides(name, split, 64)]
    sides = [side[: _COUNT.value] if split == "train" else side for side in sides]
    return np.concatenate(sides), np.repeat(np.arange(len(sides)), [len(side) for side in sides])


def main(argv):
    if len(argv) != 2 or argv[1] not in _CARDS:
        raise app.UsageError(f"Give one data set of {', '.join(_CARDS)}.")
    source = argv[1]
    images, labels = read(source, "train")
    network = classifiers.build(
        images.shape[1:],
        int(labels.max()) + 1,
        dimension=_DIMENSIONS.get(source, 128),
        seed=_SEED.value,
    )
    start = time.perf_counter()
    classifiers.train(
        network, images, labels, epochs=_EPOCHS.value, flip=_FLIP.value, seed=_SEED.value
    )
    seconds = time.perf_counter() - start
    accuracy = classifiers.measure_accuracy(network, *read(source, "test"))
    folder = trained_folder.save(
        network,
        pathlib.Path(_OUTPUT.value) / source,
        _CARDS[source]
        | {
            "weights_license": "Apache-2.0",
            "command": shlex.join(["python", "tools/train_extractor.py", *sys.argv[1:]]),
            "seed": _SEED.value,
            "epochs": _EPOCHS.value,
            "seconds": round(seconds, 1),
            "test_accuracy": accuracy,
        },
    )
    print(f"Accuracy on the test split: {accuracy:.2%}. The extractor is in {folder}.")


if __name__ == "__main__":
    app.run(main)

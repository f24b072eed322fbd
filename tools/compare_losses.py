"""Trains every loss under the same conditions and prints their scores beside one another.

python tools/compare_losses.py --output runs/losses

Started again it goes on where it was interrupted. Two of them may share the work: give each its
part of the losses by --losses, and print all by a last call without.
"""

import pathlib

from absl import app, flags

from kerasgan import images
from kerasgan.experiments import losses

_OUTPUT = flags.DEFINE_string("output", None, "Folder of the trainings.", required=True)
_LOSSES = flags.DEFINE_list("losses", None, "Names of losses; all of them unless given.")
_DATA = flags.DEFINE_enum("data", "mnist", ["mnist", "fashion_mnist"], "Data set.")
_WIDTH = flags.DEFINE_integer("width", 32, "Width of the networks.", lower_bound=1)
_EPOCHS = flags.DEFINE_integer("epochs", 5, "Passes over the data.", lower_bound=1)


def main(argv):
    if len(argv) > 1:
        raise app.UsageError(f"Nothing but flags is taken, received {argv[1:]}.")
    folder = pathlib.Path(_OUTPUT.value)
    for name in _LOSSES.value or losses.list_methods():
        print(f"\n{name}", flush=True)
        options = {"data": _DATA.value, "width": _WIDTH.value, "epochs": _EPOCHS.value}
        losses.train(name, folder, **options)
    print(losses.tabulate(losses.read_distances(folder)))
    print(images.save_png(folder / "samples.png", losses.draw_samples(folder)))


if __name__ == "__main__":
    app.run(main)

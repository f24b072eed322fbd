"""Computes and trains what is known beforehand, and prints the expected beside the reached.

python tools/known_answers.py --output known_answers
"""

import pathlib
import sys

from absl import app, flags

from kerasgan import images
from kerasgan.experiments import known_answers

_OUTPUT = flags.DEFINE_string("output", None, "Folder of the pictures.", required=True)
_QUICK = flags.DEFINE_bool("quick", False, "Leave out the trainings of minutes.")


def main(argv):
    if len(argv) > 1:
        raise app.UsageError(f"Nothing but flags is taken, received {argv[1:]}.")
    missed = 0
    for compute in known_answers.QUICK + (() if _QUICK.value else known_answers.SLOW):
        answer = compute()
        print(f"\n{answer.title}\n{known_answers.tabulate(answer.rows)}", flush=True)
        for name, picture in answer.pictures.items():
            print(images.save_png(pathlib.Path(_OUTPUT.value) / f"{name}.png", picture))
        missed += sum(not row.holds for row in answer.rows)
    print(f"\n{missed} missed." if missed else "\nAll known answers were reached.")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    app.run(main)

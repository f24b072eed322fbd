"""Trains a recipe. Started again on the same folder, it goes on where it was.

python tools/train.py zoo/dcgan_mnist/recipe.toml --output runs/dcgan_mnist
"""

from absl import app, flags

from kerasgan import recipes

_OUTPUT = flags.DEFINE_string("output", None, "Folder of the run.", required=True)
_EPOCHS = flags.DEFINE_integer(
    "epochs", None, "Number of epochs in all; the recipe's unless given.", lower_bound=1
)
_STEPS_PER_EXECUTION = flags.DEFINE_integer(
    "steps_per_execution",
    None,
    "Steps in one call of the graph; changes speed only.",
    lower_bound=1,
)


def main(argv):
    if len(argv) != 2:
        raise app.UsageError("Give one recipe, for example zoo/dcgan_mnist/recipe.toml.")
    recipes.run(
        argv[1],
        _OUTPUT.value,
        epochs=_EPOCHS.value,
        steps_per_execution=_STEPS_PER_EXECUTION.value,
    )
    print(f"Trained. The preset is in {_OUTPUT.value}/preset.")


if __name__ == "__main__":
    app.run(main)

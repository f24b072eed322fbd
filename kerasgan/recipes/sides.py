"""The images of both sides that a recipe for CycleGAN is about, to look at."""

from kerasgan import data

_OPTIONS = ("image_size", "seed", "data_dir")


def sides(recipe, split="test", count=None):
    """Reads images of A and of B, each once, as they are without jitter and flips.

    Args:
        recipe: a dictionary as `kerasgan.recipes.read` returns it, of a CycleGAN.
        split: the split to read.
        count: the first so many of each side; all by default.

    Returns:
        `(a, b)`: float32 arrays `[N, H, W, C]` in [-1, 1], whose N may differ.

    Raises:
        ValueError: if the recipe's data have no such split.
    """
    table = {"seed": recipe.get("seed", 0)} | recipe["data"]
    options = {key: table[key] for key in _OPTIONS if key in table}
    return data.read_sides(table["source"], split, count=count, **options)

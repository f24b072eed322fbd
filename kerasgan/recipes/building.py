"""From a recipe to its model and its data."""

from kerasgan import presets
from kerasgan.networks.precision import use_dtype_policy
from kerasgan.recipes.reading import check, find_class, find_network, read


def build(recipe, *, steps_per_execution=None):
    """Makes a recipe's compiled model and its dataset.

    The recipe's seed is that of the model, of its networks and of the data,
    where their tables do not give another.

    Args:
        recipe: a dictionary as `read` returns it.
        steps_per_execution: steps in one call of the graph; changes speed only.

    Returns:
        `(model, dataset)`, ready for `model.fit(dataset)`.
    """
    check(recipe)
    return make(recipe, steps_per_execution=steps_per_execution)


def make(recipe, *, steps_per_execution=None):
    """The same of a recipe that was checked."""
    seed = recipe.get("seed", 0)
    model = build_model(recipe["model"], seed)
    options = construct_all(recipe.get("compile", {}), seed)
    if steps_per_execution is not None:
        options["steps_per_execution"] = steps_per_execution
    model.compile(**options)
    return model, model.load_data(data_table(recipe))


def build_model(table, seed):
    """The model of a table [model], whose `dtype` is that of all its networks."""
    with use_dtype_policy(table.get("dtype")):
        arguments = {"seed": seed} | construct_all(table, seed)
        return presets.find_family(arguments.pop("family"))(**arguments)


def construct_all(table, seed):
    """Turns every value of a table that names a network or a class into that."""
    return {key: _construct(value, seed) for key, value in table.items()}


def _construct(value, seed):
    """Turns a table that names a network or a class into that, from the inside out."""
    if not isinstance(value, dict):
        return value
    arguments = construct_all(value, seed)
    if "network" in value:
        return find_network(arguments.pop("network"))(**({"seed": seed} | arguments))
    return find_class(arguments.pop("class_name"))(**arguments)


def data_table(recipe):
    """The table [data] of a recipe, with the recipe's seed where it does not give another."""
    return {"seed": recipe.get("seed", 0)} | recipe["data"]


def data_of(folder, source=None):
    """What a preset is about: the table [data] of the recipe that trained it.

    Args:
        folder: The preset's folder, a `pathlib.Path`.
        source: Name of a data set to put in place of the recipe's.

    Raises:
        ValueError: If the folder has no recipe and no source is given.
    """
    path = folder / "recipe.toml"
    if source is None and not path.exists():
        raise ValueError(
            f"A preset without recipe.toml does not name its data: give them. Received: {folder}."
        )
    table = data_table(read(path)) if path.exists() else {"seed": 0}
    return table if source is None else table | {"source": source}

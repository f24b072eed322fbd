"""From a preset to a model."""

from kerasgan.presets.checking import check
from kerasgan.presets.families import Family
from kerasgan.presets.finding import open_folder


def load(source, *, cls=Family, sha256=None, generator_only=False):
    """Loads a model from a preset. All of the preset is checked before.

    No code is run from the files: the configuration may name only classes of Keras and registered
    ones.

    Args:
        source: Name of a built-in preset (`kerasgan.list_presets()`), a folder that
            `save_to_preset` wrote, or the `https://….zip` address of one.
        cls: Class that the model must have; any by default. A subclass of the preset's family
            gives an instance of the subclass.
        sha256: SHA-256 of the archive, needed for an address.
        generator_only: Whether to load just what generating needs. Such a model does not train.

    Returns:
        The model, compiled as it was when it was saved. Its optimizers start afresh.

    Raises:
        ValueError: If there is no such preset, it is of another class, or a file of it is
            missing or damaged.

    Example:
        >>> model = kerasgan.from_preset("dcgan_mnist")
        >>> images = model.generate(64, seed=0)
    """
    with open_folder(source, sha256) as folder:
        return read(folder, *check(folder, cls, generator_only), generator_only)


def read(folder, cls, config, networks, generator_only=False):
    """Loads a model from files that were checked."""
    model = cls.from_config(config["config"])
    for name in networks:
        getattr(model, name).load_weights(folder / f"{name}.weights.h5")
    if generator_only:
        model.inference_only = True
    elif compile_config := config.get("compile_config"):
        # After the weights: an average of the weights begins with them.
        model.compile_from_config(compile_config)
    return model

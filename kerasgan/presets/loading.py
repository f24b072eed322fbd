"""From a preset to a model."""

from kerasgan.presets.checking import check
from kerasgan.presets.families import Family
from kerasgan.presets.finding import open_folder


def load(source, *, cls=Family, sha256=None, generator_only=False):
    """Loads a model from a preset, after checking all its files.

    No code from the files is run: the configuration may name only Keras classes and registered
    ones.

    Args:
        source: Name of a built-in preset (`kerasgan.list_presets()`), a folder written by
            `save_to_preset`, or the `https://….zip` address of one.
        cls: Class that the model must have; any by default. A subclass of the preset's family
            gives an instance of the subclass.
        sha256: Hexadecimal SHA-256 of the archive, required for an address.
        generator_only: Whether to load only what inference needs. Such a model cannot train.

    Returns:
        The model, compiled as it was when it was saved, with fresh optimizers.

    Raises:
        ValueError: If the preset does not exist or is of another class, or if one of its files is
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

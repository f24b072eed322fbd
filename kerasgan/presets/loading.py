"""From a preset to a model."""

import keras

from kerasgan.presets.checking import checked
from kerasgan.presets.finding import folder_of


def load(source, *, cls=None, sha256=None, generator_only=False):
    """Loads a model from a preset. All of the preset is checked before.

    No code is run from the files: the configuration may name only classes of
    Keras and registered ones.

    Args:
        source: name of a built-in preset (`names()`), a folder, or the "https://…" address of a
            zip archive.
        cls: class that the model must have; any by default.
        sha256: SHA-256 of the archive, needed for an address.
        generator_only: whether to load just what generating needs. Such a model does not train.

    Returns:
        The model, compiled as it was when it was saved. Its optimizers start afresh.

    Raises:
        ValueError: if there is no such preset, it is of another class, or a file of it is
            missing or damaged.
    """
    with folder_of(source, sha256) as folder:
        config, networks = checked(folder, cls, generator_only)
        return read(folder, config, networks, generator_only)


def read(folder, config, networks, generator_only=False):
    """Loads a model from files that were checked."""
    compile_config = config.pop("compile_config", None)
    model = keras.saving.deserialize_keras_object(config, safe_mode=True)
    for name in networks:
        getattr(model, name).load_weights(folder / f"{name}.weights.h5")
    if generator_only:
        model.inference_only = True
    elif compile_config:
        # After the weights: an average of the weights begins with them.
        model.compile_from_config(compile_config)
    return model

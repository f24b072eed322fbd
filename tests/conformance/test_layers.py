"""Every layer of `kerasgan.layers` keeps one contract: saved, loaded, the same bits."""

import keras
import numpy as np
import pytest

from kerasgan import layers

# Arguments of the constructor, and the inputs of a call; `None` for a layer that is not called.
SUBJECTS = {
    "ImagePool": ({"size": 2}, [(3, 4, 4, 1), (3, 2)]),
    "Maxout": ({"units": 3, "pieces": 2}, [(5, 4)]),
    "NoiseStream": ({"latent_dim": 3, "prior": "uniform", "seed": 5}, None),
    "ReflectionPadding2D": ({"padding": 1}, [(2, 5, 5, 3)]),
}
LAYERS = [name for name, value in vars(layers).items() if isinstance(value, type)]
each_layer = pytest.mark.parametrize("name", LAYERS)


def build(name):
    assert name in SUBJECTS, f"type arguments of {name} into SUBJECTS"
    arguments, shapes = SUBJECTS[name]
    rng = np.random.default_rng(0)
    inputs = None if shapes is None else [rng.random(s).astype("float32") for s in shapes]
    return getattr(layers, name)(**arguments), inputs


@each_layer
def test_layer_is_its_config(name):
    layer, inputs = build(name)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    assert type(again) is type(layer)
    assert again.get_config() == layer.get_config()
    assert keras.saving.get_registered_name(type(layer)) == f"kerasgan>{name}"
    if inputs is None:
        np.testing.assert_array_equal(layer.draw(4), again.draw(4))
        return
    first = layer(*inputs)
    again(*inputs)
    again.set_weights(layer.get_weights())
    np.testing.assert_array_equal(layer(*inputs), again(*inputs))
    assert first.shape[0] == inputs[0].shape[0]


@each_layer
def test_layer_is_documented(name):
    documentation = getattr(layers, name).__doc__
    for part in ("Args:", "Example:"):
        assert part in documentation, part

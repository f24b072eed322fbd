from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan.models.translation_endpoints import make_endpoints


def model(channels, directions):
    """Translators that turn images upside down, and nothing else of a model."""
    inputs = keras.Input([4, 4, channels])
    network = keras.Model(inputs, keras.ops.flip(inputs, axis=1))
    return SimpleNamespace(
        translators={direction: f"generator_{direction}" for direction in directions},
        averaged={f"generator_{direction}": network for direction in directions}.get,
    )


@pytest.mark.parametrize(
    ("channels", "directions", "names"),
    [
        (1, ["a2b"], ["serve", "a2b", "a2b_png"]),
        (2, ["a2b"], ["serve", "a2b"]),
        (3, ["b2a", "a2b"], ["serve", "b2a", "a2b", "b2a_png", "a2b_png"]),
    ],
)
def test_a_direction_has_an_endpoint_and_one_for_files(channels, directions, names):
    endpoints = make_endpoints(model(channels, directions), presented=tf.negative, max_pixels=100)
    assert [*endpoints] == names
    assert endpoints["serve"] is endpoints[directions[0]]
    images = np.random.default_rng(0).uniform(-1, 1, (2, 4, 4, channels)).astype("float32")
    translations = endpoints["serve"].function(tf.constant(images))["translations"]
    np.testing.assert_array_equal(translations, -images[:, ::-1])
    for endpoint in endpoints.values():
        example = endpoint.example(3)
        assert [*example] == [spec.name for spec in endpoint.inputs]
        (outputs,) = endpoint.function(*map(tf.constant, example.values())).values()
        assert len(outputs) == 3

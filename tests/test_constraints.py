import keras
import numpy as np
import pytest

from kerasgan import constraints


def test_clips_to_the_box():
    clip = constraints.WeightClip(0.5)
    values = np.array([[-2.0, -0.5, -0.1], [0.0, 0.3, 7.0]], "float32")
    expected = [[-0.5, -0.5, -0.1], [0.0, 0.3, 0.5]]
    np.testing.assert_allclose(clip(values), expected, rtol=1e-6)


@pytest.mark.parametrize("jit_compile", [False, True])
def test_weights_stay_in_the_box_after_every_step(jit_compile):
    clip = constraints.WeightClip(0.01)
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, kernel_constraint=clip, bias_constraint=clip)]
    )
    model.compile(keras.optimizers.SGD(1.0), "mse", jit_compile=jit_compile)
    rng = np.random.default_rng(0)
    for _ in range(3):
        model.train_on_batch(rng.normal(size=(8, 3)), rng.normal(size=(8, 4)) * 100.0)
        kernel, bias = model.get_weights()
        for weight in (kernel, bias):
            # Steps of this size leave nothing inside: every element lies on an edge.
            np.testing.assert_allclose(np.abs(weight), 0.01, rtol=1e-6)
            assert np.abs(weight).max() <= np.float32(0.01)


def test_survives_saving(tmp_path):
    layer = keras.layers.Dense(2, kernel_constraint=constraints.WeightClip(0.02))
    keras.Sequential([keras.Input((3,)), layer]).save(tmp_path / "model.keras")
    constraint = keras.models.load_model(tmp_path / "model.keras").layers[-1].kernel_constraint
    assert type(constraint) is constraints.WeightClip
    assert constraint.limit == 0.02


def test_refuses_an_empty_box():
    with pytest.raises(ValueError, match=r"number > 0. Received: limit=0.0"):
        constraints.WeightClip(0.0)

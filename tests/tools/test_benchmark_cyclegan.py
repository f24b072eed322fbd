import pathlib

import keras
import numpy as np
import pytest
import tensorflow as tf

import kerasgan

SIZE = 20


@pytest.fixture
def tool(load_tool):
    return load_tool("benchmark_cyclegan")


@pytest.fixture
def setting(tool):
    return tool.Setting(SIZE, 2, width=4, blocks=1, xla=False, dtype="float32")


def state_of(model):
    pools = (variable for pool in (model.pool_a, model.pool_b) for variable in pool.weights)
    return [np.array(variable) for variable in (*model.variables, *pools)]


def test_both_steps_lead_to_the_same_state(tool):
    """With slow gradient descent, for rounding to stay rounding."""
    images = tf.random.stateless_uniform((3, 2, 2, SIZE, SIZE, 3), (0, 0), -1.0, 1.0)
    after = []
    for step in (tool.make_step, tool.make_textbook_step):
        model = kerasgan.CycleGAN((SIZE, SIZE, 3), width=4, blocks=1, seed=0)
        model.compile(keras.optimizers.SGD(1e-4), keras.optimizers.SGD(1e-4))
        before = state_of(model)
        compiled = tf.function(step(model))
        for a, b in images:
            compiled((a, b))
        after.append(state_of(model))
    assert int(model.pool_a.count) == int(model.pool_b.count) == 6
    moved = 0
    for start, value, expected in zip(before, *after, strict=True):
        np.testing.assert_allclose(value, expected, rtol=0, atol=2e-5)
        moved += np.abs(value - start).max() > 1e-4
    assert moved > len(after[0]) / 2


def test_rows(tool, setting, monkeypatch):
    monkeypatch.setattr(tool, "run_alone", lambda *args: 3e6)
    asked = []

    def seconds(**candidates):
        assert all(candidate() is None for candidate in candidates.values())
        asked.extend(candidates)
        return {"step": 0.2, "textbook step": 0.3}

    rows = tool.measure(setting, 2, seconds)
    assert asked == ["step", "textbook step"]
    difference = rows.pop("20 px, batch 2: difference of losses, 1e-6")
    assert 0 <= difference < 10
    assert rows == pytest.approx(
        {
            "20 px, batch 2: step, ms": 100.0,
            "20 px, batch 2: textbook step, ms": 150.0,
            "20 px, batch 2: speed, of the textbook's": 1.5,
            "20 px, batch 2: step, peak MB": 3.0,
            "20 px, batch 2: textbook step, peak MB": 3.0,
        }
    )


@pytest.mark.skipif(
    not pathlib.Path("/proc/self/clear_refs").exists(), reason="memory is read from Linux"
)
def test_peak_is_that_of_the_steps(tool, setting, monkeypatch):
    """Of 40 MB that are taken and freed by each step, but not of 160 MB by the first."""
    calls = []

    def run(steps):
        for _ in range(steps):
            calls.append(np.ones(5_000_000 if calls else 20_000_000).sum())

    monkeypatch.setattr(tool, "compile_step", lambda *args: run)
    assert tool.measure_host_peak("step", setting) == pytest.approx(40e6, rel=0.1)
    assert len(calls) == 3

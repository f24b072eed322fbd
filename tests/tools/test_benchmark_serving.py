import numpy as np
import pytest

import kerasgan


@pytest.fixture
def tool(load_tool):
    return load_tool("benchmark_serving")


@pytest.fixture
def model():
    model = kerasgan.DCGAN(width=4, latent_dim=6, seed=0)
    model.compile()
    return model


def test_all_ways_draw_the_same_images(tool, model):
    codes = np.random.default_rng(0).normal(size=(3, 6)).astype("float32")
    ways = tool.make_ways(model)
    assert list(ways) == ["SavedModel", "compiled generator", "plain generator"]
    for way in ways.values():
        drawn = way(codes)
        assert drawn.dtype == np.float32
        np.testing.assert_allclose(drawn, model.generate(latents=codes), rtol=0, atol=1e-5)


def test_rows(tool, model, monkeypatch):
    """32 images of batches of 8; of single images 1/8 as many."""
    asked = []
    ways = ("SavedModel", "compiled generator", "plain generator")
    counting = {name: lambda codes, name=name: asked.append((name, len(codes))) for name in ways}
    monkeypatch.setattr(tool, "make_ways", lambda model: counting)

    def seconds(**candidates):
        for candidate in candidates.values():
            candidate()
        return {"SavedModel": 0.5, "compiled generator": 0.4, "plain generator": 1.0}

    rows = tool.measure(model, [1, 8], 32, seconds)
    assert asked == [(name, batch) for batch in (1, 8) for name in ways for _ in range(4)]
    assert rows == pytest.approx(
        {
            "batch 1: SavedModel, images/s": 8.0,
            "batch 1: compiled generator, images/s": 10.0,
            "batch 1: plain generator, images/s": 4.0,
            "batch 1: SavedModel, of the compiled generator": 0.8,
            "batch 1: SavedModel, of the plain generator": 2.0,
            "batch 8: SavedModel, images/s": 64.0,
            "batch 8: compiled generator, images/s": 80.0,
            "batch 8: plain generator, images/s": 32.0,
            "batch 8: SavedModel, of the compiled generator": 0.8,
            "batch 8: SavedModel, of the plain generator": 2.0,
        }
    )

import re
import tomllib

import numpy as np
import pytest

from kerasgan import losses, presets, recipes
from kerasgan.experiments import losses as comparison


@pytest.fixture
def on_glyphs(monkeypatch):
    """Comparisons on a few glyphs, scored by a few of them."""
    text = comparison._RECIPE
    for old, new in {
        'source = "{data}"\n': 'source = "glyphs"\ncount = 48\n',
        "batch_size = 64": "batch_size = 8",
        "count = 10_000": "count = 64",
    }.items():
        assert old in text
        text = text.replace(old, new)
    monkeypatch.setattr(comparison, "_RECIPE", text)


def test_everything_that_can_be_compared_is():
    assert {*losses.names(), *losses.divergences()} - {"wasserstein"} <= set(
        comparison.list_methods()
    )
    assert {"wgan_clip", "wgan_gp"} <= set(comparison.list_methods())
    with pytest.raises(ValueError, match=r"called 'hinges'. There is: \['non_saturating'"):
        comparison.format_recipe("hinges")


@pytest.mark.parametrize("name", comparison.list_methods())
def test_recipes_differ_in_what_belongs_to_the_loss_alone(on_glyphs, name):
    recipe = tomllib.loads(comparison.format_recipe(name, width=2))
    other = tomllib.loads(comparison.format_recipe("hinge", width=2))
    for key in ("data", "fit", "evaluate", "seed"):
        assert recipe[key] == other[key]
    model, dataset = recipes.build(recipe)
    hinge, _ = recipes.build(other)
    assert [w.shape for w in model.generator.weights] == [w.shape for w in hinge.generator.weights]
    for weight, expected in zip(model.generator.weights, hinge.generator.weights, strict=True):
        np.testing.assert_array_equal(weight, expected)
    logs = model.fit(dataset, verbose=0).history
    assert np.isfinite(list(logs.values())).all()
    images = model.discriminator_steps * int(model.optimizer.iterations) * 8
    assert images == 48  # all see the data once an epoch


def test_trainings_are_read_back_and_set_in_order(on_glyphs, tmp_path):
    for name in ("hinge", "kl"):
        comparison.train(name, tmp_path, width=2, epochs=2)
    (tmp_path / "pearson").mkdir()  # not finished
    distances = comparison.read_distances(tmp_path)
    assert {name: len(values) for name, values in distances.items()} == {"hinge": 2, "kl": 2}
    before = (tmp_path / "kl" / "log.csv").read_bytes()
    comparison.train("kl", tmp_path, width=2, epochs=2)
    assert (tmp_path / "kl" / "log.csv").read_bytes() == before
    order = re.findall(r"`(\w+)`", comparison.tabulate(distances))
    assert order == sorted(distances, key=lambda name: min(distances[name]))
    picture = comparison.draw_samples(tmp_path, count=3)
    drawn = presets.load(tmp_path / order[0] / "preset").generate(3, seed=0)
    height, width = 2 * 28 + 3 * 2, 3 * 28 + 4 * 2
    assert picture.shape[0] == height
    first = picture[2:30, -width + 2 : -width + 30, 0].astype(float)
    np.testing.assert_allclose(first, (drawn[0, ..., 0] + 1) * 127.5, atol=1)


def test_a_table_of_losses():
    distances = {"kl": [9.0, 7.0, 8.0], "hinge": [9.0, 5.0, np.nan], "gan": [6.25, 7.0, 6.5]}
    assert comparison.tabulate(distances).splitlines()[2:] == [
        "| `hinge` | 5.00 | 2 | nan |",
        "| `gan` | 6.25 | 1 | 6.50 |",
        "| `kl` | 7.00 | 2 | 8.00 |",
    ]

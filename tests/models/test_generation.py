"""What `generate`, `predict`, `interpolate` and `evaluate` return."""

import keras
import numpy as np
import pytest

import kerasgan
from kerasgan import latents


@pytest.fixture(scope="module")
def model(make_gan, points):
    model = make_gan()
    model.compile(run_eagerly=True)
    model.fit(points(), batch_size=16, verbose=0)
    return model


def test_rows_depend_on_seed_and_index_alone(model):
    ten = model.generate(10, seed=3)
    assert ten.shape == (10, 2)
    assert ten.dtype == np.float32
    np.testing.assert_array_equal(ten, model.generate(10, seed=3))
    np.testing.assert_allclose(model.generate(4, seed=3), ten[:4], atol=1e-5)
    np.testing.assert_allclose(model.generate(10, seed=3, batch_size=3), ten, atol=1e-5)
    np.testing.assert_allclose(model.generate(10, seed=3, batch_size=1), ten, atol=1e-5)
    assert len(np.unique(np.concatenate([ten, model.generate(10, seed=4)]), axis=0)) == 20


def test_is_the_generator_at_the_latents_of_the_seed(model):
    codes = latents.sample(6, 3, seed=8)
    expected = model.generator(codes, training=False).numpy()
    np.testing.assert_allclose(model.generate(6, seed=8), expected, atol=1e-6)
    np.testing.assert_allclose(model.generate(latents=codes), expected, atol=1e-6)
    np.testing.assert_allclose(model.predict(codes, batch_size=4, verbose=0), expected, atol=1e-6)
    # Moving statistics generate, not those of the batch.
    assert np.abs(model.generator(codes, training=True).numpy() - expected).max() > 1e-3


def test_list_of_seeds(model):
    seeds = [5, 0, 5, 2**40 + 1, -3]
    samples = model.generate(seed=seeds)
    for seed, sample in zip(seeds, samples, strict=True):
        np.testing.assert_allclose(model.generate(1, seed=seed)[0], sample, atol=1e-5)
    np.testing.assert_array_equal(samples[0], samples[2])
    np.testing.assert_array_equal(model.generate(5, seed=np.array(seeds)), samples)
    assert model.generate(seed=[]).shape == (0, 2)
    assert model.generate(0, seed=1).shape == (0, 2)


def test_without_a_seed_it_is_random(model):
    assert np.abs(model.generate(3) - model.generate(3)).max() > 1e-4
    keras.utils.set_random_seed(1)
    first = model.generate(3)
    keras.utils.set_random_seed(1)
    np.testing.assert_array_equal(model.generate(3), first)


def test_generation_leaves_the_model_alone(model, full_state, assert_same):
    before = full_state(model)
    model.generate(5, seed=0)
    model.predict(np.zeros((2, 3), "float32"), verbose=0)
    model.interpolate(0, 1)
    assert_same(full_state(model), before)


def test_prior_is_the_models(make_gan):
    prior = latents.Uniform(3, 4)
    model = make_gan(prior=prior)
    codes = latents.sample(4, 3, prior, seed=1)
    assert codes.min() >= 3
    np.testing.assert_allclose(model.generate(4, seed=1), model.generate(latents=codes), atol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "how many samples"),
        ({"seed": 3}, r"how many samples.*seed=3"),
        ({"n": 2, "latents": np.zeros((2, 3))}, r"either `latents`, or `n`.*n=2.*\(2, 3\)"),
        ({"seed": 2, "latents": np.zeros((2, 3))}, r"either `latents`"),
        ({"latents": np.zeros((2, 4))}, r"\[N, 3\].*\(2, 4\)"),
        ({"latents": np.zeros(3)}, r"\[N, 3\].*\(3,\)"),
        ({"n": 3, "seed": [1, 2]}, r"n=3 with 2 seeds"),
    ],
)
def test_unclear_requests(model, arguments, message):
    with pytest.raises(ValueError, match=message):
        model.generate(**arguments)


def test_interpolation(model):
    path = model.interpolate(4, 9, steps=5)
    assert path.shape == (5, 2)
    np.testing.assert_allclose(path[[0, -1]], model.generate(seed=[4, 9]), atol=1e-5)
    a, b = (latents.sample(1, 3, seed=seed)[0].astype("float64") for seed in (4, 9))
    # Slerp: the middle of the arc points along the sum of the unit vectors.
    middle = a / np.linalg.norm(a) + b / np.linalg.norm(b)
    middle *= (np.linalg.norm(a) + np.linalg.norm(b)) / 2 / np.linalg.norm(middle)
    lerp = model.interpolate(a, b, steps=5, method="lerp")
    expected = model.generate(latents=[(a + b) / 2])
    np.testing.assert_allclose(lerp[2:3], expected, atol=1e-5)
    directions = model.interpolate(a / np.linalg.norm(a), b / np.linalg.norm(b), steps=3)
    expected = model.generate(latents=[middle / np.linalg.norm(middle)])
    np.testing.assert_allclose(directions[1:2], expected, atol=1e-5)
    assert np.abs(path[2] - lerp[2]).max() > 1e-4


def test_interpolation_suits_the_prior(make_gan):
    model = make_gan(prior="uniform")
    np.testing.assert_array_equal(
        model.interpolate(4, 9, steps=3), model.interpolate(4, 9, steps=3, method="lerp")
    )


def test_evaluate_against_the_formulas(model, points):
    data = points(32, seed=5)
    values = model.evaluate(data, batch_size=32, verbose=0, return_dict=True)
    real = model.discriminator(data, training=False).numpy().astype("float64")
    sigmoid = 1 / (1 + np.exp(-real))
    assert values["real_score"] == pytest.approx(sigmoid.mean(), abs=1e-5)
    # The generated side is random: its two values are consistent with one another.
    fake_part = values["discriminator_loss"] + np.log(sigmoid).mean()
    assert fake_part >= -np.log(1 - values["fake_score"]) - 1e-5  # Jensen's inequality
    assert values["generator_loss"] >= -np.log(values["fake_score"]) - 1e-5


def test_evaluate_is_repeatable_and_changes_nothing(model, points, full_state, assert_same):
    before = {k: v for k, v in full_state(model).items() if not k.startswith("model/")}
    first = model.evaluate(points(), batch_size=16, verbose=0, return_dict=True)
    second = model.evaluate(points(), batch_size=16, verbose=0, return_dict=True)
    assert first == second
    assert set(first) == {"generator_loss", "discriminator_loss", "real_score", "fake_score"}
    values = model.evaluate(points(), np.zeros(96), batch_size=16, verbose=0)
    assert values == [first[name] for name in model.metrics_names if name in first]
    after = {k: v for k, v in full_state(model).items() if not k.startswith("model/")}
    assert_same(after, before)


def test_validation_does_not_disturb_training(
    make_gan, points, network_state, optimizer_state, assert_same
):
    states, logs = [], []
    for validation in ({}, {"validation_data": (points(40, seed=9), np.zeros(40))}):
        model = make_gan()
        model.compile()
        history = model.fit(points(), batch_size=16, epochs=3, verbose=0, **validation)
        states.append({**network_state(model), **optimizer_state(model)})
        states[-1]["noise"] = np.array(model.noise.counter)
        logs.append(history.history)
    assert_same(*states)
    for name, values in logs[0].items():
        assert logs[1][name] == values
        assert len(logs[1][f"val_{name}"]) == 3


def test_evaluate_of_a_dataset_of_unknown_length(model, points):
    dataset = kerasgan.data.from_arrays(points(), batch_size=16, shuffle=False)
    known = model.evaluate(dataset, verbose=0, return_dict=True)
    unknown = model.evaluate(dataset.filter(lambda x: True), verbose=0, return_dict=True)
    assert known == unknown

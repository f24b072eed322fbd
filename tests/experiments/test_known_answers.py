import inspect

import keras
import numpy as np
import pytest
from scipy import optimize

from kerasgan import charts, penalties
from kerasgan.data.sets import mixtures
from kerasgan.experiments import known_answers
from kerasgan.experiments.known_answers import (
    Answer,
    Row,
    closed_form,
    critics,
    discriminators,
    game,
    gaussians,
    modes,
)


@pytest.mark.parametrize("compute", known_answers.QUICK, ids=lambda compute: compute.__name__)
def test_quick_answers_are_reached(compute):
    answer = compute()
    missed = [row for row in answer.rows if not row.holds]
    assert missed == []
    assert answer.rows
    for picture in answer.pictures.values():
        assert picture.dtype == np.uint8
        assert picture.ndim == 3
        colors = np.unique(picture.reshape(-1, 3), axis=0)
        assert any((colors == color).all(axis=1).any() for color in (charts.BLUE, charts.GREEN))


def test_a_row_holds_within_its_tolerance_on_either_side():
    def holds(expected, reached, tolerance):
        return Row("", expected, reached, tolerance, "").holds

    assert holds(1.0, 1.09, 0.1)
    assert holds(1.0, 0.91, 0.1)
    assert not holds(1.0, 1.11, 0.1)
    assert not holds(1.0, 0.89, 0.1)
    assert not holds(1.0, np.nan, 0.1)
    assert holds(2, 2, 0)
    assert holds(np.inf, np.inf, 0.1)
    assert not holds(np.inf, 1e30, 0.1)
    assert not holds(1.0, np.inf, 0.1)


def test_the_table_shows_expected_beside_reached():
    rows = [Row("this", 1.0, 1.05, 0.1, "so"), Row("that", -2.0, -3.0, 0.5, "otherwise")]
    head, first, second = known_answers.tabulate(rows).splitlines()
    assert head.split()[:4] == ["expected", "reached", "tolerance", "what"]
    assert first.split() == ["ok", "1", "1.05", "0.1", "this", "so"]
    assert second.split() == ["MISSED", "-2", "-3", "0.5", "that", "otherwise"]
    assert first.index("so") == second.index("otherwise") == head.index("how")


def test_a_discriminator_that_has_not_learnt_misses(monkeypatch):
    """The rows compare with the trained network, not with themselves."""

    def untrained(generator, data, prior="normal"):
        discriminator = keras.Sequential(
            [keras.Input(data.shape[1:]), keras.layers.Dense(1, kernel_initializer="zeros")]
        )
        return type("Model", (), {"discriminator": discriminator})

    monkeypatch.setattr(discriminators, "train", untrained)
    missed = [row for row in discriminators.find_optimum().rows if not row.holds]
    assert [row.what.partition(":")[0] for row in missed] == ["p != q", "p != q"]
    (missed,) = (row for row in discriminators.separate_lines((0.5,)).rows if not row.holds)
    assert missed.reached == pytest.approx(0.0, abs=1e-12)  # V = -log 4 at D = 1/2


def test_a_game_of_the_other_kind_misses(monkeypatch):
    alternating = game.play("alternating")
    monkeypatch.setattr(game, "play", lambda update: alternating)
    missed = [row.what.partition(":")[0] for row in game.play_bilinear_game().rows if not row.holds]
    assert missed == ["simultaneous", "simultaneous"]


def test_the_slope_of_a_loss_by_finite_differences():
    for name in ("minimax", "non_saturating"):
        for logit in (-2.0, 0.5):
            loss = known_answers.closed_form.losses.get(name).generator
            step = 1e-2
            above, below = (np.array([[logit + sign * step]], "float32") for sign in (1, -1))
            expected = (float(loss(above)) - float(loss(below))) / (2 * step)
            assert closed_form.differentiate(name, logit) == pytest.approx(expected, abs=1e-4)


def test_answers_need_no_arguments():
    for compute in known_answers.QUICK + known_answers.SLOW:
        inspect.signature(compute).bind()
        assert compute.__doc__


# f-GANs


@pytest.mark.parametrize("name", gaussians.FITS)
def test_the_known_fits_are_the_best_by_quadrature(name):
    fit = gaussians.FITS[name]

    def at(parameters):
        return gaussians.compute_divergence(name, gaussians.Trained(*parameters, 0.0))

    found = optimize.minimize(at, [1.0, 2.0], method="Nelder-Mead", options={"xatol": 1e-4})
    assert found.x == pytest.approx([fit.mean, fit.deviation], abs=5e-3)
    assert found.fun == pytest.approx(fit.value, abs=1e-4)


def test_the_data_of_the_gaussian_fit_have_their_density():
    points = gaussians.sample(200_000, seed=0)[:, 0]
    density, edges = np.histogram(points, bins=np.linspace(-4, 6, 41), density=True)
    inside = (points > -4) & (points < 6)
    expected = np.interp((edges[:-1] + edges[1:]) / 2, gaussians.X, gaussians.compute_mixture())
    np.testing.assert_allclose(density * inside.mean(), expected, atol=0.03)
    assert np.trapezoid(gaussians.compute_mixture(), gaussians.X) == pytest.approx(1, abs=1e-6)


def test_an_f_gan_learns_the_gaussian():
    fit = gaussians.FITS["kl"]
    mean, deviation, bound = gaussians.train(fit.divergence, steps=800)
    assert mean == pytest.approx(fit.mean, abs=0.15 * fit.deviation)
    assert deviation == pytest.approx(fit.deviation, rel=0.15)
    # Never more than the divergence that is left, which is at least that of the best fit.
    left = gaussians.compute_divergence("kl", gaussians.Trained(mean, deviation, bound))
    assert 0.8 * fit.value < bound <= left + 1e-6


def test_gaussians_of_the_other_divergences_miss(monkeypatch):
    """What is trained by the wrong divergence does not pass for the right one."""
    fits = gaussians.FITS

    def train(divergence):
        name = "reverse_kl" if divergence is fits["kl"].divergence else "kl"
        return gaussians.Trained(fits[name].mean, fits[name].deviation, 0.0)

    monkeypatch.setattr(gaussians, "train", train)
    missed = {row.what for row in gaussians.fit_gaussians().rows if not row.holds}
    assert {"kl: mean", "kl: deviation", "kl: bound"} <= missed
    assert any(what.startswith("kl: divergence of its own model") for what in missed)
    assert {f"{name}: bound" for name in fits} <= missed


def test_a_critic_without_a_penalty_misses(monkeypatch):
    untrained = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="zeros")]
    )
    monkeypatch.setattr(
        critics, "train", lambda *args, **kwargs: type("Model", (), {"critic": untrained})
    )
    assert not any(row.holds for row in critics.penalize_critics((0.5, 1.0)).rows)


# Modes


def test_a_recipe_for_modes_starts_over_the_square_and_learns(monkeypatch):
    recipe = modes.RECIPES["ring"]
    z = np.random.default_rng(0).uniform(-1, 1, size=(500, 2)).astype("float32")
    untrained = modes.make_generator(recipe, seed=0).predict(z, verbose=0)
    slope = np.linalg.lstsq(z, untrained, rcond=None)[0]
    # What the network adds at the start is small beside the multiple of the latents.
    np.testing.assert_allclose(slope, recipe.spread * np.eye(2), atol=0.5 * recipe.spread)

    model, stages = modes.train("ring", seed=3, steps=400)
    assert [points.shape for points in stages] == [(2500, 2)] * 4
    np.testing.assert_array_equal(stages[-1], model.generate(2500, seed=3))
    assert int(model.optimizer.iterations) == 400
    # Nearer to the circle than the square was.
    distances = [np.abs(np.linalg.norm(points, axis=1) - 1).mean() for points in stages]
    assert distances[-1] < 0.15 < np.abs(np.linalg.norm(untrained, axis=1) - 1).mean()


def test_a_wgan_learns_the_ring_from_the_same_networks():
    gan, _ = modes.train("ring", seed=3, steps=4)
    wgan, stages = modes.train("ring", modes.WGAN, seed=3, steps=200)
    assert wgan.penalty.get_config() == penalties.GradientPenalty(1.0).get_config()
    assert (
        int(wgan.discriminator_optimizer.iterations) == 5 * int(wgan.optimizer.iterations) == 1000
    )
    assert float(wgan.discriminator_optimizer.learning_rate) == pytest.approx(0.0, abs=1e-8)
    for network, other in zip(wgan.networks.values(), gan.networks.values(), strict=True):
        assert [w.shape for w in network.weights] == [w.shape for w in other.weights]
    distances = [np.abs(np.linalg.norm(points, axis=1) - 1).mean() for points in stages]
    assert distances[-1] < distances[0] < 0.4


def test_too_few_modes_or_samples_of_quality_miss(monkeypatch):
    centers = mixtures.MIXTURES["grid"].centers

    def drawn(kept, near):
        """What a generator would draw of the first modes, a fraction of it where they are."""
        points = np.resize(centers[:kept], (2500, 2)).astype("float32")
        points[round(near * 2500) :] += 1.0
        return lambda name, family, seed: (None, [points] * 4)

    for kept, near, held in [(25, 0.99, 2), (24, 0.91, 2), (23, 0.99, 1), (24, 0.89, 1)]:
        monkeypatch.setattr(modes, "train", drawn(kept, near))
        answer = modes.learn_grid()
        assert sum(row.holds for row in answer.rows) == held
        assert answer.rows[0].reached == kept
        assert answer.rows[1].reached == pytest.approx(near)

    for kept, near, held in [(25, 0.8, 2), (24, 0.8, 1), (25, 0.7, 1)]:
        monkeypatch.setattr(modes, "train", drawn(kept, near))
        assert sum(row.holds for row in modes.learn_grid_by_wgan().rows) == held


@pytest.mark.slow
@pytest.mark.parametrize("compute", known_answers.SLOW, ids=lambda compute: compute.__name__)
def test_slow_answers_are_reached(compute):
    assert [row for row in compute().rows if not row.holds] == []


def test_an_answer_is_what_it_says():
    assert Answer._fields == ("title", "rows", "pictures")

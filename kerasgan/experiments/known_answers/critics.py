"""Known answers: what the critic of a WGAN-GP says of distributions whose distance is known."""

import keras
import numpy as np
import tensorflow as tf

from kerasgan import theory
from kerasgan.charts import BLUE, GREEN, GREY, ORANGE, Curve, draw_chart
from kerasgan.experiments.known_answers.answer import Answer, Row
from kerasgan.experiments.known_answers.discriminators import draw_lines, make_affine
from kerasgan.latents import Uniform
from kerasgan.models import WGAN
from kerasgan.networks import mlp_discriminator
from kerasgan.penalties import GradientPenalty

THETAS = (0.25, 0.5, 1.0, 2.0)
_BATCH, _STEPS = 128, 500
_HOW = f"WGAN.fit, {_STEPS} steps of a frozen generator; on 20 000 fresh samples"


def penalize_critics(thetas=THETAS):
    """A penalised critic tells the distance of two lines, but for the penalty's known bias.

    On the way from one line to the other, of length theta, a slope s costs lambda (s - 1)^2 and
    earns s theta. The best is s = 1 + theta / (2 lambda), so that the estimate is not theta but
    theta (1 + theta / (2 lambda)).
    """
    rows, curves = [], []
    for weight, tolerance, color in ((10.0, 0.03, ORANGE), (100.0, 0.05, BLUE)):
        estimates = [_estimate_lines(theta, weight) for theta in thetas]
        for theta, estimate in zip(thetas, estimates, strict=True):
            biased = theta * (1 + theta / (2 * weight))
            known = biased if weight == 10 else theory.wasserstein_samples([0.0], [theta])
            what = f"theta = {theta}, lambda = {weight:g}: E f(real) - E f(fake)"
            rows.append(Row(what, known, estimate, tolerance * known, _HOW))
        curves.append(Curve(thetas, estimates, color, f"trained, lambda = {weight:g}", dots=4))
    mean = np.array([1.2, -1.6])
    rows.append(
        Row(
            "N(0, I) and N(m, I), |m| = 2, lambda = 100: E f(real) - E f(fake)",
            float(np.linalg.norm(mean)),
            _estimate_gaussians(mean, 100.0),
            0.05 * float(np.linalg.norm(mean)),
            _HOW,
        )
    )
    x = np.linspace(0, 2.2, 100)
    picture = draw_chart(
        [
            Curve(x, x, GREEN, "W"),
            Curve(x, x * (1 + x / 20), GREY, "theta (1 + theta / (2 lambda)), lambda = 10"),
            *curves,
        ],
        "Two parallel lines at distance theta, by WGAN-GP",
        (0, 2.2),
        (0, 2.8),
    )
    return Answer("The critic under a gradient penalty", rows, {"gradient_penalty": picture})


def train(generator, data, weight, prior="normal"):
    """A WGAN with a critic trained once through data `[N, D]`; its generator stays."""
    critic = mlp_discriminator(data.shape[1:], hidden=(64, 64), seed=0)
    model = WGAN(generator, critic, prior=prior, seed=0)
    rate = keras.optimizers.schedules.CosineDecay(5e-3, len(data) // _BATCH)
    model.compile(
        discriminator_optimizer=keras.optimizers.Adam(rate, beta_1=0.5, beta_2=0.9),
        penalty=GradientPenalty(weight),
        discriminator_steps=1,
        steps_per_execution=50,
    )
    model.fit(data, batch_size=_BATCH, verbose=0)
    return model


def _estimate_lines(theta, weight):
    """The estimate for uniform laws on the lines x = 0 and x = theta."""
    generator, data, real, fake = draw_lines(theta, _STEPS * _BATCH)
    return _estimate(train(generator, data, weight, prior=Uniform(0.0, 1.0)), real, fake)


def _estimate_gaussians(mean, weight):
    """The estimate for two Gaussians of unit covariance."""
    data = np.random.default_rng(0).normal(size=(_STEPS * _BATCH, 2)).astype("float32")
    model = train(make_affine(np.eye(2), mean), data, weight)
    fresh = np.random.default_rng(1).normal(size=(20_000, 2))
    return _estimate(model, fresh, fresh + mean)


def _estimate(model, real, fake):
    real, fake = (model.critic(tf.constant(x, tf.float32)).numpy() for x in (real, fake))
    return float(real.mean(dtype="float64") - fake.mean(dtype="float64"))

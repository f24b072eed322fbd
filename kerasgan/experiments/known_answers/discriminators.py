"""Known answers: what a discriminator becomes when the generator stays as it is."""

import keras
import numpy as np
import tensorflow as tf

from kerasgan import theory
from kerasgan.charts import BLUE, GREEN, GREY, ORANGE, Curve, draw_chart, join_charts
from kerasgan.experiments.known_answers.answer import Answer, Row
from kerasgan.latents import Uniform
from kerasgan.models import GAN
from kerasgan.networks import mlp_discriminator

_BATCH = 512
_GRID = np.linspace(-9, 9, 3601)
_LOG_4 = np.log(4)


def find_optimum():
    """D becomes p / (p + q), and 1/2 where p = q, where V is -log 4 (Proposition 1)."""
    normal = _compute_density(_GRID, [0.0], 1.0)
    humps = _compute_density(_GRID, [-1.5, 1.5], 0.7)
    rng = np.random.default_rng(0)
    noise = rng.normal(size=400 * _BATCH).astype("float32")
    sides = rng.choice(np.float32([-1.5, 1.5]), size=noise.size)
    rows, panels = [], []
    for name, p, data in (
        ("p = q", normal, noise),
        ("p != q", humps, sides + np.float32(0.7) * noise),
    ):
        model = train(make_affine([[1.0]], [0.0]), data[:, None])
        d = _to_probabilities(_compute_logits(model, _GRID[:, None]))
        best = theory.optimal_discriminator(p, normal)
        seen = np.abs(_GRID) <= 3
        how = "GAN.fit, 400 steps, loss minimax, a generator that draws N(0, 1)"
        criterion = theory.virtual_criterion(p, normal, x=_GRID)
        value = theory.value(p, normal, np.clip(d, 1e-12, 1 - 1e-12), x=_GRID)
        rows += [
            Row(
                f"{name}: mean |D - p/(p+q)| on [-3, 3]",
                0.0,
                np.abs(d - best)[seen].mean(),
                0.02,
                how,
            ),
            Row(f"{name}: V at the trained D", criterion, value, 0.01, "the same, by quadrature"),
        ]
        panels.append(
            draw_chart(
                [
                    Curve(_GRID, p, BLUE, "p, the data"),
                    Curve(_GRID, normal, GREEN, "q, the generator"),
                    Curve(_GRID, best, GREY, "p / (p + q)"),
                    Curve(_GRID, d, ORANGE, "trained D"),
                ],
                f"{name} over x",
                (-4, 4),
                (0, 1.2),
            )
        )
    at_p = theory.virtual_criterion(normal, normal, x=_GRID)
    divergence = theory.jensen_shannon(humps, normal, x=_GRID)
    known = theory.virtual_criterion(humps, normal, x=_GRID)
    rows += [
        Row("C(G) at p = q, which is -log 4", -_LOG_4, at_p, 1e-6, "quadrature"),
        Row("C(G) = -log 4 + 2 JSD at p != q", -_LOG_4 + 2 * divergence, known, 1e-6, "quadrature"),
    ]
    return Answer("The optimal discriminator", rows, {"optimal_discriminator": join_charts(panels)})


def separate_lines(thetas=(-1.0, 0.25)):
    """A discriminator reports log 2 for two lines at whatever distance; only W tells it."""
    known = theory.parallel_lines(thetas)
    # W of the two lines is that of their first coordinates, two points.
    transport = [theory.wasserstein_samples([0.0], [theta]) for theta in thetas]
    # (V + log 4) / 2, a lower bound of JSD, which is reached at the optimum.
    bounds = [_value_lines(theta) / 2 + _LOG_4 / 2 for theta in thetas]
    how = "GAN.fit, 300 steps, loss minimax; V on 20 000 fresh samples"
    rows = [
        Row(f"theta = {theta}: (V + log 4) / 2", np.log(2), bound, 0.02, how)
        for theta, bound in zip(thetas, bounds, strict=True)
    ]
    for k, theta in enumerate(thetas):
        for name, expected in (("jensen_shannon", np.log(2)), ("kl", np.inf)):
            label = f"theta = {theta}: {name}"
            rows.append(Row(label, expected, float(known[name][k]), 1e-12, "closed form"))
        rows.append(
            Row(f"theta = {theta}: W", transport[k], float(known["wasserstein"][k]), 1e-12, "both")
        )
    x = np.linspace(-2, 2, 401)
    table = theory.parallel_lines(x)
    js = np.where(x == 0, np.nan, table["jensen_shannon"])
    picture = draw_chart(
        [
            Curve(x, table["wasserstein"], GREEN, "W"),
            Curve(x, js, BLUE, "JSD (0 at theta = 0)"),
            Curve([0], [0], BLUE, dots=4),
            Curve(thetas, bounds, ORANGE, "(V + log 4) / 2 of trained discriminators", dots=4),
        ],
        "Two parallel lines at distance theta",
        (-2, 2),
        (-0.1, 2.8),
    )
    return Answer("Parallel lines", rows, {"parallel_lines": picture})


def train(generator, data, prior="normal"):
    """A GAN with a discriminator trained once through data `[N, D]`; its generator stays."""
    discriminator = mlp_discriminator(data.shape[1:], hidden=(32, 32), activation="tanh", seed=0)
    model = GAN(generator, discriminator, prior=prior, seed=0)
    rate = keras.optimizers.schedules.CosineDecay(5e-3, len(data) // _BATCH)
    model.compile(
        discriminator_optimizer=keras.optimizers.Adam(rate), loss="minimax", steps_per_execution=50
    )
    model.fit(data, batch_size=_BATCH, verbose=0)
    return model


def _value_lines(theta):
    """V of a discriminator trained on uniform laws on the lines x = 0 and x = theta."""
    generator, data, real, fake = draw_lines(theta, 300 * _BATCH)
    model = train(generator, data, prior=Uniform(0.0, 1.0))
    real, fake = _compute_logits(model, real), _compute_logits(model, fake)
    return -np.logaddexp(0, -real).mean() - np.logaddexp(0, fake).mean()


def draw_lines(theta, count):
    """Uniform laws on the lines x = 0, the data's, and x = theta, the generator's.

    Returns the generator, so many points of data, and 20 000 fresh points of each line.
    """
    heights = np.random.default_rng(0).uniform(size=(count, 1)).astype("float32")
    data = np.concatenate([np.zeros_like(heights), heights], axis=1)
    fresh = np.random.default_rng(1).uniform(size=(20_000, 2)) * [0, 1]
    return make_affine([[0.0, 1.0]], [theta, 0.0]), data, fresh, fresh + np.array([theta, 0])


def make_affine(kernel, bias):
    """A generator that is a fixed affine map of the latents, so that its law is known."""
    layer = keras.layers.Dense(len(bias))
    generator = keras.Sequential([keras.Input((len(kernel),)), layer], name="generator")
    layer.set_weights([np.array(kernel, "float32"), np.array(bias, "float32")])
    generator.trainable = False
    return generator


def _compute_logits(model, points):
    logits = model.discriminator(tf.constant(points, "float32"), training=False)
    return logits.numpy().astype("float64")[:, 0]


def _to_probabilities(logits):
    return 1 / (1 + np.exp(-logits))


def _compute_density(x, centers, sigma):
    """The density of equally likely normal laws of one standard deviation."""
    steps = (x[:, None] - np.asarray(centers)) / sigma
    return np.exp(-(steps**2) / 2).mean(axis=1) / (sigma * np.sqrt(2 * np.pi))

"""Known answer: the best Gaussian for a mixture, in every f-divergence.

The experiment of the f-GAN paper. The data are a mixture of two Gaussians, the generator one
Gaussian, so no divergence reaches zero and each has its own optimum, which quadrature finds. A
trained f-GAN must find the same, and its bound must come near the divergence there.

Reference:
    Nowozin, Cseke, Tomioka, "f-GAN: Training Generative Neural Samplers using Variational
    Divergence Minimization", 2016, section 4.1 and table 3 (arXiv:1606.00709).
"""

from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from kerasgan import theory
from kerasgan.charts import BLUE, GREEN, GREY, ORANGE, Curve, draw_chart, join_charts
from kerasgan.experiments.known_answers.answer import Answer, Row
from kerasgan.losses import FDivergence
from kerasgan.models import FGAN
from kerasgan.networks import mlp_discriminator

WEIGHTS, MEANS, VARIANCES = (0.33, 0.67), (-1.0, 2.0), (0.065, 2.0)
X = np.linspace(-14.0, 18.0, 6401)
BATCH, STEPS, RATE = 512, 2000, 1e-2
# By how much of itself a divergence of a trained model may exceed the least: twice what it differs
# by between trainings of different seeds.
SPREAD = 0.01


class Fit(NamedTuple):
    """A divergence, and the Gaussian that is best by it."""

    divergence: FDivergence
    value: float  # of the mixture from that Gaussian, in nats, by quadrature
    mean: float
    deviation: float


class Trained(NamedTuple):
    """What an f-GAN has learnt."""

    mean: float
    deviation: float
    bound: float  # the variational one of its critic, in nats, by quadrature


# By quadrature; tests minimise again. Total variation needs the light penalty: without it the
# tanh of its activation saturates, and the critic learns no more.
FITS = {
    "kl": Fit(FDivergence("kl"), 0.2831, 1.0100, 1.8307),
    "reverse_kl": Fit(FDivergence("reverse_kl"), 0.2482, 1.5781, 1.6312),
    "jensen_shannon": Fit(FDivergence("jensen_shannon"), 0.1281, 1.3068, 1.7540),
    "jeffrey": Fit(FDivergence("jeffrey"), 0.5708, 1.3216, 1.7029),
    "pearson": Fit(FDivergence("pearson"), 0.6458, 0.5737, 1.9273),
    "neyman": Fit(FDivergence("neyman"), 0.4052, 1.8248, 1.5186),
    "squared_hellinger": Fit(FDivergence("squared_hellinger"), 0.1347, 1.3129, 1.7326),
    "total_variation": Fit(
        FDivergence("total_variation", logit_penalty=1e-3), 0.2396, 1.3385, 1.8792
    ),
    "alpha = -1": Fit(FDivergence("alpha", alpha=-1.0), 0.2026, 1.8248, 1.5186),
    "alpha = 0.5": Fit(FDivergence("alpha", alpha=0.5), 0.2694, 1.3129, 1.7326),
    "alpha = 2": Fit(FDivergence("alpha", alpha=2.0), 0.3229, 0.5737, 1.9273),
}


def compute_density(mean, deviation):
    """The density of a Gaussian at `X`."""
    return np.exp(-(((X - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))


def compute_mixture():
    """The density of the data at `X`."""
    terms = zip(WEIGHTS, MEANS, VARIANCES, strict=True)
    return sum(weight * compute_density(mean, variance**0.5) for weight, mean, variance in terms)


def sample(count, seed):
    """Draws `[count, 1]` float32 data."""
    rng = np.random.default_rng(seed)
    side = (rng.random(count) > WEIGHTS[0]).astype(int)
    points = np.take(MEANS, side) + np.sqrt(np.take(VARIANCES, side)) * rng.normal(size=count)
    return points[:, None].astype("float32")


def train(divergence, steps=STEPS, seed=0):
    """Trains an f-GAN whose generator is a Gaussian: `mean + deviation * z`."""
    affine = keras.layers.Dense(1, kernel_initializer="ones")
    generator = keras.Sequential([keras.Input((1,)), affine], name="generator")
    critic = mlp_discriminator((1,), hidden=(64, 64), activation="tanh", seed=seed)
    model = FGAN(generator, critic, divergence, seed=seed)
    rate = keras.optimizers.schedules.CosineDecay(RATE, steps)
    model.compile(
        generator_optimizer=keras.optimizers.Adam(
            rate, beta_1=0.5, use_ema=True, ema_momentum=0.99
        ),
        discriminator_optimizer=keras.optimizers.Adam(rate, beta_1=0.5),
        steps_per_execution=50,
    )
    model.fit(sample(steps * BATCH, seed), batch_size=BATCH, verbose=0)
    kernel, bias = model.averaged("generator").get_weights()
    mean, deviation = float(bias[0]), abs(float(kernel[0, 0]))
    logits = tf.cast(model.critic(tf.constant(X[:, None], tf.float32)), tf.float64)[:, 0]
    p, q = compute_mixture(), compute_density(mean, deviation)
    real, fake = divergence.activation(logits).numpy(), divergence.composition(logits).numpy()
    return Trained(mean, deviation, float(np.trapezoid(p * real - q * fake, X)))


def fit_gaussians():
    """Each f-GAN finds the Gaussian that is best by its divergence, and is best by it."""
    trained = {name: train(fit.divergence) for name, fit in FITS.items()}
    cross = {name: [compute_divergence(name, each) for each in trained.values()] for name in FITS}
    how = f"FGAN.fit, {STEPS} steps of {BATCH}"
    rows = []
    for k, (name, fit) in enumerate(FITS.items()):
        mean, deviation, bound = trained[name]
        rows += [
            Row(f"{name}: mean", fit.mean, mean, 0.07 * fit.deviation, how),
            Row(f"{name}: deviation", fit.deviation, deviation, 0.07 * fit.deviation, how),
            Row(f"{name}: bound", fit.value, bound, 0.1 * fit.value, how + "; by quadrature"),
            Row(
                f"{name}: divergence of its own model, least of all {len(FITS)}",
                min(cross[name]),
                cross[name][k],
                SPREAD * fit.value,
                "the models above, by quadrature",
            ),
        ]
    return Answer("The best Gaussian by each divergence", rows, {"gaussian_fit": _draw(trained)})


def compute_divergence(name, trained):
    """The named divergence of the data from a `Trained` Gaussian, in nats, by quadrature."""
    divergence = FITS[name].divergence
    q = compute_density(trained.mean, trained.deviation)
    return theory.f_divergence(compute_mixture(), q, divergence.name, x=X, **divergence.parameters)


def _draw(trained):
    panels = []
    for names in (("kl", "pearson", "jeffrey"), ("reverse_kl", "neyman", "total_variation")):
        colors = zip(names, (BLUE, GREEN, ORANGE), strict=True)
        curves = [
            Curve(X, compute_density(trained[name].mean, trained[name].deviation), color, name)
            for name, color in colors
        ]
        data = Curve(X, compute_mixture(), GREY, "the data")
        panels.append(draw_chart([data, *curves], "Trained Gaussians", (-5, 8), (0, 0.65)))
    return join_charts(panels)

"""Known answers: the modes of the ring and of the grid, drawn by a `GAN` and by a `WGAN`.

A plain GAN drops modes: its published figures are 6.3 of 8 and 17.3 of 25 (Lin et al. 2018). Three
things keep them here, of which none knows where the modes are:

* The generator starts as a multiple of its two latents, which cover a square about as large as the
  data, so that no mode is out of its reach; a network adds the way from there.
* Both networks have four hidden layers. With two the discriminator is too smooth to see how narrow
  the modes of the grid are: it is content with a generator that covers the whole square.
* The learning rate goes to zero, and the moving average of the generator draws the samples.

A Wasserstein GAN with gradient penalty takes the same networks. It keeps the modes by itself, and
is slower to draw them narrow: its critic, whose slope the penalty holds at 1, sees little of what
lies within a standard deviation. It takes a weight of the penalty of 1 for points a few units
apart.

Reference:
    Lin et al., "PacGAN: The Power of Two Samples in Generative Adversarial Networks", 2018
    (arXiv:1712.04086).
"""

from typing import NamedTuple

import keras
import numpy as np

from kerasgan import data
from kerasgan.charts import BLUE, ORANGE, Curve, draw_chart, join_charts
from kerasgan.data.sets import mixtures
from kerasgan.experiments.known_answers.answer import Answer, Row
from kerasgan.metrics import ModeCoverage
from kerasgan.models import GAN, WGAN
from kerasgan.networks import mlp_discriminator, mlp_generator
from kerasgan.penalties import GradientPenalty

_SAMPLES = 2500  # of the published protocol
_SEEDS = (0, 1, 2)
_STAGES = 4  # at which the samples are drawn into the picture


class Recipe(NamedTuple):
    """How a mixture is learnt."""

    spread: float  # half the side of the square that the generator covers at the start
    hidden: tuple  # widths of the hidden layers of both networks
    steps: int  # of a `GAN`
    wgan_steps: int  # of a `WGAN`, each with five updates of the critic
    batch_size: int = 256
    learning_rate: float = 1e-3  # Adam's at the start, of both networks


RECIPES = {
    "ring": Recipe(spread=0.7, hidden=(128,) * 4, steps=3000, wgan_steps=3000),
    "grid": Recipe(spread=4.5, hidden=(128,) * 4, steps=8000, wgan_steps=6000),
}


def learn_ring():
    """Eight modes on a circle: all are drawn, and nine samples of ten belong to one."""
    return _learn("ring", GAN, lost=0, quality=0.9)


def learn_grid():
    """Twenty-five modes in a square: at most one is lost, nine samples of ten belong to one."""
    return _learn("grid", GAN, lost=1, quality=0.9)


def learn_ring_by_wgan():
    """The ring by WGAN-GP: all modes are drawn, and nine samples of ten belong to one."""
    return _learn("ring", WGAN, lost=0, quality=0.9)


def learn_grid_by_wgan():
    """The grid by WGAN-GP: all modes are drawn, and three samples of four belong to one."""
    return _learn("grid", WGAN, lost=0, quality=0.75)


def train(name, family=GAN, seed=0, steps=None):
    """Trains a mixture's recipe, by default as often as it says; `steps` must be a multiple of 4.

    Returns the trained model, and its samples `[2500, 2]` at four stages, the last at the end.
    """
    recipe = RECIPES[name]
    steps = steps or _count_steps(recipe, family)
    model = family(
        make_generator(recipe, seed),
        mlp_discriminator((2,), hidden=recipe.hidden, seed=seed),
        prior="uniform",
        seed=seed,
    )
    updates = steps * model.default_discriminator_steps  # of the discriminator
    model.compile(
        generator_optimizer=_make_adam(recipe, family, steps, use_ema=True, ema_momentum=0.99),
        discriminator_optimizer=_make_adam(recipe, family, updates),
        penalty=GradientPenalty(1.0) if family is WGAN else None,
        steps_per_execution=50,
    )
    points = data.load(name, batch_size=recipe.batch_size, seed=seed).repeat()
    draw = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: stages.append(model.generate(_SAMPLES, seed=seed))
    )
    stages = []
    model.fit(points, epochs=_STAGES, steps_per_epoch=steps // _STAGES, callbacks=[draw], verbose=0)
    return model, stages


def _count_steps(recipe, family):
    return recipe.wgan_steps if family is WGAN else recipe.steps


def _make_adam(recipe, family, updates, **kwargs):
    """Adam whose rate goes to zero within a number of updates."""
    rate = keras.optimizers.schedules.CosineDecay(recipe.learning_rate, updates)
    beta_2 = 0.9 if family is WGAN else 0.999
    return keras.optimizers.Adam(rate, beta_1=0.5, beta_2=beta_2, **kwargs)


def make_generator(recipe, seed):
    """A multiple of the latents, to which a network adds: from `[N, 2]` to `[N, 2]`."""
    latents = keras.Input((2,), name="latents")
    wide = keras.layers.Rescaling(4.0)(latents)  # Steeper, as what lies between modes is missed.
    added = mlp_generator((2,), latent_dim=2, hidden=recipe.hidden, seed=seed)(wide)
    start = keras.layers.Rescaling(recipe.spread)(latents)
    return keras.Model(latents, keras.layers.Add()([start, added]), name="generator")


def _learn(name, family, lost, quality):
    score, steps = ModeCoverage(name), _count_steps(RECIPES[name], family)
    stages = [train(name, family, seed)[1] for seed in _SEEDS]
    results = [score(None, points[-1]) for points in stages]
    modes = [result.modes for result in results]
    belonging = [result.high_quality for result in results]
    how = f"{family.__name__}, {_SAMPLES} samples, within 3 sigma, {steps} steps; "
    rows = [
        Row(
            f"{name}: modes, mean of {len(_SEEDS)} seeds",
            len(mixtures.MIXTURES[name].centers),
            float(np.mean(modes)),
            lost,
            f"{how}seeds: {', '.join(map(str, modes))}",
        ),
        Row(
            f"{name}: high-quality samples, mean of {len(_SEEDS)} seeds",
            1 - np.exp(-4.5),  # What the mixture itself has.
            float(np.mean(belonging)),
            1 - np.exp(-4.5) - quality,
            f"{how}seeds: {', '.join(f'{value:.1%}' for value in belonging)}",
        ),
    ]
    real, side = mixtures.sample(name, 500)[0], 1.4 * np.abs(mixtures.MIXTURES[name].centers).max()
    panels = [
        draw_chart(
            [
                Curve(*real.T, ORANGE, "data", dots=1.5),
                Curve(*points.T, BLUE, "generated", dots=0.75),
            ],
            f"{name} after {(stage + 1) * steps // _STAGES} steps",
            (-side, side),
            (-side, side),
            size=(300, 300),
        )
        for stage, points in enumerate(stages[0])
    ]
    title = f"Modes of the {name}, {family.__name__}"
    return Answer(title, rows, {f"{name}_{family.__name__.lower()}": join_charts(panels)})

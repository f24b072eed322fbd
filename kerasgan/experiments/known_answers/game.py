"""Known answer: the bilinear game, played by `GAN.fit`."""

import keras
import numpy as np
from keras import ops

from kerasgan import theory
from kerasgan.charts import BLUE, GREY, ORANGE, Curve, draw_chart, join_charts
from kerasgan.experiments.known_answers.answer import Answer, Row
from kerasgan.models import GAN

_STEPS, _RATE, _START = 100, 0.1, 1.0
_UPDATES = ("simultaneous", "alternating")


class _Path(keras.callbacks.Callback):
    """Notes the critic's and the generator's only weight after each step."""

    def on_train_begin(self, logs=None):
        self.points = [self._point()]

    def on_train_batch_end(self, batch, logs=None):
        self.points.append(self._point())

    def _point(self):
        networks = (self.model.discriminator, self.model.generator)
        return [float(ops.squeeze(network.weights[0])) for network in networks]


def play_bilinear_game():
    """min_x max_y xy: simultaneous steps spiral outwards, alternating ones stay on an ellipse.

    As a GAN: the data are the number 0, the generator draws one number y, the critic is x times
    its input, and the loss is Wasserstein's. The critic moves first, so it is the player x.
    """
    played = {update: play(update) for update in _UPDATES}
    exact = {
        update: theory.bilinear_game(_STEPS, _RATE, _START, _START, update) for update in _UPDATES
    }
    how = f"GAN.fit, {_STEPS} steps of SGD at rate {_RATE}"
    rows = [
        Row(
            f"{update}: largest distance to the recursion",
            0.0,
            np.abs(played[update] - exact[update]).max(),
            1e-5,
            how,
        )
        for update in _UPDATES
    ]
    distance = {update: np.hypot(*played[update].T) for update in _UPDATES}
    # Each simultaneous step multiplies the distance to the equilibrium by sqrt(1 + rate^2).
    start, growth = np.hypot(_START, _START), (1 + _RATE**2) ** (_STEPS / 2)
    # The alternating ellipse x^2 + y^2 - rate x y = c reaches farthest out at x = y.
    c = (2 - _RATE) * _START**2
    x, y = played["alternating"][-1]
    farthest = np.sqrt(c / (1 - _RATE / 2))
    rows += [
        Row(
            "simultaneous: last distance to the equilibrium",
            start * growth,
            distance["simultaneous"][-1],
            1e-4,
            how,
        ),
        Row(
            "alternating: largest distance to the equilibrium",
            farthest,
            distance["alternating"].max(),
            1e-4,
            how,
        ),
        Row(
            "alternating: x^2 + y^2 - rate x y after the last step",
            c,
            x**2 + y**2 - _RATE * x * y,
            1e-4,
            how,
        ),
    ]
    panels = [
        draw_chart(
            [
                Curve([0], [0], GREY, dots=4),
                Curve(*played[update].T, color),
                Curve(*played[update].T, color, dots=2.5),
            ],
            f"{update}: generator over critic",
            (-2.5, 2.5),
            (-2.5, 2.5),
            size=(320, 320),
        )
        for update, color in zip(_UPDATES, (ORANGE, BLUE), strict=True)
    ]
    return Answer("The bilinear game", rows, {"bilinear_game": join_charts(panels)})


def play(update):
    """Where the game goes: `[steps + 1, 2]`, the critic's weight and the generator's number."""
    latents = keras.Input((1,))
    start = keras.initializers.Constant(_START)
    number = keras.layers.Dense(1, use_bias=False, kernel_initializer=start)
    generator = keras.Model(latents, number(ops.ones_like(latents)), name="generator")
    factor = keras.layers.Dense(1, use_bias=False, kernel_initializer=start)
    critic = keras.Sequential([keras.Input((1,)), factor], name="critic")
    model = GAN(generator, critic, seed=0)
    model.compile(
        generator_optimizer=keras.optimizers.SGD(_RATE),
        discriminator_optimizer=keras.optimizers.SGD(_RATE),
        loss="wasserstein",
        update=update,
    )
    path = _Path()
    model.fit(np.zeros((_STEPS, 1), "float32"), batch_size=1, verbose=0, callbacks=[path])
    return np.array(path.points)

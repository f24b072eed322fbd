"""Known answers that need no training: losses, distances, gradients, and an exact descent."""

import keras
import numpy as np
import tensorflow as tf

from kerasgan import losses, theory
from kerasgan.charts import BLUE, GREEN, GREY, ORANGE, Curve, draw_chart, join_charts
from kerasgan.experiments.known_answers.answer import Answer, Row


def move_masses():
    """The work of moving the masses 3, 2, 1, 4 to 1, 2, 4, 3 on the line: 5, by hand."""
    p, q = [3, 2, 1, 4], [1, 2, 4, 3]
    positions = np.arange(4)
    cost = np.abs(positions[:, None] - positions)
    rows = [
        Row("W1 of (3, 2, 1, 4) and (1, 2, 4, 3)", 5, reached, 1e-9, how)
        for how, reached in (
            ("cumulative masses", theory.wasserstein_1d(p, q)),
            ("optimal transport plan", theory.wasserstein_discrete(p, q, cost)),
        )
    ]
    return Answer("The Wasserstein distance of a discrete example", rows, {})


def compute_losses():
    """The losses of eight logits, computed beforehand in another framework's arithmetic."""
    real = np.array([-5, 1.4, 12.5, 2.7], "float32")
    fake = np.array([10, 4.4, -5.5, 3.6], "float32")
    smoothed = losses.Minimax(label_smoothing=0.125)
    known = [
        ("non-saturating, generator", 1.38582, losses.get("non_saturating").generator(fake)),
        ("minimax, discriminator", 5.83387, losses.get("minimax").discriminator(real, fake)),
        ("minimax, real target 0.875", 6.19637, smoothed.discriminator(real, fake)),
        ("minimax, generator", -4.51082, losses.get("minimax").generator(fake)),
        ("least squares, generator", 17.69625, losses.get("least_squares").generator(fake)),
        (
            "least squares, discriminator",
            41.73375,
            losses.get("least_squares").discriminator(real, fake),
        ),
        ("Wasserstein, generator", -3.125, losses.get("wasserstein").generator(fake)),
        ("Wasserstein, critic", 0.225, losses.get("wasserstein").discriminator(real, fake)),
        ("hinge, discriminator", 6.75, losses.get("hinge").discriminator(real, fake)),
    ]
    how = "kerasgan.losses in float32, real -5, 1.4, 12.5, 2.7, fake 10, 4.4, -5.5, 3.6"
    rows = [Row(what, expected, float(value), 2e-5, how) for what, expected, value in known]
    return Answer("Values of the losses", rows, {})


def descend():
    """Proposition 2 of the first GAN paper: against D*, descending C(G) reaches p."""
    p, q0 = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.7, 0.1, 0.1, 0.1])
    course = theory.exact_discriminator_descent(p, q0, steps=400, learning_rate=2.0)
    how = "400 steps of gradient descent in the generator's logits, D* in closed form"
    rows = [
        Row("largest |q - p|", 0.0, np.abs(course.distributions[-1] - p).max(), 1e-6, how),
        Row("C(G), which is least at -log 4", -np.log(4), course.criteria[-1], 1e-9, how),
        Row("steps that raise C(G)", 0, int((np.diff(course.criteria) > 1e-12).sum()), 0, how),
    ]
    steps = np.arange(51)
    colors = (BLUE, ORANGE, GREEN, GREY)
    curves = [
        Curve(steps, course.distributions[:51, k], colors[k], f"q, p = {p[k]}") for k in range(4)
    ]
    targets = [Curve([0, 50], [value, value], GREY) for value in p]
    panels = [
        draw_chart([*targets, *curves], "Probabilities of G over steps", (0, 50), (0, 1)),
        draw_chart(
            [Curve([0, 50], [-np.log(4)] * 2, GREY), Curve(steps, course.criteria[:51], BLUE)],
            "C(G) over steps; the line is -log 4",
            (0, 50),
            (-1.4, -1.0),
        ),
    ]
    return Answer(
        "Descent against an exact discriminator reaches p",
        rows,
        {"descent": join_charts(panels)},
    )


def lose_gradients():
    """Where the generator learns nothing: D = 1/2 everywhere, or, with minimax, a perfect D."""
    generator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
    flat = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    z = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")
    rows = []
    for name in ("minimax", "non_saturating"):
        with tf.GradientTape() as tape:
            loss = losses.get(name).generator(flat(generator(z)))
        gradients = tape.gradient(loss, generator.trainable_variables)
        largest = max(float(np.abs(gradient).max()) for gradient in gradients)
        how = "gradient in the weights of a generator, through a discriminator of zero kernel"
        rows.append(Row(f"{name}: gradient at D = 1/2", 0.0, largest, 0.0, how))

    logit = -30.0
    costs = theory.generator_costs(np.array([1 / (1 + np.exp(-logit))]))
    for name, tolerance in (("minimax", 1e-16), ("non_saturating", 1e-6)):
        expected = float(costs[name].gradient[0])
        how = "kerasgan.losses, gradient in the logit of a generated sample, which is -30"
        what, reached = f"{name}: gradient at a perfect D", differentiate(name, logit)
        rows.append(Row(what, expected, reached, tolerance, how))

    d = np.linspace(1e-3, 1 - 1e-3, 400)
    curves = theory.generator_costs(d)
    named = tuple(zip(curves, (BLUE, ORANGE, GREEN), strict=True))
    panels = [
        draw_chart(
            [Curve(d, curves[name].cost, color, name) for name, color in named],
            "Cost of a sample over D(G(z))",
            (0, 1),
            (-5, 7),
        ),
        draw_chart(
            [Curve(d, -curves[name].gradient, color, name) for name, color in named],
            "Its slope in the logit, downwards",
            (0, 1),
            (0, 2),
        ),
    ]
    return Answer("Where gradients vanish", rows, {"generator_costs": join_charts(panels)})


def differentiate(name, logit):
    """The derivative of the named generator's loss in the logit of its only sample."""
    logits = tf.constant([[logit]])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = losses.get(name).generator(logits)
    return float(tape.gradient(loss, logits)[0, 0])

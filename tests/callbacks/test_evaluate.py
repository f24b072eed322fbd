import json
import math

import keras
import numpy as np
import pytest
import scipy.linalg

import kerasgan
from kerasgan import metrics
from kerasgan.callbacks import EpochLog, Evaluate

NAN = math.nan


class Scripted(metrics.Score):
    """A score whose values are known beforehand, one after the other."""

    name = "scripted"
    needs_real = False

    def __init__(self, *values):
        super().__init__("pixels")
        self.values = iter(values)

    def statistics(self):
        return metrics.statistics.Moments()

    def compare(self, real, generated):
        return next(self.values)


def tiny_gan():
    model = kerasgan.GAN(
        kerasgan.networks.mlp_generator((2,), latent_dim=3, hidden=(8,), seed=0),
        kerasgan.networks.mlp_discriminator((2,), hidden=(8,), seed=0),
        seed=0,
    )
    model.compile(generator_optimizer=keras.optimizers.Adam(1e-2, use_ema=True))
    return model


def points(n=64):
    return np.random.default_rng(0).normal(size=(n, 2)).astype("float32")


def fit(model, callbacks, epochs, initial_epoch=0):
    return model.fit(
        points(),
        batch_size=16,
        epochs=epochs,
        initial_epoch=initial_epoch,
        callbacks=callbacks,
        verbose=0,
    ).history


def put(model, epochs):
    """Gives a model the state that stands for so many epochs: no training, which takes long."""
    for variable in tracked(model):
        variable.assign(
            np.full(variable.shape, epochs / 10 if "float" in variable.dtype else epochs)
        )


def train(model, evaluate, epochs, initial_epoch=0):
    """Calls what `fit` would call, and returns the scores in the logs."""
    evaluate.set_model(model)
    model.stop_training = False
    evaluate.on_train_begin()
    scores = []
    for epoch in range(initial_epoch, epochs):
        evaluate.on_epoch_begin(epoch)
        put(model, epoch + 1)
        logs = {}
        evaluate.on_epoch_end(epoch, logs)
        scores += logs.values()
        if model.stop_training:
            break
    return scores


def tracked(model):
    optimizers = (model.generator_optimizer, model.discriminator_optimizer)
    return [*model.variables, *(v for o in optimizers for v in o.variables)]


def values(model):
    return [v.numpy() for v in tracked(model)]


def assert_same(a, b):
    for value, expected in zip(values(a), values(b), strict=True):
        np.testing.assert_array_equal(value, expected)


def assert_state_of(model, epochs):
    expected = tiny_gan()
    put(expected, epochs)
    assert_same(model, expected)


def scripted(path, *values, **arguments):
    return Evaluate(Scripted(*values), filepath=path, count=20, **arguments)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new" / "best.weights.h5"


# Scores


def test_the_score_in_the_history_is_that_of_the_generator(path):
    model, real = tiny_gan(), points(500)
    evaluate = Evaluate(metrics.FrechetDistance("pixels"), real, filepath=path, count=700, seed=4)
    history = fit(model, [evaluate], epochs=2)
    assert len(history["frechet_distance"]) == 2

    fake = model.generate(700, seed=4).astype("float64")
    (m, c), (n, d) = ((x.mean(0), np.cov(x, rowvar=False)) for x in (real, fake))
    root = scipy.linalg.sqrtm(c @ d).real
    expected = np.sum((m - n) ** 2) + np.trace(c + d - 2 * root)
    assert history["frechet_distance"][-1] == pytest.approx(expected, rel=1e-4)


def test_every_number_of_several_scores_is_logged(path):
    scores = [metrics.FrechetDistance("pixels"), metrics.PrecisionRecall("pixels", k=2)]
    history = fit(tiny_gan(), [Evaluate(scores, points(), filepath=path, count=64)], epochs=1)
    names = {"frechet_distance", "precision_recall_precision", "precision_recall_recall"}
    assert names <= set(history)
    row = Evaluate(scores, points(), filepath=path).best()
    assert row["cost"] == history["frechet_distance"][0]
    protocol = row["scores"]["frechet_distance"]["protocol"]
    assert (protocol["real_count"], protocol["generated_count"], protocol["seed"]) == (64, 64, 0)
    assert protocol["extractor"] == "pixels"


def test_scores_reach_the_callbacks_that_follow(path, tmp_path):
    log = EpochLog(tmp_path / "log.csv")
    fit(tiny_gan(), [scripted(path, 3.0, 1.0), log], epochs=2)
    lines = log.filepath.read_text().splitlines()
    assert lines[0].endswith(",scripted")
    assert [line.rpartition(",")[2] for line in lines[1:]] == ["3.0", "1.0"]


def test_every_second_epoch(path):
    evaluate = scripted(path, 1.0, 2.0, every=2)
    assert train(tiny_gan(), evaluate, epochs=5) == [1.0, 2.0]
    assert evaluate.best()["epochs"] == 2


def test_evaluating_does_not_change_training(path):
    model, other = tiny_gan(), tiny_gan()
    fit(model, [Evaluate(metrics.FrechetDistance("pixels"), points(), filepath=path)], epochs=2)
    fit(other, [], epochs=2)
    assert_same(model, other)


# The best


def test_the_best_epoch_of_a_training_comes_back(path):
    model, expected = tiny_gan(), tiny_gan()
    evaluate = scripted(path, 3.0, 1.0, 2.0)
    fit(model, [evaluate], epochs=3)
    fit(expected, [], epochs=2)
    assert evaluate.restore(model) == 2
    assert_same(model, expected)
    np.testing.assert_array_equal(model.generate(4, seed=1), expected.generate(4, seed=1))


@pytest.mark.parametrize(
    ("costs", "best"),
    [((3.0, 1.0, 2.0), 2), ((-1.0, -3.0, -3.0), 2), ((NAN, 5.0, NAN), 2), ((1.0, 2.0, 0.5), 3)],
)
def test_the_state_of_the_best_epoch_is_kept(path, costs, best):
    evaluate, model = scripted(path, *costs), tiny_gan()
    train(model, evaluate, epochs=3)
    assert evaluate.best()["epochs"] == best
    assert evaluate.best()["cost"] == costs[best - 1]
    assert evaluate.restore(model) == best
    assert_state_of(model, best)


def test_a_larger_score_is_kept_where_that_is_better(path):
    class Larger(Scripted):
        lower_is_better = False

    evaluate = Evaluate(Larger(0.0, 3.0, 2.0), filepath=path, count=20)
    train(tiny_gan(), evaluate, epochs=3)
    assert evaluate.best()["epochs"] == 2
    assert [json.loads(evaluate.record.read_text())[i]["cost"] for i in range(3)] == [0, -3, -2]


def test_without_a_path_the_best_is_there_as_long_as_the_callback():
    evaluate, model = scripted(None, 1.0, 2.0), tiny_gan()
    train(model, evaluate, epochs=2)
    assert evaluate.restore(model) == 1
    assert_state_of(model, 1)


def test_nothing_to_restore(path):
    evaluate, model = scripted(path, NAN), tiny_gan()
    train(model, evaluate, epochs=1)
    assert evaluate.best() is None
    with pytest.raises(FileNotFoundError, match=r"no best state at .*best\.weights\.h5"):
        evaluate.restore(model)


def test_a_new_training_forgets_the_one_before(path):
    model = tiny_gan()
    train(model, scripted(path, 1.0, 2.0, 3.0), epochs=3)
    evaluate = scripted(path, 8.0, 9.0)
    train(model, evaluate, epochs=2)
    assert evaluate.best()["cost"] == 8.0
    assert evaluate.restore(model) == 1


# Resuming


def test_interrupted_equals_uninterrupted(tmp_path):
    """The process dies after the evaluation of epoch 3 and before its checkpoint."""
    costs, model = (3.0, 1.0, 0.5, 9.0), tiny_gan()
    whole = scripted(tmp_path / "whole" / "best.weights.h5", *costs)
    train(model, whole, epochs=4)

    path = tmp_path / "resumed" / "best.weights.h5"
    train(model, scripted(path, *costs), epochs=3)
    evaluate = scripted(path, *costs[2:])
    train(model, evaluate, epochs=4, initial_epoch=2)
    assert evaluate.record.read_text() == whole.record.read_text()
    assert evaluate.restore(model) == 3
    assert_state_of(model, 3)


def test_the_best_of_before_is_not_replaced_by_a_worse_one(path):
    model = tiny_gan()
    train(model, scripted(path, 1.0, 2.0), epochs=2)
    evaluate = scripted(path, 1.5)
    train(model, evaluate, epochs=3, initial_epoch=2)
    assert evaluate.restore(model) == 1
    assert_state_of(model, 1)


def test_interruption_while_writing_leaves_the_best_before(path, monkeypatch):
    evaluate, model = scripted(path, 2.0, 1.0), tiny_gan()
    train(model, evaluate, epochs=1)

    def torn(path):
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(model, "save_weights", torn)
    with pytest.raises(KeyboardInterrupt):
        train(model, evaluate, epochs=2, initial_epoch=1)
    assert evaluate.restore(model) == 1
    assert_state_of(model, 1)


# Stopping


@pytest.mark.parametrize(
    ("costs", "collapse", "stops"),
    [
        ((1.0, 5.1, 5.1, 5.1), 4, 3),
        ((1.0, 4.9, 5.1, 5.1, 1.0), 4, 4),
        ((1.0, 5.1, 4.9, 5.1, 4.9), 4, 5),
        ((-8.0, -3.0, -3.0, -8.0), 0.5, 3),  # less than half of eight modes
        ((-8.0, -5.0, -5.0, -8.0), 0.5, 4),
        ((1.0, NAN, NAN, 1.0), 4, 3),
        ((1.0, 99.0, 99.0, 99.0), None, 4),
    ],
)
def test_a_collapsed_training_stops(path, capsys, costs, collapse, stops):
    evaluate = scripted(path, *costs, collapse=collapse, patience=2)
    assert len(train(tiny_gan(), evaluate, epochs=len(costs))) == stops
    assert evaluate.has_collapsed() == (stops < len(costs))
    assert (f"Stopped after {stops} epochs" in capsys.readouterr().out) == evaluate.has_collapsed()


def test_fit_stops(path):
    evaluate = scripted(path, 1.0, 9.0, 1.0, collapse=4, patience=1)
    assert fit(tiny_gan(), [evaluate], epochs=3)["scripted"] == [1.0, 9.0]


def test_patience_counts_evaluations_before_an_interruption(path):
    model = tiny_gan()
    train(model, scripted(path, 1.0, 9.0, collapse=4, patience=2), epochs=2)
    evaluate = scripted(path, 9.0, 9.0, collapse=4, patience=2)
    assert len(train(model, evaluate, epochs=4, initial_epoch=2)) == 1
    assert evaluate.has_collapsed()
    assert not evaluate.has_collapsed(epochs=2)


# Mistakes


@pytest.mark.parametrize("argument", ["every", "count", "patience"])
def test_numbers_must_be_positive(argument):
    with pytest.raises(ValueError, match=f"`{argument}` must be a positive integer"):
        Evaluate(Scripted(), **{argument: 0})


def test_collapse_must_be_positive():
    with pytest.raises(ValueError, match="`collapse` must be a finite number > 0"):
        Evaluate(Scripted(), collapse=0)


def test_the_name_must_be_that_of_weights():
    with pytest.raises(ValueError, match=r"\.weights\.h5"):
        Evaluate(Scripted(), filepath="best.h5")


def test_scores_that_compare_need_real_samples():
    with pytest.raises(ValueError, match=r"`real` must be given for frechet_distance"):
        Evaluate(metrics.FrechetDistance("pixels"))

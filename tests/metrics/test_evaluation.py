import json
import pickle
import warnings

import keras
import numpy as np
import pytest

from kerasgan import metrics


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def images(n=60, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, size=[n, 12, 12, 1])


class Counting:
    """A network of two outputs that counts the images it has seen."""

    name = "counting"
    sha256 = "0" * 64

    def __init__(self):
        self.seen = 0

    def __call__(self, x):
        self.seen += len(x)
        means = x[:, :4, :3, 0].mean(2)
        powers = np.exp(means)
        return {"features": means, "probabilities": powers / powers.sum(1, keepdims=True)}


def all_scores(network):
    return [
        metrics.FrechetDistance(network),
        metrics.KernelDistance(network),
        metrics.ClassifierScore(network, splits=2),
        metrics.ClassHistogram(network),
        metrics.PrecisionRecall(network),
        metrics.DensityCoverage(network),
        metrics.NearestNeighbourAccuracy(network),
        metrics.SlicedWasserstein(network),
        metrics.MultiScaleSSIM(pairs=20),
    ]


def test_one_pass_serves_all_scores():
    network = Counting()
    metrics.evaluate(all_scores(network), images(), images(seed=1), batch_size=16)
    assert network.seen == 120


def test_evaluate_and_calls_agree():
    scores = all_scores(Counting())
    found = metrics.evaluate(scores, images(), images(seed=1), batch_size=16)
    assert list(found) == [score.name for score in scores]
    for score in scores:
        alone = score(images(), images(seed=1))
        np.testing.assert_allclose(
            np.hstack(list(found[score.name].values().values())),
            np.hstack(alone if isinstance(alone, tuple) else [alone]),
            rtol=1e-9,
        )


def test_streams_are_read_once():
    parts = (iter(np.split(images(seed=seed), 4)) for seed in (0, 1))
    found = metrics.evaluate(all_scores(Counting()), *parts)
    again = metrics.evaluate(all_scores(Counting()), images(), images(seed=1))
    assert found["frechet_distance"].result == pytest.approx(
        again["frechet_distance"].result, rel=1e-9
    )


def test_the_protocol():
    scores = {"fid": metrics.FrechetDistance(Counting()), "pr": metrics.PrecisionRecall("pixels")}
    found = metrics.evaluate(
        scores, images(), images(seed=1), count=50, dataset="noise", split="test", seed=7
    )
    assert found["fid"].protocol == {
        "dataset": "noise",
        "split": "test",
        "real_count": 50,
        "generated_count": 50,
        "image_shape": [12, 12, 1],
        "extractor": "counting",
        "extractor_sha256": "0" * 64,
        "resize": None,
        "seed": 7,
        "settings": {},
    }
    assert found["pr"].protocol["extractor"] == "pixels"
    assert found["pr"].protocol["settings"] == {"k": 3}


def test_results_are_json():
    found = metrics.evaluate(all_scores(Counting()), images(), images(seed=1))
    everything = {name: each.to_dict() for name, each in found.items()}
    assert json.loads(json.dumps(everything)) == everything
    assert set(everything["precision_recall"]) == {"precision", "recall", "protocol"}
    assert isinstance(everything["frechet_distance"]["value"], float)
    assert everything["class_histogram"]["missing"] == []


def test_summaries_take_the_place_of_real_images():
    network = Counting()
    scores = all_scores(network)
    real = metrics.summarize(scores, images(), dataset="noise", split="train")
    for seed in (1, 2):
        found = metrics.evaluate(scores, real, images(seed=seed))["frechet_distance"]
        expected = metrics.FrechetDistance(Counting())(images(), images(seed=seed))
        assert found.result == pytest.approx(expected, rel=1e-12)
        assert found.protocol["dataset"] == "noise"
    assert network.seen == 180
    with pytest.raises(ValueError, match="made for other scores"):
        metrics.PrecisionRecall("pixels")(real, images())


def test_scores_that_need_no_real_images():
    scores = [metrics.ClassHistogram(Counting()), metrics.ClassifierScore(Counting(), splits=2)]
    found = metrics.evaluate(scores, None, images())
    assert found["class_histogram"].protocol["real_count"] is None
    with pytest.raises(ValueError, match="`real` must be given for frechet_distance"):
        metrics.evaluate([*scores, metrics.FrechetDistance("pixels")], None, images())


def test_names_must_differ():
    scores = [metrics.FrechetDistance("pixels"), metrics.FrechetDistance(Counting())]
    with pytest.raises(ValueError, match="same name"):
        metrics.evaluate(scores, images(), images())
    assert set(metrics.evaluate({"a": scores[1]}, images(), images())) == {"a"}


def test_scores_of_ones_own():
    class MeanDistance(metrics.Score):
        name = "mean_distance"

        def statistics(self):
            return metrics.statistics.Moments()

        def compare(self, real, generated):
            return float(np.abs(real.mean - generated.mean).max())

    score = MeanDistance("pixels")
    assert score(images(), images() / 2) == pytest.approx(np.abs(images().mean(0)).max() / 2)
    assert score.value(0.3) == 0.3
    assert repr(score) == "MeanDistance('pixels')"


def test_results_lie_under_their_score():
    found = metrics.evaluate(all_scores(Counting()), images(), images(seed=1))
    for score in all_scores(Counting()):
        result = found[score.name].result
        assert pickle.loads(pickle.dumps(result)) == result
        if not isinstance(result, float):
            assert type(result) is score.Result
            assert repr(result).startswith(f"{type(score).__name__}.Result({result._fields[0]}=")


def test_every_score_ranks_the_better_generator_first():
    """One that draws other noise of the same law, against one that always draws one of few."""
    scores = all_scores(Counting())
    good = metrics.evaluate(scores, images(), images(seed=1))
    poor = metrics.evaluate(scores, images(), images()[[3, 4] * 30] * 0.2)
    for score in scores:
        values = [score.value(found[score.name].result) for found in (good, poor)]
        better, worse = values if score.lower_is_better else values[::-1]
        assert better < worse, score


# Mismatches


def test_ranges_and_shapes_that_differ_are_a_warning():
    score = metrics.FrechetDistance(Counting())
    with pytest.warns(UserWarning, match=r"real images lie in \[-.*compared as given"):
        score(images(), (images() + 1) / 2)
    with pytest.warns(UserWarning, match=r"real images lie in \[0.*generated ones in \[-0"):
        score((images() + 1) * 127, images())
    with pytest.warns(UserWarning, match=r"real images have shape \(12, 12, 1\)"):
        score(images(), images()[:, :10])


def test_vectors_have_any_range():
    score = metrics.FrechetDistance("pixels")
    score(np.abs(images())[:, :2, 0, 0], images()[:, :2, 0, 0] * 9)


def test_shapes_within_a_set():
    mixed = iter([images(), images()[:, :10]])
    with pytest.raises(ValueError, match=r"one shape: resize them\. Received: "):
        metrics.FrechetDistance(Counting())(mixed, images())


def test_not_finite():
    bad = images()
    bad[17] = np.inf
    with pytest.raises(ValueError, match="The generated images must be finite, but sample 17"):
        metrics.FrechetDistance(Counting())(images(), bad)


# The cache


ABOUT = {"dataset": "noise", "split": "train"}


def cached(folder, scores=None, source=None, **options):
    network = Counting()
    scores = scores or metrics.FrechetDistance(network)
    source = images() if source is None else source
    real = metrics.summarize(scores, source, cache=folder, **(ABOUT | options))
    return network.seen, real


def test_the_cache_saves_the_pass(tmp_path):
    seen, first = cached(tmp_path)
    again, second = cached(tmp_path)
    assert (seen, again) == (60, 0)
    assert vars(first.extent) == vars(second.extent)
    assert second.extent.count == 60


def test_cached_statistics_give_the_same_scores(tmp_path):
    network = Counting()
    scores = all_scores(network)
    options = dict(cache=tmp_path, **ABOUT)
    fresh = metrics.evaluate(scores, images(), images(seed=1), **options)
    assert network.seen == 120
    found = metrics.evaluate(scores, images(), images(seed=1), **options)
    assert network.seen == 180
    for name, each in fresh.items():
        assert found[name].to_dict() == each.to_dict()


@pytest.mark.parametrize(
    "options",
    [
        {"dataset": "other"},
        {"split": "test"},
        {"count": 59},
        {"source": images(seed=5)},
        {"source": images().astype("float32")},
    ],
)
def test_what_is_not_the_same_set_is_computed(tmp_path, options):
    cached(tmp_path)
    seen, _ = cached(tmp_path, **options)
    assert seen == options.get("count", 60)


def test_other_extractors_are_not_found(tmp_path):
    class Other(Counting):
        sha256 = "1" * 64

    cached(tmp_path)
    other = Other()
    metrics.summarize(metrics.FrechetDistance(other), images(), cache=tmp_path, **ABOUT)
    assert other.seen == 60


def test_networks_are_told_apart_by_their_weights(tmp_path):
    def network(seed):
        kernel = keras.initializers.GlorotUniform(seed)
        layers = [keras.layers.Flatten(), keras.layers.Dense(3, kernel_initializer=kernel)]
        return keras.Sequential([keras.Input((12, 12, 1)), *layers])

    for seed, files in ((0, 2), (0, 2), (1, 3)):
        score = metrics.FrechetDistance(network(seed))
        metrics.summarize(score, images(), cache=tmp_path, **ABOUT)
        assert len(list(tmp_path.glob("*.npz"))) == files  # one of them for the extent


def test_callables_without_a_hash_are_not_cached(tmp_path):
    seen = []

    def network(x):
        seen.append(len(x))
        return x[:, :2, 0, 0]

    for _ in range(2):
        metrics.summarize(metrics.FrechetDistance(network), images(), cache=tmp_path, **ABOUT)
    assert sum(seen) == 120


def test_a_cache_needs_to_know_what_it_holds(tmp_path):
    score = metrics.FrechetDistance("pixels")
    stream = iter([images()])
    for options in ({"dataset": "noise"}, {"split": "train"}):
        with pytest.raises(ValueError, match="A cache needs `dataset`, `split` and `count`"):
            metrics.summarize(score, images(), cache=tmp_path, **options)
    with pytest.raises(ValueError, match="count=None"):
        metrics.summarize(score, stream, cache=tmp_path, **ABOUT)


def test_damaged_files_are_replaced(tmp_path):
    cached(tmp_path)
    files = list(tmp_path.iterdir())
    assert len(files) == 2
    for file in files:
        file.write_bytes(file.read_bytes()[:100])
    assert cached(tmp_path)[0] == 60
    assert cached(tmp_path)[0] == 0
    assert sorted(tmp_path.iterdir()) == sorted(files)


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="disk full"):
        cached(tmp_path)
    assert list(tmp_path.iterdir()) == []

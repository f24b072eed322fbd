"""What all statistics have in common: their state is all of them."""

import numpy as np
import pytest

from kerasgan.metrics.statistics import Moments, Reservoir, Samples, Statistics
from kerasgan.metrics.statistics.class_counts import ClassCounts
from kerasgan.metrics.statistics.class_probabilities import ClassProbabilities
from kerasgan.metrics.statistics.extent import Extent
from kerasgan.metrics.statistics.modes import MixtureModes, ModeCounts
from kerasgan.metrics.statistics.projections import Projections

MAKE = {
    "class_counts": ClassCounts,
    "class_probabilities": lambda: ClassProbabilities(splits=2),
    "extent": Extent,
    "mode_counts": lambda: ModeCounts(MixtureModes(np.eye(3), 0.5)),
    "moments": Moments,
    "projections": lambda: Projections(4, seed=0),
    "reservoir": lambda: Reservoir(5, seed=0),
    "samples": Samples,
}


@pytest.mark.parametrize("name", MAKE)
def test_what_is_restored_is_what_was_accumulated(name, tmp_path):
    statistics, restored = MAKE[name](), MAKE[name]()
    rows = np.random.default_rng(0).dirichlet(np.ones(3), size=20)
    for batch in np.split(rows, 4):
        statistics.update(batch)
    np.savez(tmp_path / "state.npz", **statistics.state())
    with np.load(tmp_path / "state.npz", allow_pickle=False) as state:
        restored.restore(state)
    for field in statistics.fields:
        value, expected = getattr(restored, field), getattr(statistics, field)
        np.testing.assert_array_equal(value, expected)
        assert type(value) is type(expected)
    assert restored.key == statistics.key


def test_what_must_be_implemented():
    with pytest.raises(NotImplementedError, match="Statistics does not implement `update`"):
        Statistics().update(np.zeros([1, 1]))

"""Every f-divergence keeps one contract, in losses and in theory."""

import keras
import numpy as np
import pytest

from kerasgan import losses, theory
from kerasgan.losses import divergence_table

DIVERGENCES = [name for name in losses.divergences() if hasattr(divergence_table, name)]
each_divergence = pytest.mark.parametrize("name", DIVERGENCES)


def test_every_divergence_is_here():
    assert losses.divergences()[: len(DIVERGENCES)] == DIVERGENCES
    assert len(DIVERGENCES) == 11
    assert not set(DIVERGENCES) & set(losses.names())


@each_divergence
@pytest.mark.parametrize("generator", ["faithful", "practical"])
def test_divergence_is_a_pair_of_scalars(name, generator):
    loss = losses.FDivergence(name, generator)
    rng = np.random.default_rng(0)
    for shape in [(6, 1), (2, 3, 3, 1), (6,)]:
        real, fake = rng.normal(size=(2, *shape)).astype("float32")
        for value in (
            loss.discriminator(real, fake),
            loss.generator(fake),
            loss.bound(real, fake),
        ):
            assert value.shape == ()
            assert np.isfinite(value)


@each_divergence
def test_divergence_is_known_everywhere(name):
    loss = losses.get(name)
    again = losses.get(keras.saving.serialize_keras_object(loss))
    assert type(loss) is type(again) is losses.FDivergence
    assert again.get_config() == loss.get_config()
    p, q = np.array([0.2, 0.3, 0.5]), np.array([0.4, 0.4, 0.2])
    divergence = theory.f_divergence(p, q, name)
    at_equality = -np.log(4) if name == "gan" else 0.0
    assert theory.f_divergence(p, p, name) == pytest.approx(at_equality, abs=1e-12)
    best = theory.optimal_variational(p, q, name)  # the bound is tight there
    bound = p @ best - q @ loss.conjugate(best).numpy()
    assert bound == pytest.approx(divergence, abs=1e-12)
    assert divergence > at_equality


@each_divergence
def test_divergence_is_documented(name):
    assert f"| `{name}`" in losses.FDivergence.__doc__
    assert f"| `{name}`" in theory.f_divergence.__doc__
    row = getattr(divergence_table, name).__doc__
    for part in ("f(u) = ", "f'", "g(v) = ", "f*"):
        assert part in row
    assert "arXiv:1606.00709" in losses.FDivergence.__doc__

import numpy as np
import pytest

from kerasgan import latents


def test_mean_code():
    codes = np.random.default_rng(0).normal(size=(7, 3))
    expected = [sum(column) / 7 for column in codes.T]
    result = latents.mean_code(codes)
    np.testing.assert_allclose(result, expected, atol=1e-7)
    assert result.dtype == np.float32


def test_analogy():
    result = latents.analogy([5.0, 2.0], [1.0, 4.0], [[0.0, 1.0], [1.0, 1.0]])
    np.testing.assert_array_equal(result, [[4.0, -1.0], [5.0, -1.0]])
    assert result.dtype == np.float32


def test_analogy_of_shifts():
    """Where a property is a shift of the code, the analogy finds the fourth corner."""
    rng = np.random.default_rng(0)
    man, glasses, woman = rng.normal(size=(3, 8))
    found = latents.analogy(man + glasses, man, woman)
    np.testing.assert_allclose(found, woman + glasses, atol=1e-6)


@pytest.mark.parametrize("shape", [(0, 3), (3,), (2, 3, 4)])
def test_mean_code_refuses_other_shapes(shape):
    with pytest.raises(ValueError, match=r"\[N, latent_dim\], N >= 1"):
        latents.mean_code(np.zeros(shape))


def test_analogy_refuses_different_lengths():
    with pytest.raises(ValueError, match="must be of one length"):
        latents.analogy(np.zeros(3), np.zeros(3), np.zeros(2))

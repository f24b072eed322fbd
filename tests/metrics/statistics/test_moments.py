import numpy as np
import pytest

from kerasgan.metrics.statistics import Moments


def features(n=300, d=5, seed=0):
    random = np.random.default_rng(seed)
    return random.normal(size=[n, d]) @ random.normal(size=[d, d]) + 3.0


def of(*batches):
    moments = Moments()
    for batch in batches:
        moments.update(batch)
    return moments


@pytest.mark.parametrize("cuts", [[], [1], [7, 8, 9, 250], range(1, 300)])
def test_batches_make_no_difference(cuts):
    x = features()
    moments = of(*np.split(x, list(cuts)))
    assert moments.count == 300
    np.testing.assert_allclose(moments.mean, x.mean(0), rtol=1e-12)
    np.testing.assert_allclose(moments.covariance, np.cov(x, rowvar=False), rtol=1e-10)


def test_a_large_common_offset_costs_no_digits():
    x = features() + 1e7
    np.testing.assert_allclose(
        of(*np.split(x, 3)).covariance, np.cov(features(), rowvar=False), rtol=1e-6
    )


def test_float32_is_accumulated_in_float64():
    x = features(2000).astype("float32")
    moments = of(*np.split(x, 50))
    assert moments.covariance.dtype == np.float64
    np.testing.assert_allclose(
        moments.covariance, np.cov(x.astype("float64"), rowvar=False), rtol=1e-10
    )


def test_merging_is_symmetric():
    x = features()
    a, b = of(x[:100]), of(x[100:])
    a.merge(of(x[100:]))
    b.merge(of(x[:100]))
    np.testing.assert_allclose(a.covariance, b.covariance, rtol=1e-12)
    np.testing.assert_allclose(a.mean, b.mean, rtol=1e-12)


def test_memory_does_not_grow_with_the_stream():
    moments = of(*np.split(features(), 30))
    assert sum(array.size for array in moments.state().values()) == 1 + 5 + 25


def test_state():
    moments, other = of(features()), Moments()
    other.restore(moments.state())
    np.testing.assert_array_equal(other.covariance, moments.covariance)
    assert (other.count, other.dimension) == (300, 5)


def test_what_is_constant():
    assert of(np.full([9, 3], 0.1, "float32"), np.full([4, 3], 0.1, "float32")).is_constant
    assert of(np.zeros([9, 3])).is_constant
    varied = np.zeros([9, 3])
    varied[4, 2] = 1e-3
    assert not of(varied).is_constant


def test_one_sample_has_no_covariance():
    with pytest.raises(ValueError, match=r"at least 2 samples\. Received: 1"):
        _ = of(np.ones([1, 2])).covariance


@pytest.mark.parametrize("shape", [(4,), (4, 2, 2), (4, 0)])
def test_features_are_matrices(shape):
    with pytest.raises(ValueError, match=r"shape \[N, D\]: .* Received"):
        of(np.ones(shape))

import numpy as np
import pytest

from kerasgan import latents

RNG = np.random.default_rng(0)
A, B = RNG.normal(size=(2, 5, 16)).astype("float32")


def _rotation_slerp(a, b, t):
    """Rotates a in the plane of a and b, scaling it as White's formula does: unit vectors only."""
    angle = np.arccos(a @ b)
    across = b - (a @ b) * a
    across /= np.linalg.norm(across)
    return np.cos(t * angle) * a + np.sin(t * angle) * across


@pytest.mark.parametrize("t", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_slerp_of_unit_vectors_is_a_rotation(t):
    a, b = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (A, B))
    result = latents.slerp(a, b, t)
    for row in range(5):
        expected = _rotation_slerp(a[row].astype("float64"), b[row].astype("float64"), t)
        np.testing.assert_allclose(result[row], expected, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(result, axis=1), 1.0, atol=1e-6)


@pytest.mark.parametrize("t", [0.1, 0.5, 0.75])
def test_slerp_of_any_vectors_is_the_formula_of_white(t):
    result = latents.slerp(A, B, t)
    for row in range(5):
        a, b = A[row].astype("float64"), B[row].astype("float64")
        omega = np.arccos(np.dot(a / np.linalg.norm(a), b / np.linalg.norm(b)))
        expected = np.sin((1 - t) * omega) / np.sin(omega) * a
        expected += np.sin(t * omega) / np.sin(omega) * b
        np.testing.assert_allclose(result[row], expected, atol=1e-6)


def test_slerp_keeps_the_length_that_lerp_loses():
    a, b = latents.sample(2, 1000, seed=0)
    typical = 1000**0.5
    assert np.linalg.norm(latents.slerp(a, b, 0.5)) == pytest.approx(typical, rel=0.1)
    assert np.linalg.norm(latents.lerp(a, b, 0.5)) == pytest.approx(typical / 2**0.5, rel=0.1)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([1.0, 2.0], [2.0, 4.0]),
        ([1.0, 2.0], [-1.0, -2.0]),
        ([0.0, 0.0], [3.0, 1.0]),
        ([3.0, 1.0], [0.0, 0.0]),
        ([0.0, 0.0], [0.0, 0.0]),
        ([1.0, 2.0], [1.0, 2.0]),
    ],
    ids=["parallel", "opposite", "from zero", "to zero", "zeros", "equal"],
)
def test_slerp_falls_back_to_lerp(a, b):
    for t in (0.0, 0.3, 1.0):
        expected = (1 - t) * np.array(a) + t * np.array(b)
        np.testing.assert_allclose(latents.slerp(a, b, t), expected, atol=1e-6)


def test_slerp_is_continuous_near_parallel_and_opposite_vectors():
    t = 0.3
    for angle in (1e-7, 1e-5, 1e-3, np.pi - 1e-3, np.pi - 1e-5):
        result = latents.slerp([1.0, 0.0], [np.cos(angle), np.sin(angle)], t)
        np.testing.assert_allclose(result, [np.cos(t * angle), np.sin(t * angle)], atol=1e-6)


@pytest.mark.parametrize("method", [latents.lerp, latents.slerp])
def test_ends(method):
    np.testing.assert_allclose(method(A, B, 0), A, atol=1e-6)
    np.testing.assert_allclose(method(A, B, 1), B, atol=1e-6)
    assert method(A, B, 0.5).dtype == np.float32


@pytest.mark.parametrize("method", [latents.lerp, latents.slerp])
def test_t_broadcasts_against_leading_axes(method):
    t = np.array([0.0, 0.4, 1.0])
    one_pair = method(A[0], B[0], t)
    assert one_pair.shape == (3, 16)
    np.testing.assert_array_equal(one_pair[1], method(A[0], B[0], 0.4))
    all_pairs = method(A, B, t[:, None])
    assert all_pairs.shape == (3, 5, 16)
    np.testing.assert_allclose(all_pairs[:, 0], one_pair, atol=1e-7)


def test_lerp():
    np.testing.assert_allclose(latents.lerp(A, B, 0.25), 0.75 * A + 0.25 * B, atol=1e-6)


@pytest.mark.parametrize("method", ["lerp", "slerp"])
def test_interpolate(method):
    result = latents.interpolate(A, B, 4, method)
    assert result.shape == (4, 5, 16)
    for index, t in enumerate([0, 1 / 3, 2 / 3, 1]):
        np.testing.assert_allclose(result[index], getattr(latents, method)(A, B, t), atol=1e-6)


def test_path():
    codes = A[:3]
    result = latents.path(codes, steps=4, method="lerp")
    assert result.shape == (9, 16)
    np.testing.assert_allclose(result[::4], codes, atol=1e-6)
    np.testing.assert_allclose(result[5], 0.75 * codes[1] + 0.25 * codes[2], atol=1e-6)


def test_closed_path_has_no_seam():
    codes = A[:3]
    result = latents.path(codes, steps=4, method="lerp", closed=True)
    assert result.shape == (12, 16)
    np.testing.assert_allclose(result[::4], codes, atol=1e-6)
    np.testing.assert_allclose(result[-1], 0.25 * codes[2] + 0.75 * codes[0], atol=1e-6)


def test_path_of_single_steps_is_the_codes():
    np.testing.assert_allclose(latents.path(A, steps=1), A, atol=1e-6)


def test_errors():
    with pytest.raises(ValueError, match=r"one of: slerp, lerp. Received: method='cubic'"):
        latents.interpolate(A, B, 3, "cubic")
    with pytest.raises(ValueError, match=r"at least 2. Received: steps=1"):
        latents.interpolate(A, B, 1)
    with pytest.raises(ValueError, match=r"one length. Received: shapes \(5, 16\) and \(3,\)"):
        latents.slerp(A, np.zeros(3), 0.5)
    with pytest.raises(ValueError, match="K >= 2"):
        latents.path(A[:1], 3)
    with pytest.raises(ValueError, match=r"positive integer. Received: steps=0"):
        latents.path(A, 0)

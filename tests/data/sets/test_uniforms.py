import numpy as np

from kerasgan.data.sets.uniforms import draw_uniforms, mix, stretch

GOLDEN_RATIO = 0x9E3779B97F4A7C15


def mix_of_one(bits):
    """The reference implementation's mixing function in Python's integers (splitmix64.c)."""
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB % 2**64
    return bits ^ (bits >> 31)


def test_mixing_gives_the_known_sequence():
    # The first outputs of splitmix64.c for state 1234567.
    known = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    steps = [(1234567 + (i + 1) * GOLDEN_RATIO) % 2**64 for i in range(3)]
    assert [mix_of_one(step) for step in steps] == known
    assert mix(np.array(steps, np.uint64)).tolist() == known


def expected_row(index, seed, columns):
    key = mix_of_one((mix_of_one(seed % 2**64) + index) % 2**64)
    steps = [key + column * GOLDEN_RATIO for column in range(1, columns + 1)]
    return [(mix_of_one(step % 2**64) >> 11) / 2**53 for step in steps]


def test_numbers_are_those_of_integer_arithmetic():
    indices = [0, 1, 77, 2**40 + 3, 2**63 + 5]
    for seed in (0, 12345, -1):
        expected = [expected_row(index, seed, 7) for index in indices]
        np.testing.assert_array_equal(
            draw_uniforms(np.array(indices, np.uint64), seed, 7), expected
        )


def test_numbers_are_uniform_and_independent():
    rows = draw_uniforms(np.arange(4000, dtype=np.uint64), 3, 6)
    assert rows.min() >= 0
    assert rows.max() < 1
    counts = np.stack([np.bincount((column * 10).astype(int), minlength=10) for column in rows.T])
    # Five standard deviations of a binomial, and of a correlation of independent numbers.
    np.testing.assert_allclose(counts, 400, atol=5 * np.sqrt(360))
    of_columns, of_rows = np.corrcoef(rows.T), np.corrcoef(rows[:-1, 0], rows[1:, 0])
    np.testing.assert_allclose(of_columns, np.eye(6), atol=5 / np.sqrt(4000))
    np.testing.assert_allclose(of_rows, np.eye(2), atol=5 / np.sqrt(4000))


def test_between():
    np.testing.assert_allclose(stretch(-2, 6, np.array([0, 0.25, 1])), [-2, 0, 6])

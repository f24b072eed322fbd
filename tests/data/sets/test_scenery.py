import numpy as np

from kerasgan.data.sets import scenery


def axis(size):
    return (np.arange(size) + 0.5) * 2 / size - 1


def meadow(uniform, size=32):
    return scenery.draw_meadow(uniform, axis(size), -axis(size), 2 / size)


def random_scenes(n):
    return np.random.default_rng(0).uniform(size=(n, scenery.COLUMNS))


def test_noise_takes_the_given_values_at_the_lattice_and_stays_between_them():
    values = np.random.default_rng(0).uniform(size=(3, 4, 5))
    at_lattice = scenery._draw_noise(values, np.linspace(-1, 1, 4), np.linspace(-1, 1, 5))
    np.testing.assert_allclose(at_lattice, values, atol=1e-6)
    between = scenery._draw_noise(values, axis(50), axis(60))
    assert between.shape == (3, 50, 60)
    assert np.all(between.min((1, 2)) >= values.min((1, 2)) - 1e-6)
    assert np.all(between.max((1, 2)) <= values.max((1, 2)) + 1e-6)
    np.testing.assert_allclose(scenery._draw_noise(np.full((1, 4, 5), 0.3), axis(9), axis(9)), 0.3)


def test_edges_are_one_pixel_wide():
    distances = np.array([-1, -0.05, -0.025, 0, 0.025, 0.05, 1])
    np.testing.assert_allclose(scenery.measure_cover(distances, 0.1), [0, 0, 0.25, 0.5, 0.75, 1, 1])


def test_paint_covers_as_far_as_told():
    picture = np.full((1, 3, 2), 100.0)
    painted = scenery.paint(picture, np.array([[[200.0], [100.0], [0.0]]]), np.array([[0.25, 1]]))
    np.testing.assert_allclose(painted, [[[125, 200], [100, 100], [75, 0]]])


def test_meadows_have_their_colours():
    pictures = meadow(random_scenes(50))
    assert pictures.shape == (50, 3, 32, 32)
    assert pictures.dtype == np.float32
    assert pictures.min() >= 0
    assert pictures.max() <= 255 * 1.04
    sky, ground = pictures[:, :, 0].mean((0, 2)), pictures[:, :, -1].mean((0, 2))
    assert sky[2] > sky[0]  # more blue than red
    assert np.argmin(ground) == 2  # green and yellow: least blue
    assert np.all(pictures[:, 2, 0].mean(1) > pictures[:, 2, -1].mean(1))


def test_mirrored_numbers_draw_the_mirrored_meadow():
    uniform = random_scenes(5)
    mirrored, start = uniform.copy(), 4
    for rows, columns in (scenery._CLOUDS, (1, scenery._RIDGE), scenery._GRASS):
        texture = uniform[:, start : start + rows * columns].reshape(5, rows, columns)
        mirrored[:, start : start + rows * columns] = texture[:, :, ::-1].reshape(5, -1)
        start += rows * columns
    assert start == scenery.COLUMNS
    np.testing.assert_allclose(meadow(mirrored), meadow(uniform)[..., ::-1], atol=0.01)

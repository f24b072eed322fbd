import numpy as np
import pytest

from kerasgan.data import plain2striped, read_sides
from kerasgan.data.sets import scenery
from kerasgan.data.sets.uniforms import draw_uniforms


@pytest.fixture(scope="module")
def scenes():
    """`(plain, striped, silhouette)` of some scenes, images as floats."""
    plain, striped, silhouette = plain2striped.render(np.arange(96), seed=3)
    return plain.astype(float), striped.astype(float), silhouette


def standard_error(values):
    return values.std(0) / np.sqrt(len(values))


# The truth


def test_both_coats_differ_only_on_the_animal(scenes):
    plain, striped, silhouette = scenes
    difference = np.abs(plain - striped).max(-1)
    assert np.all(difference[silhouette == 0] == 0)
    on_animals = [each[whole] for each, whole in zip(difference, silhouette == 1, strict=True)]
    shares = [np.mean(values > 20) for values in on_animals]
    assert min(shares) > 0.2  # Every animal has stripes,
    assert max(shares) < 0.75  # and coat between them.


def test_stripes_are_dark_coat(scenes):
    plain, striped, silhouette = scenes
    assert np.all(striped <= plain)
    inside = silhouette == 1
    brightness = striped[inside].sum(-1) / plain[inside].sum(-1)
    unchanged, dark = brightness > 0.97, np.abs(brightness - plain2striped._DARK) < 0.03
    assert 0.3 < unchanged.mean() < 0.5
    assert 0.2 < dark.mean() < 0.4
    assert 0.6 < (unchanged | dark).mean() < 0.8  # The rest is the stripes' edges.


def test_every_animal_can_be_seen(scenes):
    *_, silhouette = scenes
    assert silhouette.min() == 0
    assert silhouette.max() == 1
    covered = silhouette.mean((1, 2))
    assert covered.min() > 0.08
    assert covered.max() < 0.45
    # Nearly all of it lies inside the frame.
    border = np.concatenate([silhouette[:, 0], silhouette[:, -1]], 1).mean()
    assert border < 0.01


def test_mirroring_commutes_with_the_truth():
    """A mirrored scene is drawn when the numbers behind it are mirrored, with either coat."""
    uniform = draw_uniforms(np.arange(6, dtype=np.uint64), 1, 18 + scenery.COLUMNS)
    mirrored = uniform.copy()
    mirrored[:, 0] = 1 - mirrored[:, 0]  # The animal faces the other way.
    start = 18 + 4
    for rows, columns in (scenery._CLOUDS, (1, scenery._RIDGE), scenery._GRASS):
        texture = uniform[:, start : start + rows * columns].reshape(6, rows, columns)
        mirrored[:, start : start + rows * columns] = texture[:, :, ::-1].reshape(6, -1)
        start += rows * columns
    for image, other in zip(
        plain2striped._draw(uniform, 64), plain2striped._draw(mirrored, 64), strict=True
    ):
        difference = np.abs(image[:, :, ::-1].astype(float) - other)
        assert np.quantile(difference, 0.999) <= 1  # Rounding may differ.
        assert difference.mean() < 0.01


def test_sizes_agree():
    """A picture of twice the size is, averaged over areas of 2 x 2, nearly the picture."""
    large, small = plain2striped.render(range(24), size=128), plain2striped.render(range(24))
    for of_large, of_small, scale in zip(large, small, (255, 255, 1), strict=True):
        averaged = of_large.reshape(24, 64, 2, 64, 2, -1).mean((2, 4))
        difference = np.abs(averaged - of_small.reshape(averaged.shape)) / scale
        assert difference.mean() < 0.004
        assert np.quantile(difference, 0.98) < 0.03
        assert abs(averaged.mean() - of_small.mean()) / scale < 0.001


# Two sides of the same content


def test_both_sides_have_the_same_content():
    a, _ = plain2striped.pairs(300, "train", side="a")
    b, b_striped = plain2striped.pairs(300, "train", side="b")
    a, b, b_striped = (images.astype(float) / 255 for images in (a, b, b_striped))
    for of_images in (
        lambda images: images[:, :4].mean((1, 2)),  # sky, free of animals
        lambda images: images[:, -4:].mean((1, 2)),  # ground
        lambda images: images.mean((1, 2)),
        lambda images: images.std((1, 2)),
    ):
        of_a, of_b = of_images(a), of_images(b)
        error = np.hypot(standard_error(of_a), standard_error(of_b))
        assert np.all(np.abs(of_a.mean(0) - of_b.mean(0)) < 5 * error)
    for rows in (slice(0, 4), slice(-4, None)):
        np.testing.assert_allclose(b_striped[:, rows].mean(), b[:, rows].mean(), atol=0.003)


def test_sides_and_splits_never_meet():
    some = [
        plain2striped.pairs(40, split, side=side)[0].reshape(40, -1)
        for split in ("train", "test")
        for side in ("a", "b")
    ]
    assert len(np.unique(np.concatenate(some), axis=0)) == 160


def test_sides_are_halves_of_pairs():
    plain, striped = plain2striped.pairs(5, "train", seed=2, side="a")
    np.testing.assert_array_equal(plain2striped.read("a", "train", 5, seed=2), plain)
    other, other_striped = plain2striped.pairs(5, "train", seed=2, side="b")
    np.testing.assert_array_equal(plain2striped.read("b", "train", 5, seed=2), other_striped)
    assert np.any(striped != other_striped, axis=(1, 2, 3)).all()
    assert np.any(plain != other, axis=(1, 2, 3)).all()


# Images are a function of (seed, index)


def test_truth_is_of_the_sides_that_are_read():
    plain, striped = read_sides("plain2striped", "test", 32, count=6, seed=2)
    true_striped, true_plain = plain2striped.truth("test", count=6, seed=2, size=32)
    for image, other in ((plain, true_striped), (true_plain, striped)):
        differs = np.abs(image - other).max(-1)  # by stripes on the animal, in the same scene
        assert 0.01 < np.mean(differs > 0.1) < 0.3
        assert image.mean() > other.mean()


def test_golden_figures():
    plain, striped, silhouette = plain2striped.render(range(8))
    assert plain.shape == striped.shape == (8, 64, 64, 3)
    assert plain.dtype == striped.dtype == np.uint8
    figures = [plain.mean(), striped.mean(), 255 * silhouette.mean()]
    np.testing.assert_allclose(figures, [138.368, 128.689, 47.609], atol=0.02)
    # Sky, ground, coat and stripe; one level either way is rounding.
    seen = [plain[0, 2, 60], plain[3, 60, 5], plain[0, 22, 24], striped[0, 22, 24]]
    golden = [[130, 151, 195], [142, 125, 64], [192, 117, 67], [42, 26, 15]]
    np.testing.assert_allclose(np.int64(seen), golden, atol=1)


def test_image_is_a_function_of_seed_and_index():
    images = plain2striped.render(range(70), seed=5)
    again = plain2striped.render([69, 3, 40, 3], seed=5)
    for whole, some in zip(images, again, strict=True):
        np.testing.assert_array_equal(some, whole[[69, 3, 40, 3]])
    other, *_ = plain2striped.render(range(70), seed=6)
    assert np.any(other != images[0], axis=(1, 2, 3)).all()


def test_count_does_not_change_the_images():
    few, many = (plain2striped.read("b", "test", count, seed=1) for count in (3, 40))
    np.testing.assert_array_equal(few, many[:3])
    assert len(plain2striped._number_scenes("a", "train", None)) == 1000
    assert len(plain2striped._number_scenes("a", "test", None)) == 200


def test_unknown_side_and_split():
    with pytest.raises(ValueError, match=r"sides \['a', 'b'\]\. Received: side='c'"):
        plain2striped.pairs(1, side="c")
    with pytest.raises(ValueError, match=r"splits \['train', 'test'\]\. Received: split='tets'"):
        plain2striped.read("a", "tets")

import keras
import numpy as np
import pytest

from kerasgan import networks
from kerasgan.networks.seeds import draw_seeds


def _maps(model, kinds):
    """Size and channels of the outputs of all layers of these kinds."""
    outputs = [layer.output.shape for layer in model.layers if isinstance(layer, kinds)]
    return [(shape[1], shape[3]) for shape in outputs]


def _layers(model, kinds):
    return [layer for layer in model.layers if isinstance(layer, kinds)]


@pytest.mark.parametrize(
    ("size", "up", "down"),
    [
        (28, [(7, 12), (14, 6), (28, 2)], [(14, 3), (7, 6)]),
        (32, [(4, 24), (8, 12), (16, 6), (32, 2)], [(16, 3), (8, 6), (4, 12)]),
        (
            64,
            [(4, 48), (8, 24), (16, 12), (32, 6), (64, 2)],
            [(32, 3), (16, 6), (8, 12), (4, 24)],
        ),
        (
            128,
            [(4, 96), (8, 48), (16, 24), (32, 12), (64, 6), (128, 2)],
            [(64, 3), (32, 6), (16, 12), (8, 24), (4, 48)],
        ),
    ],
)
def test_feature_maps(size, up, down):
    shape = (size, size, 2)
    generator = networks.dcgan_generator(shape, latent_dim=5, width=3)
    discriminator = networks.dcgan_discriminator(shape, width=3)
    assert _maps(generator, (keras.layers.Reshape, keras.layers.Conv2DTranspose)) == up
    assert _maps(discriminator, keras.layers.Conv2D) == down
    assert generator.input_shape == (None, 5)
    assert generator.output_shape == (None, *shape)
    assert discriminator.input_shape == (None, *shape)
    assert discriminator.output_shape == (None, 1)
    assert (generator.name, discriminator.name) == ("generator", "discriminator")


def test_a_discriminator_of_another_depth():
    deeper = networks.dcgan_discriminator((28, 28, 1), width=3, depth=3)
    assert _maps(deeper, keras.layers.Conv2D) == [(14, 3), (7, 6), (4, 12)]
    single = networks.dcgan_discriminator((64, 64, 1), width=3, depth=1)
    assert _maps(single, keras.layers.Conv2D) == [(32, 3)]


@pytest.mark.parametrize("depth", [0, 2.5])
def test_depths_that_are_refused(depth):
    with pytest.raises(
        ValueError, match=f"`depth` must be a positive integer. Received: depth={depth}"
    ):
        networks.dcgan_discriminator(depth=depth)


def test_parameters_at_28():
    w, latent, kernel = 64, 100, 4 * 4
    dense = latent * 49 * 4 * w
    batch_norms = 4 * (4 * w) + 4 * (2 * w)
    up = kernel * 4 * w * 2 * w + kernel * 2 * w * 1 + 1
    assert networks.dcgan_generator().count_params() == dense + batch_norms + up
    down = kernel * 1 * w + w + kernel * w * 2 * w + 4 * 2 * w
    assert networks.dcgan_discriminator().count_params() == down + 49 * 2 * w + 1


def test_the_paper_generator_at_64():
    generator = networks.dcgan_generator((64, 64, 3))
    kinds = (keras.layers.Reshape, keras.layers.Conv2DTranspose)
    assert _maps(generator, kinds) == [(4, 1024), (8, 512), (16, 256), (32, 128), (64, 3)]


def test_batch_normalization_is_where_the_paper_has_it():
    generator = networks.dcgan_generator((32, 32, 3), width=2)
    discriminator = networks.dcgan_discriminator((32, 32, 3), width=2)
    kind = keras.layers.BatchNormalization
    assert len(_layers(generator, kind)) == 3
    assert len(_layers(discriminator, kind)) == 2
    kinds = [type(layer).__name__ for layer in discriminator.layers]
    assert kinds[:3] == ["InputLayer", "Conv2D", "LeakyReLU"]
    kinds = [type(layer).__name__ for layer in generator.layers]
    assert kinds[-2:] == ["Conv2DTranspose", "Activation"]
    assert generator.layers[-1].activation is keras.activations.tanh


@pytest.mark.parametrize("build", [networks.dcgan_generator, networks.dcgan_discriminator])
def test_settings_that_are_not_the_defaults_of_keras(build):
    model = build((32, 32, 3), width=2)
    for layer in _layers(model, keras.layers.BatchNormalization):
        assert (layer.momentum, layer.epsilon, layer.synchronized) == (0.9, 1e-5, False)
    for layer in _layers(model, keras.layers.LeakyReLU):
        assert layer.negative_slope == 0.2
    for layer in _layers(model, (keras.layers.Conv2D, keras.layers.Conv2DTranspose)):
        assert (layer.kernel_size, layer.strides) == ((4, 4), (2, 2))
    for layer, following in zip(model.layers[:-1], model.layers[1:], strict=True):
        if isinstance(following, keras.layers.BatchNormalization) and hasattr(layer, "use_bias"):
            assert not layer.use_bias


@pytest.mark.parametrize("build", [networks.dcgan_generator, networks.dcgan_discriminator])
def test_initial_weights(build):
    model = build((32, 32, 3), width=32, seed=0)
    for layer in model.layers:
        if hasattr(layer, "kernel"):
            kernel = keras.ops.convert_to_numpy(layer.kernel)
            # 5 standard errors of the mean and of the standard deviation.
            slack = 5 * 0.02 / kernel.size**0.5
            assert abs(kernel.mean()) < slack
            assert abs(kernel.std() - 0.02) < slack
    gammas = np.concatenate(
        [layer.gamma for layer in _layers(model, keras.layers.BatchNormalization)]
    )
    slack = 5 * 0.02 / gammas.size**0.5
    assert abs(gammas.mean() - 1.0) < slack
    assert abs(gammas.std() - 0.02) < slack


@pytest.mark.parametrize("build", [networks.dcgan_generator, networks.dcgan_discriminator])
def test_synchronized(build):
    for layer in _layers(build(width=2, synchronized=True), keras.layers.BatchNormalization):
        assert layer.synchronized


def test_images_lie_in_range():
    generator = networks.dcgan_generator(width=2, seed=0)
    for layer in _layers(generator, keras.layers.Conv2DTranspose):
        layer.kernel.assign(layer.kernel * 1000.0)
    z = np.random.default_rng(0).normal(size=(8, 100)).astype("float32")
    images = keras.ops.convert_to_numpy(generator(z))
    assert -1.0 <= images.min() < -0.99
    assert 0.99 < images.max() <= 1.0


def test_half_precision_inside_float32_outside():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        generator = networks.dcgan_generator(width=2)
        discriminator = networks.dcgan_discriminator(width=2)
    finally:
        keras.config.set_dtype_policy("float32")
    images = generator(np.zeros((2, 100), "float32"))
    assert _layers(generator, keras.layers.Conv2DTranspose)[0].output.dtype == "bfloat16"
    assert images.dtype == "float32"
    assert discriminator(images).dtype == "float32"


@pytest.mark.parametrize("build", [networks.dcgan_generator, networks.dcgan_discriminator])
@pytest.mark.parametrize("shape", [(48, 48, 3), (28, 32, 1), (28, 28), (None, None, 3)])
def test_refuses_other_shapes(build, shape):
    with pytest.raises(ValueError, match="size of 28, 32, 64, 128"):
        build(shape)


@pytest.mark.parametrize("build", [networks.dcgan_generator, networks.dcgan_discriminator])
def test_refuses_empty_sizes(build):
    with pytest.raises(ValueError, match="must be a positive integer"):
        build((28, 28, 0))
    with pytest.raises(ValueError, match="must be a positive integer"):
        build((28, 28, 1), width=0)


# Normalization of the discriminator


def test_the_default_is_batch_normalization_bit_for_bit():
    default, batch = (
        networks.dcgan_discriminator((32, 32, 3), width=2, seed=5, **arguments)
        for arguments in ({}, {"normalization": "batch"})
    )
    for one, other in zip(default.weights, batch.weights, strict=True):
        np.testing.assert_array_equal(one, other)
    # As it was before there was a choice: presets and resumed trainings depend on it.
    seeds = draw_seeds(5, "discriminator")
    for weight in default.trainable_weights:
        if weight.name in ("kernel", "gamma"):
            mean = 1.0 if weight.name == "gamma" else 0.0
            draw = keras.initializers.RandomNormal(mean, 0.02, seed=next(seeds))
            np.testing.assert_array_equal(weight, draw(weight.shape))


@pytest.mark.parametrize(
    ("normalization", "count", "parameters"), [("layer", 2, 2 * 6 + 2 * 12), (None, 0, 0)]
)
def test_other_normalizations(normalization, count, parameters):
    model = networks.dcgan_discriminator((32, 32, 3), width=3, normalization=normalization)
    assert not _layers(model, keras.layers.BatchNormalization)
    found = _layers(model, keras.layers.GroupNormalization)
    assert [(layer.groups, layer.epsilon) for layer in found] == [(1, 1e-5)] * count
    assert sum(layer.count_params() for layer in found) == parameters
    assert all(layer.use_bias for layer in _layers(model, keras.layers.Conv2D))
    assert _maps(model, keras.layers.Conv2D) == [(16, 3), (8, 6), (4, 12)]
    assert not model.non_trainable_weights
    for layer, following in zip(model.layers[2:-2], model.layers[3:-1], strict=True):
        if isinstance(layer, keras.layers.Conv2D):
            kind = keras.layers.GroupNormalization if count else keras.layers.LeakyReLU
            assert type(following) is kind


def test_layer_normalization_is_over_all_elements_of_a_sample():
    model = networks.dcgan_discriminator((28, 28, 1), width=3, normalization="layer", seed=0)
    (layer,) = _layers(model, keras.layers.GroupNormalization)
    inner = keras.Model(model.input, [layer.input, layer.output])
    x, y = inner(np.random.default_rng(0).normal(size=(4, 28, 28, 1)).astype("float32"))
    x = x.numpy()
    mean, variance = (f(x, axis=(1, 2, 3), keepdims=True) for f in (np.mean, np.var))
    np.testing.assert_allclose(y, (x - mean) / np.sqrt(variance + 1e-5), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("wrong", ["instance", "Batch", False, 0])
def test_refuses_unknown_normalizations(wrong):
    with pytest.raises(ValueError, match="must be 'batch', 'layer' or None"):
        networks.dcgan_discriminator(width=2, normalization=wrong)

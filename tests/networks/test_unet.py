import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan import networks

CONVOLUTIONS = (keras.layers.Conv2D, keras.layers.Conv2DTranspose)


def _layers(model, kind):
    return [layer for layer in model.layers if isinstance(layer, kind)]


def _images(model, count=2):
    shape = (count, *model.input_shape[1:])
    return np.random.default_rng(0).uniform(-1, 1, size=shape).astype("float32")


def _disturb(model, scale):
    rng = np.random.default_rng(1)
    for weight in model.weights:
        weight.assign(weight + rng.uniform(-scale, scale, weight.shape))


@pytest.mark.parametrize(
    ("shape", "output_channels", "depth"),
    [
        ((4, 4, 1), 1, 2),
        ((8, 20, 3), 3, 3),
        ((28, 12, 4), 1, 4),
        ((12, 16, 1), 4, 4),
        ((64, 64, 2), 3, 6),
    ],
)
def test_sizes_and_channels(shape, output_channels, depth):
    model = networks.unet_translator(shape, output_channels, width=2, seed=0)
    images = model(_images(model)).numpy()
    assert images.shape == (2, *shape[:2], output_channels)
    assert model.output_shape == (None, *shape[:2], output_channels)
    assert np.abs(images).max() < 1
    assert images.std() > 0
    assert (model.input.name, model.name) == ("images", "translator")
    assert len(_layers(model, keras.layers.Conv2DTranspose)) == depth


def test_as_many_channels_as_the_input_by_default():
    assert networks.unet_translator((8, 8, 4), width=1).output_shape == (None, 8, 8, 4)


@pytest.mark.parametrize(("size", "depth"), [(28, 5), (64, 6), (128, 7), (256, 8), (512, 8)])
def test_depth_of_the_size(size, depth):
    model = networks.unet_translator((size, size, 1), width=1)
    down = [layer.output.shape[1] for layer in _layers(model, CONVOLUTIONS)][:depth]
    expected, side = [], size
    for _ in range(depth):
        side = (side + 1) // 2
        expected.append(side)
    assert down == expected
    assert expected[-1] <= 2
    shallow = networks.unet_translator((size, size, 1), width=1, depth=3)
    assert len(_layers(shallow, CONVOLUTIONS)) == 6


def test_parameters_of_the_papers_network():
    """54 413 955 in the authors' code for 256 pixels.

    There batch normalization has 9 856 scales and offsets; here are none, but biases of the
    first and of the innermost convolution.
    """
    model = networks.unet_translator((256, 256, 3))
    assert model.count_params() == 54_413_955 - 9_856 + 64 + 512
    assert not model.non_trainable_weights


def _normalized(x):
    mean, variance = tf.nn.moments(x, [1, 2], keepdims=True)
    return (x - mean) / tf.sqrt(variance + 1e-5)


def _reference(model, x):
    """A second implementation: recursive, as the authors' is, one level around the next."""
    down = [layer.weights for layer in model.layers if type(layer).__name__ == "Conv2D"]
    up = [layer.weights for layer in model.layers if type(layer).__name__ == "Conv2DTranspose"]
    depth = len(down)
    assert len(up) == depth

    def around(level, x):
        """The map of `x` after the level and all inside it, without its connection."""
        kernel, *bias = (weight.value for weight in down[level])
        y = tf.nn.leaky_relu(x, 0.2) if level else x
        y = tf.nn.conv2d(y, kernel, 2, "SAME")
        y = y + bias[0] if bias else y
        if level < depth - 1:
            y = _normalized(y) if level else y
            y = tf.concat([y, around(level + 1, y)], axis=-1)
        kernel, *bias = (weight.value for weight in up[depth - 1 - level])
        shape = (len(y), 2 * y.shape[1], 2 * y.shape[2], kernel.shape[2])
        y = tf.nn.conv2d_transpose(tf.nn.relu(y), kernel, shape, 2, "SAME")
        y = y[:, : x.shape[1], : x.shape[2]]
        return _normalized(y) if level else y + bias[0]

    return tf.tanh(around(0, x))


@pytest.mark.parametrize(
    ("shape", "depth"), [((8, 8, 3), None), ((16, 16, 1), 3), ((12, 28, 2), None), ((7, 5, 1), 3)]
)
def test_equals_a_second_implementation(shape, depth):
    model = networks.unet_translator(shape, 2, width=3, depth=depth, seed=0)
    _disturb(model, 0.2)
    expected = _reference(model, _images(model))
    assert np.std(expected) > 1e-2
    np.testing.assert_allclose(model(_images(model)), expected, rtol=1e-3, atol=1e-4)


def test_the_innermost_pixel_speaks():
    """Normalized, a map of one pixel would be 0 whatever the image."""
    model = networks.unet_translator((16, 16, 1), width=2, seed=0)
    _disturb(model, 0.1)
    innermost = _layers(model, keras.layers.Conv2D)[-1]
    assert innermost.output.shape[1:3] == (1, 1)
    images = _images(model)
    inner = keras.Model(model.input, innermost.output)(images).numpy()
    assert np.abs(inner[0] - inner[1]).max() > 1e-2
    before = model(images).numpy()
    innermost.kernel.assign(-innermost.kernel)
    assert np.abs(model(images).numpy() - before).max() > 1e-2


def test_settings_that_are_the_papers():
    model = networks.unet_translator((16, 16, 3), width=2)
    for layer in _layers(model, CONVOLUTIONS):
        assert (layer.kernel_size, layer.strides) == ((4, 4), (2, 2))
    biased = [layer.use_bias for layer in _layers(model, CONVOLUTIONS)]
    assert biased == [True, False, False, True, False, False, False, True]
    for layer in _layers(model, keras.layers.LeakyReLU):
        assert layer.negative_slope == 0.2
    found = _layers(model, keras.layers.GroupNormalization)
    assert len(found) == 5
    for layer in found:
        assert (layer.groups, layer.epsilon) == (layer.output.shape[-1], 1e-5)
        assert not layer.weights
    down = [layer.filters for layer in _layers(model, CONVOLUTIONS)]
    assert down == [2, 4, 8, 16, 8, 4, 2, 3]


def test_initial_weights():
    model = networks.unet_translator((8, 8, 3), width=16, seed=0)
    for layer in _layers(model, CONVOLUTIONS):
        kernel = layer.kernel.numpy()
        # 5 standard errors of the mean and of the standard deviation.
        slack = 5 * 0.02 / kernel.size**0.5
        assert abs(kernel.mean()) < slack
        assert abs(kernel.std() - 0.02) < slack


def test_constant_images():
    model = networks.unet_translator((8, 8, 3), width=2, seed=0)
    for value in (-1.0, 0.0, 1.0):
        images = tf.fill([1, 8, 8, 3], value)
        with tf.GradientTape() as tape:
            tape.watch(images)
            translated = model(images, training=True)
        assert np.isfinite(translated).all()
        assert np.isfinite(tape.gradient(translated, images)).all()


def test_an_image_depends_on_its_own_sample():
    model = networks.unet_translator((12, 8, 3), width=3, seed=0)
    images = _images(model, 3)
    together = model(images, training=True).numpy()
    alone = np.concatenate([model(image[None], training=True) for image in images])
    np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize(("shape", "deepest"), [((8, 8, 1), 3), ((9, 8, 1), 4), ((4, 32, 1), 5)])
def test_depths_of_a_size(shape, deepest):
    model = networks.unet_translator(shape, width=1, depth=deepest, seed=0)
    assert np.isfinite(model(_images(model))).all()
    for depth in (deepest + 1, 1, 2.0):
        with pytest.raises(ValueError, match=f"from 2 to {deepest} .* Received: depth={depth}"):
            networks.unet_translator(shape, width=1, depth=depth)


def test_refuses_what_is_no_size():
    with pytest.raises(ValueError, match=r"at least 4 x 4 pixels. Received: input_shape=\(3, 8, 1"):
        networks.unet_translator((3, 8, 1))
    for shape in [(64, 64), (None, None, 3), (64, 64, 0), (64.0, 64, 3), ()]:
        with pytest.raises(ValueError, match="height, width, channels"):
            networks.unet_translator(shape)
    for name in ("output_channels", "width"):
        with pytest.raises(
            ValueError, match=f"`{name}` must be a positive integer. Received: {name}=0"
        ):
            networks.unet_translator((8, 8, 3), **{name: 0})

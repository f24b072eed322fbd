import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan import networks
from kerasgan.layers import ReflectionPadding2D


def _layers(model, kind):
    return [layer for layer in model.layers if isinstance(layer, kind)]


def _images(model, count=2):
    shape = (count, *model.input_shape[1:])
    return np.random.default_rng(0).uniform(-1, 1, size=shape).astype("float32")


@pytest.mark.parametrize(
    ("shape", "output_channels"),
    [((8, 8, 1), 1), ((8, 20, 3), 3), ((28, 12, 4), 1), ((12, 16, 1), 4), ((64, 64, 2), 3)],
)
def test_sizes_and_channels(shape, output_channels):
    model = networks.resnet_translator(shape, output_channels, width=2, blocks=1, seed=0)
    images = model(_images(model)).numpy()
    assert images.shape == (2, *shape[:2], output_channels)
    assert model.output_shape == (None, *shape[:2], output_channels)
    assert np.abs(images).max() < 1
    assert images.std() > 0
    assert (model.input.name, model.name) == ("images", "translator")


def test_as_many_channels_as_the_input_by_default():
    assert networks.resnet_translator((8, 8, 4), width=1).output_shape == (None, 8, 8, 4)


@pytest.mark.parametrize(
    ("shape", "blocks"), [((128, 128, 1), 6), ((252, 256, 1), 6), ((256, 256, 1), 9)]
)
def test_number_of_blocks(shape, blocks):
    model = networks.resnet_translator(shape, width=1)
    assert len(_layers(model, keras.layers.Add)) == blocks
    assert len(_layers(networks.resnet_translator(shape, width=1, blocks=2), keras.layers.Add)) == 2


def test_parameters_of_the_papers_network():
    """11 378 179 in the authors' code, of which 5 248 are biases that instance norm cancels."""
    model = networks.resnet_translator((256, 256, 3))
    biases = 64 + 128 + 256 + 18 * 256 + 128 + 64
    assert model.count_params() == 11_378_179 - biases
    assert not model.non_trainable_weights


# A second implementation: padding by NumPy, everything else by TensorFlow's own operations.


def _mirrored(x, padding):
    side = (padding, padding)
    return tf.constant(np.pad(x, ((0, 0), side, side, (0, 0)), mode="reflect"))


def _normalized(x):
    mean, variance = tf.nn.moments(x, [1, 2], keepdims=True)
    return (x - mean) / tf.sqrt(variance + 1e-5)


def _doubled(x, kernel):
    """A transposed convolution: every pixel of the map draws the kernel, and drawings add up."""
    batch, height, width, _ = x.shape
    y = np.zeros((batch, 2 * height + 1, 2 * width + 1, kernel.shape[2]), "float32")
    for i in range(height):
        for j in range(width):
            y[:, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += np.einsum(
                "nc,hwkc->nhwk", x[:, i, j], kernel
            )
    return tf.constant(y[:, : 2 * height, : 2 * width])


def _reference(model, x):
    kinds = (keras.layers.Conv2D, keras.layers.Conv2DTranspose)
    layers = iter(_layers(model, kinds))

    def kernel():
        return next(layers).kernel.value

    x = tf.nn.relu(_normalized(tf.nn.conv2d(_mirrored(x, 3), kernel(), 1, "VALID")))
    for _ in range(2):
        x = tf.nn.relu(_normalized(tf.nn.conv2d(x, kernel(), 2, "SAME")))
    for _ in range(len(_layers(model, keras.layers.Add))):
        y = tf.nn.relu(_normalized(tf.nn.conv2d(_mirrored(x, 1), kernel(), 1, "VALID")))
        x += _normalized(tf.nn.conv2d(_mirrored(y, 1), kernel(), 1, "VALID"))
    for _ in range(2):
        x = tf.nn.relu(_normalized(_doubled(x, kernel())))
    last = next(layers)
    assert next(layers, None) is None
    return tf.tanh(tf.nn.conv2d(_mirrored(x, 3), last.kernel.value, 1, "VALID") + last.bias.value)


@pytest.mark.parametrize("shape", [(8, 8, 3), (16, 12, 1)])
def test_equals_a_second_implementation(shape):
    model = networks.resnet_translator(shape, 2, width=3, blocks=2, seed=0)
    rng = np.random.default_rng(1)
    for weight in model.weights:
        weight.assign(weight + rng.uniform(-0.1, 0.1, weight.shape))
    expected = _reference(model, _images(model))
    assert np.std(expected) > 1e-2
    np.testing.assert_allclose(model(_images(model)), expected, rtol=1e-3, atol=1e-4)


def test_every_map_but_the_last_is_normalized_and_mirrored_where_the_paper_says():
    model = networks.resnet_translator((16, 16, 3), width=2, blocks=2)
    names = [type(layer).__name__ for layer in model.layers]
    mirrored = ["ReflectionPadding2D", "Conv2D", "GroupNormalization"]
    relu = "ReLU"
    assert names == [
        *("InputLayer", *mirrored, relu),
        *(["Conv2D", "GroupNormalization", relu] * 2),
        *([*mirrored, relu, *mirrored, "Add"] * 2),
        *(["Conv2DTranspose", "GroupNormalization", relu] * 2),
        *("ReflectionPadding2D", "Conv2D", "Activation"),
    ]
    assert [layer.padding for layer in _layers(model, ReflectionPadding2D)] == [3, 1, 1, 1, 1, 3]
    for layer in _layers(model, keras.layers.GroupNormalization):
        assert (layer.groups, layer.epsilon) == (layer.output.shape[-1], 1e-5)
        assert not layer.weights


def test_initial_weights():
    model = networks.resnet_translator((8, 8, 3), width=16, blocks=1, seed=0)
    for layer in _layers(model, (keras.layers.Conv2D, keras.layers.Conv2DTranspose)):
        kernel = layer.kernel.numpy()
        # 5 standard errors of the mean and of the standard deviation.
        slack = 5 * 0.02 / kernel.size**0.5
        assert abs(kernel.mean()) < slack
        assert abs(kernel.std() - 0.02) < slack


def test_constant_images():
    model = networks.resnet_translator((8, 8, 3), width=2, blocks=1, seed=0)
    for value in (-1.0, 0.0, 1.0):
        images = tf.fill([1, 8, 8, 3], value)
        with tf.GradientTape() as tape:
            tape.watch(images)
            translated = model(images, training=True)
        assert np.isfinite(translated).all()
        assert np.isfinite(tape.gradient(translated, images)).all()


def test_an_image_depends_on_its_own_sample():
    """So that translation and identity may go through the network in one batch."""
    model = networks.resnet_translator((12, 8, 3), width=3, blocks=1, seed=0)
    images = _images(model, 3)
    together = model(images, training=True).numpy()
    alone = np.concatenate([model(image[None], training=True) for image in images])
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_two_translators_of_one_seed_and_of_two():
    build = [networks.resnet_translator((8, 8, 1), width=2, blocks=1, seed=s) for s in (1, 1, 2)]
    same, other = (
        [np.array_equal(a, b) for a, b in zip(build[0].weights, model.weights, strict=True)]
        for model in build[1:]
    )
    assert all(same)
    assert other.count(True) == 1  # the bias of the last layer


@pytest.mark.parametrize("shape", [(4, 8, 3), (8, 4, 3), (30, 32, 3), (32, 30, 3)])
def test_refuses_other_sizes(shape):
    with pytest.raises(ValueError, match=r"multiples of 4, and at least 8. Received: input_shape"):
        networks.resnet_translator(shape)


def test_refuses_what_is_no_size():
    for shape in [(64, 64), (None, None, 3), (64, 64, 0), (64.0, 64, 3), ()]:
        with pytest.raises(ValueError, match="height, width, channels"):
            networks.resnet_translator(shape)
    for name in ("output_channels", "width", "blocks"):
        with pytest.raises(
            ValueError, match=f"`{name}` must be a positive integer. Received: {name}=0"
        ):
            networks.resnet_translator((8, 8, 3), **{name: 0})

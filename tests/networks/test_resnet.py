import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan import networks

SIZES = (28, 32, 64)
BOTH = [networks.resnet_generator, networks.resnet_critic]
each_size = pytest.mark.parametrize("size", SIZES)
each_network = pytest.mark.parametrize("build", BOTH, ids=["generator", "critic"])


def _layers(model, kind):
    return [layer for layer in model.layers if isinstance(layer, kind)]


def _maps(model, kinds):
    """Size and channels of the outputs of all layers of these kinds."""
    return [layer.output.shape[2:] for layer in model.layers if isinstance(layer, kinds)]


@pytest.mark.parametrize(
    ("size", "up", "down"),
    [
        (28, [(7, 6), (14, 6), (28, 6)], [(14, 6), (7, 6), (7, 6), (7, 6)]),
        (32, [(4, 6), (8, 6), (16, 6), (32, 6)], [(16, 6), (8, 6), (8, 6), (8, 6)]),
        (
            64,
            [(4, 24), (8, 24), (16, 12), (32, 6), (64, 3)],
            [(32, 6), (16, 12), (8, 24), (4, 24)],
        ),
    ],
)
def test_feature_maps(size, up, down):
    shape = (size, size, 2)
    generator = networks.resnet_generator(shape, latent_dim=5, width=6)
    critic = networks.resnet_critic(shape, width=6)
    assert _maps(generator, (keras.layers.Reshape, keras.layers.Add)) == up
    assert _maps(critic, keras.layers.Add) == down
    assert generator.input_shape == (None, 5)
    assert generator.output_shape == (None, *shape)
    assert critic.input_shape == (None, *shape)
    assert critic.output_shape == (None, 1)
    assert (generator.name, critic.name) == ("generator", "discriminator")


def _trainable(model):
    return sum(np.prod(weight.shape) for weight in model.trainable_weights)


@pytest.mark.parametrize("size", [28, 32])
def test_parameters_at_28_and_32(size):
    w, base, blocks = 128, {28: 7, 32: 4}[size], {28: 2, 32: 3}[size]
    dense = 128 * base**2 * w + base**2 * w
    block = 2 * w + 9 * w * w + 2 * w + 9 * w * w + w * w
    image = 2 * w + 9 * w * 3 + 3
    assert _trainable(networks.resnet_generator((size, size, 3))) == dense + blocks * block + image
    convolution = 9 * w * w + w
    first = (9 * 3 * w + w) + convolution + (3 * w + w)
    second = 2 * convolution + (w * w + w)
    critic = networks.resnet_critic((size, size, 3))
    assert _trainable(critic) == first + second + 4 * convolution + (w + 1)


def test_parameters_at_64():
    generator = 128 * 16 * 512 + 16 * 512
    for n, m in [(512, 512), (512, 256), (256, 128), (128, 64)]:
        generator += 2 * n + 9 * n * m + 2 * m + 9 * m * m + n * m
    generator += 2 * 64 + 9 * 64 * 3 + 3
    assert _trainable(networks.resnet_generator((64, 64, 3))) == generator
    critic = 9 * 3 * 64 + 64
    for n, m in [(64, 128), (128, 256), (256, 512), (512, 512)]:
        critic += 2 * n + 9 * n * n + 2 * n + (9 * n * m + m) + (n * m + m)
    critic += 4 * 4 * 512 + 1
    assert _trainable(networks.resnet_critic((64, 64, 3))) == critic


# A second implementation, in the order of the authors' code: pooling and upsampling around the
# 1 x 1 convolutions lie on the other side.


class Weights:
    """Hands a network's weights out in the order of its layers, by kind and shape."""

    def __init__(self, model):
        self.layers = {}
        for layer in model.layers:
            if layer.weights:
                self.layers.setdefault(type(layer).__name__, []).append(layer)

    def convolve(self, x, size):
        kinds = self.layers["Conv2D"]
        layer = next(each for each in kinds if each.kernel_size == (size, size))
        kinds.remove(layer)
        x = tf.nn.conv2d(x, layer.kernel.value, 1, "SAME")
        return x + layer.bias.value if layer.use_bias else x

    def dense(self, x):
        layer = self.layers["Dense"].pop(0)
        return x @ layer.kernel.value + layer.bias.value

    def batch_norm(self, x):
        layer = self.layers["BatchNormalization"].pop(0)
        x = (x - layer.moving_mean.value) / tf.sqrt(layer.moving_variance.value + 1e-5)
        return layer.gamma.value * x + layer.beta.value

    def layer_norm(self, x):
        layer = self.layers["GroupNormalization"].pop(0)
        mean, variance = tf.nn.moments(x, [1, 2, 3], keepdims=True)
        return layer.gamma.value * (x - mean) / tf.sqrt(variance + 1e-5) + layer.beta.value


def _halved(x):
    return sum(x[:, i::2, j::2] for i in (0, 1) for j in (0, 1)) / 4.0


def _doubled(x):
    return tf.nn.depth_to_space(tf.concat([x] * 4, axis=-1), 2)


def _reference_generator(weights, z, size):
    base, blocks = {28: (7, 2), 32: (4, 3), 64: (4, 4)}[size]
    x = weights.dense(z)
    x = tf.reshape(x, [len(z), base, base, x.shape[1] // base**2])
    for _ in range(blocks):
        shortcut = weights.convolve(_doubled(x), 1)
        x = weights.convolve(_doubled(tf.nn.relu(weights.batch_norm(x))), 3)
        x = weights.convolve(tf.nn.relu(weights.batch_norm(x)), 3) + shortcut
    return tf.tanh(weights.convolve(tf.nn.relu(weights.batch_norm(x)), 3))


def _reference_critic(weights, x, size):
    if size == 64:
        x = weights.convolve(x, 3)
        for _ in range(4):
            shortcut = _halved(weights.convolve(x, 1))
            x = weights.convolve(tf.nn.relu(weights.layer_norm(x)), 3)
            x = _halved(weights.convolve(tf.nn.relu(weights.layer_norm(x)), 3)) + shortcut
        return weights.dense(tf.reshape(x, [len(x), -1]))
    shortcut = weights.convolve(_halved(x), 1)
    x = weights.convolve(x, 3)
    x = _halved(weights.convolve(tf.nn.relu(x), 3)) + shortcut
    shortcut = _halved(weights.convolve(x, 1))
    x = weights.convolve(tf.nn.relu(x), 3)
    x = _halved(weights.convolve(tf.nn.relu(x), 3)) + shortcut
    for _ in range(2):
        x += weights.convolve(tf.nn.relu(weights.convolve(tf.nn.relu(x), 3)), 3)
    return weights.dense(tf.reduce_mean(tf.nn.relu(x), axis=[1, 2]))


@each_size
@pytest.mark.parametrize(
    ("build", "reference"),
    zip(BOTH, [_reference_generator, _reference_critic], strict=True),
    ids=["generator", "critic"],
)
def test_equals_a_second_implementation(build, reference, size):
    model = build((size, size, 2), width=4, seed=0)
    rng = np.random.default_rng(0)
    for weight in model.weights:  # biases, scales and moving statistics, too
        weight.assign(weight + rng.uniform(-0.1, 0.1, size=weight.shape))
    inputs = rng.normal(size=(3, *model.input_shape[1:])).astype("float32")
    weights = Weights(model)
    expected = reference(weights, inputs, size)
    assert not any(weights.layers.values()), "every layer was used once"
    assert np.std(expected) > 1e-3
    np.testing.assert_allclose(model(inputs), expected, rtol=1e-3, atol=1e-5)


@each_size
def test_a_logit_depends_on_its_own_sample(size):
    critic = networks.resnet_critic((size, size, 1), width=4, seed=0)
    images = tf.constant(np.random.default_rng(0).normal(size=(3, size, size, 1)).astype("float32"))
    with tf.GradientTape() as tape:
        tape.watch(images)
        logit = critic(images, training=True)[1]
    slopes = np.abs(tape.gradient(logit, images)).max(axis=(1, 2, 3))
    assert slopes[1] > 0
    assert slopes[0] == slopes[2] == 0
    assert not critic.non_trainable_weights


@each_size
def test_biases_that_nothing_cancels(size):
    """Batch normalization cancels those of the generator's blocks: they would never train."""
    generator = networks.resnet_generator((size, size, 1), width=4)
    *inner, last = _layers(generator, keras.layers.Conv2D)
    assert last.use_bias
    assert not any(layer.use_bias for layer in inner)
    critic = networks.resnet_critic((size, size, 1), width=4)
    without = sum(not layer.use_bias for layer in _layers(critic, keras.layers.Conv2D))
    assert without == (4 if size == 64 else 0)


@each_network
def test_initial_weights(build):
    """Uniform of variance 4 / (fan_in + fan_out) before a ReLU's block, else half of that."""
    model = build((32, 32, 3), width=64, seed=0)
    convolutions = _layers(model, keras.layers.Conv2D)
    ends = {_layers(model, keras.layers.Dense)[0]}
    ends |= {layer for layer in convolutions if layer.kernel_size == (1, 1)}
    if model.name == "generator":
        ends.add(convolutions[-1])
    for layer in {*convolutions, *ends}:
        kernel = layer.kernel.numpy()
        fans = np.prod(kernel.shape[:-2]) * sum(kernel.shape[-2:])
        scale = 2.0 if layer in ends else 4.0
        bound = (3 * scale / fans) ** 0.5
        assert 0.9 * bound < np.abs(kernel).max() <= bound
        # 5 standard errors of the mean, and of the standard deviation of a uniform variable.
        slack = 5 * bound / kernel.size**0.5
        assert abs(kernel.mean()) < slack
        assert abs(kernel.std() - bound / 3**0.5) < slack
    for weight in model.trainable_weights:
        if weight.name != "kernel":
            np.testing.assert_array_equal(weight, float(weight.name == "gamma"))


def test_settings_that_are_not_the_defaults_of_keras():
    for synchronized in (False, True):
        generator = networks.resnet_generator(width=2, synchronized=synchronized)
        found = _layers(generator, keras.layers.BatchNormalization)
        assert len(found) == 7
        for layer in found:
            assert (layer.momentum, layer.epsilon) == (0.9, 1e-5)
            assert layer.synchronized is synchronized
        for layer in _layers(generator, keras.layers.UpSampling2D):
            assert layer.interpolation == "nearest"
    found = _layers(networks.resnet_critic((64, 64, 3), width=2), keras.layers.GroupNormalization)
    assert [(layer.groups, layer.epsilon) for layer in found] == [(1, 1e-5)] * 8


def test_images_lie_in_range():
    generator = networks.resnet_generator((28, 28, 1), width=2, seed=0)
    last = _layers(generator, keras.layers.Conv2D)[-1]
    last.kernel.assign(last.kernel * 1000.0)
    images = generator(np.random.default_rng(0).normal(size=(8, 128)).astype("float32")).numpy()
    assert -1.0 <= images.min() < -0.99
    assert 0.99 < images.max() <= 1.0


def test_half_precision_inside_float32_outside():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        generator = networks.resnet_generator(width=2)
        critic = networks.resnet_critic(width=2)
    finally:
        keras.config.set_dtype_policy("float32")
    images = generator(np.zeros((2, 128), "float32"))
    for model in (generator, critic):
        assert _layers(model, keras.layers.Conv2D)[0].output.dtype == "bfloat16"
    assert images.dtype == "float32"
    assert critic(images).dtype == "float32"


@each_network
@pytest.mark.parametrize("shape", [(48, 48, 3), (128, 128, 3), (28, 32, 1), (28, 28)])
def test_refuses_other_shapes(build, shape):
    with pytest.raises(ValueError, match="size of 28, 32, 64"):
        build(shape)


@each_network
def test_refuses_other_widths(build):
    with pytest.raises(ValueError, match="must be a positive integer"):
        build((28, 28, 0))
    with pytest.raises(ValueError, match="must be a positive integer"):
        build((28, 28, 1), width=0)
    with pytest.raises(ValueError, match="must be even for images of 64 pixels"):
        build((64, 64, 1), width=3)

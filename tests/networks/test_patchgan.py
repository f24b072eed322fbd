import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasgan import networks

# Field -> channels of the convolutions in the papers, with a width of 64, and how many halve.
PAPERS = {
    16: ([64, 128], 1),
    34: ([64, 128, 256], 2),
    70: ([64, 128, 256, 512], 3),
    142: ([64, 128, 256, 512, 512], 4),
    286: ([64, 128, 256, 512, 512, 512], 5),
}
each_field = pytest.mark.parametrize("field", PAPERS)


def _layers(model, kind):
    return [layer for layer in model.layers if isinstance(layer, kind)]


def _without_normalization(model):
    """The same network with identities in the place of normalizations, which see whole maps."""

    def replace(layer):
        if isinstance(layer, keras.layers.GroupNormalization):
            return keras.layers.Identity(name=layer.name)
        return layer.__class__.from_config(layer.get_config())

    bare = keras.models.clone_model(model, clone_function=replace)
    bare.set_weights(model.get_weights())
    assert not _layers(bare, keras.layers.GroupNormalization)
    return bare


@each_field
def test_the_receptive_field_is_what_its_name_says(field):
    """Height and width of the pixels that one logit, far from the border, has a gradient in."""
    shape = (2 * field, 2 * field + 4, 2)
    shape = tuple(size + -size % 4 for size in shape[:2]) + shape[2:]
    model = networks.patchgan_discriminator(shape, width=1, receptive_field=field, seed=0)
    for layer in _layers(model, keras.layers.Conv2D):
        layer.kernel.assign(layer.kernel * 50.0)  # so that no gradient is lost in underflow
    bare = _without_normalization(model)
    images = tf.constant(np.random.default_rng(0).normal(size=(1, *shape)).astype("float32"))
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = bare(images)
        logit = logits[0, logits.shape[1] // 2, logits.shape[2] // 2, 0]
    seen = np.abs(tape.gradient(logit, images)[0]).max(axis=-1) > 0
    for axis, size in enumerate(shape[:2]):
        places = np.flatnonzero(seen.any(axis=1 - axis))
        assert places[0] > 0
        assert places[-1] < size - 1
        assert places[-1] - places[0] + 1 == field
    # Nearly every pixel between, so that it is the field and not a scatter of it.
    assert seen.sum() > 0.99 * field**2


@each_field
def test_channels_and_strides_are_the_papers(field):
    channels, halving = PAPERS[field]
    model = networks.patchgan_discriminator((256, 256, 3), receptive_field=field)
    convolutions = _layers(model, keras.layers.Conv2D)
    assert [layer.filters for layer in convolutions] == [*channels, 1]
    strides = [layer.strides[0] for layer in convolutions]
    assert strides == [2] * halving + [1] * (len(convolutions) - halving)
    assert all(layer.kernel_size == (4, 4) for layer in convolutions)


def test_layers_of_the_70_pixel_field():
    model = networks.patchgan_discriminator((256, 256, 3), width=4)
    kinds = [type(layer).__name__ for layer in model.layers]
    halved = ["Conv2D", "GroupNormalization", "LeakyReLU"]
    assert kinds == [
        *("InputLayer", "Conv2D", "LeakyReLU", *halved, *halved),
        *("ZeroPadding2D", *halved, "ZeroPadding2D", "Conv2D"),
    ]
    for layer in _layers(model, keras.layers.GroupNormalization):
        assert (layer.groups, layer.epsilon) == (layer.output.shape[-1], 1e-5)
        assert not layer.weights
    for layer in _layers(model, keras.layers.LeakyReLU):
        assert layer.negative_slope == 0.2
    biased = [layer.use_bias for layer in _layers(model, keras.layers.Conv2D)]
    assert biased == [True, False, False, False, True]
    assert (model.input.name, model.name) == ("images", "discriminator")


def test_parameters_of_the_papers_network():
    """2 764 737 in the authors' code, of which 896 are biases that instance norm cancels."""
    model = networks.patchgan_discriminator((256, 256, 3))
    assert model.output_shape == (None, 30, 30, 1)
    assert model.count_params() == 2_764_737 - (128 + 256 + 512)


def _convolve(x, layer, pads):
    """A convolution as a sum over the kernel, of a map that is padded by zeros."""
    x = np.pad(x, ((0, 0), *pads, (0, 0)))
    stride, kernel = layer.strides[0], layer.kernel.numpy()
    height, width = ((size - 4) // stride + 1 for size in x.shape[1:3])
    y = sum(
        x[:, i : i + stride * height : stride, j : j + stride * width : stride] @ kernel[i, j]
        for i in range(4)
        for j in range(4)
    )
    return y + layer.bias.numpy() if layer.use_bias else y


@pytest.mark.parametrize("shape", [(20, 28, 1), (28, 36, 3)])
def test_equals_a_second_implementation(shape):
    model = networks.patchgan_discriminator(shape, width=3, seed=1)
    rng = np.random.default_rng(0)
    for weight in model.weights:
        weight.assign(weight + rng.uniform(-0.2, 0.2, weight.shape))
    images = rng.normal(size=(2, *shape)).astype("float32")
    x = images.astype("float64")
    convolutions = _layers(model, keras.layers.Conv2D)
    for number, layer in enumerate(convolutions):
        # Odd maps are halved upwards: one more row of zeros at their end.
        odd = [layer.strides[0] == 2 and size % 2 for size in x.shape[1:3]]
        x = _convolve(x, layer, [(1, 1 + extra) for extra in odd])
        if 0 < number < len(convolutions) - 1:
            x = x - x.mean(axis=(1, 2), keepdims=True)
            x = x / np.sqrt((x**2).mean(axis=(1, 2), keepdims=True) + 1e-5)
        if number < len(convolutions) - 1:
            x = np.maximum(x, 0.2 * x)
    logits = model(images).numpy()
    assert logits.std() > 1e-2
    np.testing.assert_allclose(logits, x, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("field", "smallest", "side"),
    [(16, 8, 2), (34, 12, 1), (70, 20, 1), (142, 36, 1), (286, 68, 1)],
)
def test_smallest_images(field, smallest, side):
    """Of sizes divisible by 4; the one below is refused."""
    shape = (smallest, 2 * smallest, 3)
    model = networks.patchgan_discriminator(shape, width=1, receptive_field=field, seed=0)
    assert model.output_shape[1] == side
    images = np.random.default_rng(0).normal(size=(2, *shape)).astype("float32")
    logits = model(images).numpy()
    assert logits.std() > 0
    assert np.isfinite(logits).all()
    for shape in ((smallest - 4, 512, 3), (512, smallest - 4, 3)):
        with pytest.raises(ValueError, match=f"field {field}. Received: input_shape=") as error:
            networks.patchgan_discriminator(shape, receptive_field=field)
        # The fields that are offered do fit.
        offered = str(error.value).partition("Those that fit: ")[2].rstrip(".").split(", ")
        assert str(field) not in offered
        for other in offered if offered != ["none"] else []:
            networks.patchgan_discriminator(shape, width=1, receptive_field=int(other))


def test_a_constant_image_and_single_pixels():
    model = networks.patchgan_discriminator((20, 20, 1), width=2, seed=0)
    for value in (-1.0, 0.0, 1.0):
        images = tf.fill([1, 20, 20, 1], value)
        with tf.GradientTape() as tape:
            tape.watch(images)
            logits = model(images)
        assert np.isfinite(logits).all()
        assert np.isfinite(tape.gradient(logits, images)).all()


def test_a_logit_depends_on_its_own_sample():
    model = networks.patchgan_discriminator((24, 24, 1), width=2, seed=0)
    images = np.random.default_rng(0).normal(size=(3, 24, 24, 1)).astype("float32")
    together = model(images, training=True).numpy()
    alone = np.concatenate([model(image[None], training=True) for image in images])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    assert not model.non_trainable_weights


def test_initial_weights():
    model = networks.patchgan_discriminator((32, 32, 3), width=16, seed=0)
    for layer in _layers(model, keras.layers.Conv2D):
        kernel = layer.kernel.numpy()
        # 5 standard errors of the mean and of the standard deviation.
        slack = 5 * 0.02 / kernel.size**0.5
        assert abs(kernel.mean()) < slack
        assert abs(kernel.std() - 0.02) < slack


@pytest.mark.parametrize("field", [1, 64, 71, "70", None])
def test_refuses_other_fields(field):
    with pytest.raises(ValueError, match=r"one of 16, 34, 70, 142, 286\. Received"):
        networks.patchgan_discriminator(receptive_field=field)


def test_refuses_other_shapes():
    for shape in [(64, 64), (None, None, 3), (64, 64, 0), (64.0, 64, 3)]:
        with pytest.raises(ValueError, match="height, width, channels"):
            networks.patchgan_discriminator(shape)
    with pytest.raises(ValueError, match=r"`width` must be a positive integer\. Received: width=0"):
        networks.patchgan_discriminator((64, 64, 3), width=0)

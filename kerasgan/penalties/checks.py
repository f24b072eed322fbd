"""Which critics a gradient penalty can be put on."""

import keras

from kerasgan import keras_private

COUPLES_SAMPLES = (
    "normalises over the batch, so that each logit depends on every sample and no gradient is "
    "that of one sample. Use keras.layers.LayerNormalization or GroupNormalization, or no "
    'normalisation (kerasgan.networks.dcgan_discriminator(..., normalization="layer"))'
)
NO_SECOND_DERIVATIVE = (
    "resizes by an operation without second derivative: TensorFlow would leave the penalty out of "
    "the gradient of the layers behind it, silently for bilinear interpolation. Use "
    'keras.layers.UpSampling2D(interpolation="nearest"), a transposed convolution or pooling, or '
    "resize the data beforehand"
)
HALF_PRECISION = (
    "computes in float16, in which gradients of gradients underflow and overflow. Build the "
    'network in float32 or under the dtype policy "mixed_bfloat16"'
)


def check_penalisable(network, name):
    """Checks that the gradient of a network with respect to its input can be penalised.

    Normalization of one sample is accepted, though TensorFlow's moments leave a term out of its
    second derivative: over `n` elements the gradient of the penalty is wrong by about `1 / n` of
    its size.

    Raises a ValueError, which calls the network by the argument `name`, if a layer at any depth
    couples the samples of a batch (batch normalization that trains), has no second derivative (any
    resizing but nearest upsampling), or computes in float16.
    """
    for operation in _list_operations(network):
        reason = _find_reason(operation)
        if reason:
            raise ValueError(
                f"The gradient of `{name}` ({network.name}) cannot be penalised: its layer "
                f"{operation.name!r} ({type(operation).__name__}) {reason}; or train without a "
                "penalty."
            )


def _list_operations(network):
    """The layers of a network at any depth, and the `keras.ops` that its functional parts use."""
    for layer in keras_private.flatten_layers(network):
        if isinstance(layer, keras.Model):
            operations = getattr(layer, "operations", ())
            yield from (each for each in operations if not isinstance(each, keras.Layer))
        elif not isinstance(layer, keras.layers.InputLayer):  # which computes nothing
            yield layer


def _find_reason(operation):
    if isinstance(operation, keras.layers.BatchNormalization) and operation.trainable:
        return COUPLES_SAMPLES
    if _resizes_smoothly(operation):
        return NO_SECOND_DERIVATIVE
    if getattr(operation, "compute_dtype", None) == "float16":
        return HALF_PRECISION
    return None


def _resizes_smoothly(operation):
    if isinstance(operation, keras.layers.UpSampling2D):
        return operation.interpolation != "nearest"
    # `keras.ops.image.resize` in a functional model is an operation of this name.
    return isinstance(operation, keras.layers.Resizing) or type(operation).__name__ == "Resize"

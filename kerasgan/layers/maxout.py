"""Maxout: the largest of several affine maps."""

import keras
from keras import ops

from kerasgan.arguments import check_positive_integers


@keras.saving.register_keras_serializable(package="kerasgan")
class Maxout(keras.layers.Layer):
    """A dense layer whose unit is the maximum over `pieces` affine maps of its input.

    `output[..., i] = max_j (inputs @ kernel + bias)[..., i * pieces + j]`: the layer learns its
    own convex, piecewise linear activation.

    Args:
        units: Integer >= 1, the number of outputs.
        pieces: Integer >= 1, the number of affine maps a unit chooses from.
        use_bias: Whether the affine maps have a bias.
        kernel_initializer: Initializer of the kernel, of shape `[features, units * pieces]`.
        bias_initializer: Initializer of the bias, of shape `[units * pieces]`.
        kernel_constraint: Constraint of the kernel; the paper bounds the norm of every column,
            as in `keras.constraints.MaxNorm(1.9365, axis=0)`.
        **kwargs: Keras' own layer arguments (`name`, `dtype`, ...).

    Shapes:
        Input `[..., features]`, output `[..., units]`.

    Raises:
        ValueError: If `units` or `pieces` is not a positive integer.

    Example:
        >>> layer = Maxout(units=3, pieces=2)
        >>> layer(keras.ops.ones([4, 5])).shape
        TensorShape([4, 3])

    Reference:
        Goodfellow et al., "Maxout Networks", 2013, section 3 (arXiv:1302.4389).
    """

    def __init__(
        self,
        units,
        pieces,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_constraint=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_positive_integers(units=units, pieces=pieces)
        self.units, self.pieces, self.use_bias = units, pieces, use_bias
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)
        self.kernel_constraint = keras.constraints.get(kernel_constraint)
        self.input_spec = keras.layers.InputSpec(min_ndim=2)

    def build(self, input_shape):
        features = input_shape[-1]
        self.kernel = self.add_weight(
            name="kernel",
            shape=(features, self.units * self.pieces),
            initializer=self.kernel_initializer,
            constraint=self.kernel_constraint,
        )
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias", shape=(self.units * self.pieces,), initializer=self.bias_initializer
            )
        self.input_spec = keras.layers.InputSpec(min_ndim=2, axes={-1: features})

    def call(self, inputs):
        outputs = ops.matmul(inputs, self.kernel)
        outputs = ops.add(outputs, self.bias) if self.use_bias else outputs
        outputs = ops.reshape(outputs, (*ops.shape(outputs)[:-1], self.units, self.pieces))
        return ops.max(outputs, axis=-1)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "pieces": self.pieces,
            "use_bias": self.use_bias,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "bias_initializer": keras.initializers.serialize(self.bias_initializer),
            "kernel_constraint": keras.constraints.serialize(self.kernel_constraint),
        }

"""Reflection padding: the border continues as its mirror image."""

import keras
from keras import ops

from kerasgan.arguments import check_non_negative_integers


@keras.saving.register_keras_serializable(package="kerasgan")
class ReflectionPadding2D(keras.layers.Layer):
    """Pads a feature map on all four sides by the mirror image of what lies inside.

    The outermost rows and columns are the mirrors and are not repeated: padded by 2 on both
    sides, a row `a b c d` becomes `c b a b c d c b`. Unlike zeros, this puts no frame around a
    picture that later layers would have to hide.

    Args:
        padding: Integer >= 0, the rows and columns that are added on each side. A convolution of
            an odd kernel keeps the size of its input behind a padding of half the kernel.
        **kwargs: Keras' own layer arguments (`name`, `dtype`, ...).

    Shapes:
        Input `[N, H, W, C]`, output `[N, H + 2 * padding, W + 2 * padding, C]`.

    Raises:
        ValueError: If `padding` is not such an integer, or the map is too small: mirroring
            `padding` pixels takes a height and a width of at least `padding + 1`.

    Example:
        >>> layer = ReflectionPadding2D(3)
        >>> layer(keras.ops.ones([1, 8, 6, 2])).shape
        TensorShape([1, 14, 12, 2])

    Reference:
        Johnson et al., "Perceptual Losses for Real-Time Style Transfer and Super-Resolution",
        2016, supplementary material (arXiv:1603.08155); Zhu et al., "Unpaired Image-to-Image
        Translation using Cycle-Consistent Adversarial Networks", 2017, section 7.2
        (arXiv:1703.10593).
    """

    def __init__(self, padding=1, **kwargs):
        super().__init__(**kwargs)
        check_non_negative_integers(padding=padding)
        self.padding = padding
        self.input_spec = keras.layers.InputSpec(ndim=4)

    def call(self, inputs):
        self._check_size(inputs.shape)
        side = (self.padding, self.padding)
        return ops.pad(inputs, ((0, 0), side, side, (0, 0)), mode="reflect")

    def compute_output_shape(self, input_shape):
        self._check_size(input_shape)
        batch, *sides, channels = input_shape
        return (batch, *(side and side + 2 * self.padding for side in sides), channels)

    def get_config(self):
        return {**super().get_config(), "padding": self.padding}

    def _check_size(self, shape):
        if any(size is not None and size <= self.padding for size in shape[1:3]):
            raise ValueError(
                f"A map that is padded with {self.padding} mirrored pixels on each side must have "
                f"at least {self.padding + 1} in both directions. Use larger images or a smaller "
                f"`padding`. Received: a map of {shape[1]} x {shape[2]} pixels."
            )

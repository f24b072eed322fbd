"""A history of generated images, which discriminators are trained on."""

import keras
import tensorflow as tf

from kerasgan import replicas
from kerasgan.arguments import check_non_negative_integers


@keras.saving.register_keras_serializable(package="kerasgan")
class ImagePool(keras.layers.Layer):
    """Mixes generated images with earlier ones, so that a discriminator does not forget these.

    One image after the other passes through the pool. Until the pool is full, each is stored and
    returned as it is. From then on it is, with probability 1/2 each,

    * returned as it is and not stored, or
    * stored in the place of a random one of the pool, which is returned instead.

    An image sees what those before it in the same batch have stored. No gradient passes.

    The layer draws no random numbers. They are an argument, two for each image, so that what
    comes out is a pure function of images, numbers and saved state: the same in eager mode, in a
    graph, under XLA and after a model was saved and loaded. A
    `NoiseStream(2, prior=kerasgan.latents.Uniform(0, 1))` draws them.

    Under `tf.distribute` the pool is that of the *global* batch: every replica gathers the images
    and numbers of all replicas, does the same update on its own copy of the state, so that the
    copies stay equal, and returns the images of its own share. Training on several replicas then
    sees the images that training on one would see. The shares must be equally large.

    `pool(images, uniforms)` does it all. Where the update depends on what comes later (on a loss
    that must be finite, say), `query` is the same without the assignment, and `assign` catches up
    on it:

        returned, state = pool.query(pool.state, images, uniforms)
        ...
        pool.assign(state)

    Args:
        size: Integer >= 0, the number of stored images. 0 turns the pool off: images are
            returned as they are, and there is no state.
        **kwargs: Keras' own layer arguments (`name`, ...). The pool is float32 and not trainable.

    Shapes:
        Images `[N, ...]`, usually `[N, H, W, C]`, of any `N`; uniforms `[N, 2]`; output as images.

    Raises:
        ValueError: If `size` is not such an integer, or the shape of one image is not known.

    Example:
        >>> pool = ImagePool(size=2)
        >>> images = tf.reshape(tf.constant([1.0, 2.0, 3.0, 4.0]), [4, 1, 1, 1])
        >>> uniforms = tf.constant([[0.9, 0.0], [0.9, 0.0], [0.1, 0.0], [0.9, 0.6]])
        >>> tf.reshape(pool(images, uniforms), [-1]).numpy().tolist()
        [1.0, 2.0, 3.0, 2.0]

    Reference:
        Shrivastava et al., "Learning from Simulated and Unsupervised Images through Adversarial
        Training", 2017, section 2.3 (arXiv:1612.07828), who replace half a minibatch. The rule
        for single images is that of the code of Zhu et al., "Unpaired Image-to-Image Translation
        using Cycle-Consistent Adversarial Networks", 2017, section 4 (arXiv:1703.10593), with
        `size=50`.
    """

    def __init__(self, size=50, **kwargs):
        # What discriminators see from the pool is what the generator made, whatever the policy.
        super().__init__(**{**kwargs, "dtype": "float32", "trainable": False})
        check_non_negative_integers(size=size)
        self.size = size

    def build(self, input_shape):
        """Makes room for `size` images of the shape of those in a batch."""
        shape = tuple(input_shape)[1:]
        if None in shape:
            raise ValueError(
                "An image pool stores images of one size, so fix the size of the images. Received: "
                f"input_shape={tuple(input_shape)}."
            )
        if not self.size:
            return
        # Without aggregation a replica writes to its own copy: no images need be sent around.
        variable = {"initializer": "zeros", "trainable": False, "aggregation": "none"}
        self.images = self.add_weight(
            name="images", shape=(self.size, *shape), dtype="float32", autocast=False, **variable
        )
        # int64, since on a GPU int32 variables stay on the host, out of XLA's reach.
        self.count = self.add_weight(name="count", shape=(), dtype="int64", **variable)

    @property
    def state(self):
        """The state as it is: tensors `(images, count)`, or `()` for a pool of size 0."""
        return tuple(tf.convert_to_tensor(variable) for variable in self.weights)

    def query(self, state, images, uniforms):
        """Passes images through a pool in the given state, without touching the layer's own.

        Args:
            state: Tensors `(images, count)` as of `state` or of an earlier query: float32
                `[size, ...]` and int64 `[]`.
            images: Float tensor `[N, ...]`, this replica's generated images.
            uniforms: Float tensor `[N, 2]` in [0, 1). With a first number of at least 1/2 an
                image is exchanged; the second one, times `size`, says against which.

        Returns:
            `(returned, state)`: float32 images `[N, ...]` without gradient, and the state after.
        """
        images = tf.stop_gradient(tf.cast(images, tf.float32))
        if not self.size:
            return images, state
        share = tf.shape(images)[0]
        images, uniforms = replicas.gather(images), replicas.gather(uniforms)
        stored, count = state

        order = tf.range(tf.shape(images, tf.int64)[0])
        fills = count + order < self.size
        swaps = ~fills & (uniforms[:, 0] >= 0.5)
        # A number just below 1 may round up to `size`.
        drawn = tf.minimum(tf.cast(uniforms[:, 1] * self.size, tf.int64), self.size - 1)
        slots = tf.where(fills, count + order, drawn)

        # writes[i, j]: image j is written to the slot of image i.
        writes = (fills | swaps) & (slots[:, tf.newaxis] == slots)
        earlier = writes & (order[:, tf.newaxis] > order)
        returned = _choose(swaps, _look_up(stored, slots, images, earlier), images)
        # All images of one slot write the same there, its last one, so their order is free.
        last = _look_up(stored, slots, images, writes)
        stored = tf.tensor_scatter_nd_update(stored, slots[:, tf.newaxis], last)
        count = tf.minimum(count + tf.size(order, tf.int64), self.size)
        return replicas.share(returned, share), (stored, count)

    def assign(self, state):
        """Makes `state`, as a query returned it, that of the layer."""
        for variable, value in zip(self.weights, state, strict=True):
            variable.assign(value)

    def call(self, images, uniforms):
        returned, state = self.query(self.state, images, uniforms)
        self.assign(state)
        return returned

    def get_config(self):
        return {**super().get_config(), "size": self.size}


def _look_up(stored, slots, images, writes):
    """What lies in the slot of each image after these writes, of which the last one counts."""
    order = tf.range(tf.shape(images, tf.int64)[0])
    last = tf.reduce_max(tf.where(writes, order, -1), axis=1)
    written = tf.gather(images, tf.maximum(last, 0))
    return _choose(last >= 0, written, tf.gather(stored, slots))


def _choose(condition, chosen, other):
    """Images of `chosen` where the condition `[N]` holds, else of `other`."""
    shape = tf.concat([tf.shape(condition), tf.ones([tf.rank(other) - 1], tf.int32)], axis=0)
    return tf.where(tf.reshape(condition, shape), chosen, other)

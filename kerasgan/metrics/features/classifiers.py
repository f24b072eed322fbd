"""Small image classifiers, whose last hidden layer gives the features of scores.

Shipped ones lie in `trained/`; `tools/train_extractor.py` makes them.
"""

import keras
import numpy as np
import tensorflow as tf

from kerasgan import data
from kerasgan.networks.seeds import draw_seeds

_SHIFT = 2  # pixels, the most that an image is moved in training


def build(image_shape, classes=10, dimension=128, seed=0):
    """Makes an untrained classifier of small images.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        classes: Number of classes.
        dimension: Length of the feature vectors.
        seed: Integer, the seed of the initial weights and of dropout.

    Returns:
        A `keras.Model` from images `[N, height, width, channels]` in [-1, 1] to a dictionary:
        `"features"`, `[N, dimension]`, at least 0, and `"probabilities"`, `[N, classes]`.

    Example:
        >>> network = classifiers.build((28, 28, 1))
        >>> network.predict_on_batch(np.zeros([2, 28, 28, 1]))["features"].shape
        (2, 128)
    """
    seeds = draw_seeds(seed, "classifier")
    images = keras.Input(image_shape)
    x = _block(images, keras.layers.Conv2D, 32, seeds, kernel_size=5, padding="same")
    x = keras.layers.MaxPooling2D()(x)
    for _ in range(2):
        x = _block(x, keras.layers.Conv2D, 48, seeds, kernel_size=3, padding="same")
    x = keras.layers.MaxPooling2D()(x)
    x = _block(x, keras.layers.Conv2D, 48, seeds, kernel_size=3, padding="same")
    features = _block(keras.layers.Flatten()(x), keras.layers.Dense, dimension, seeds)
    x = keras.layers.Dropout(0.4, seed=next(seeds))(features)
    probabilities = keras.layers.Dense(
        classes, "softmax", kernel_initializer=keras.initializers.GlorotUniform(next(seeds))
    )(x)
    outputs = {"features": features, "probabilities": probabilities}
    return keras.Model(images, outputs, name="classifier")


def train(
    network, images, labels, *, epochs, batch_size=128, learning_rate=2e-3, flip=False, seed=0
):
    """Trains a classifier on images that are moved by up to 2 pixels, each time by others.

    The optimizer is Adam; its learning rate falls to 0 as half a cosine.

    Args:
        network: A model as `build` returns it.
        images: Array of uint8 images, or of float images in [-1, 1], `[N, H, W, C]`.
        labels: Integer array `[N]`.
        epochs: Number of epochs.
        batch_size: Images in a batch.
        learning_rate: The learning rate at the start.
        flip: Whether to mirror half of the images, where left and right mean the same.
        seed: Integer, the seed of the order and of the augmentation.

    Returns:
        The `keras.callbacks.History` of the training.
    """
    batches = data.from_arrays(images, labels, batch_size=batch_size, seed=seed)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * len(batches))
    classifier = keras.Model(network.input, network.output["probabilities"])
    classifier.compile(
        keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return classifier.fit(
        augment(batches, flip, seed),
        epochs=epochs,
        shuffle=False,  # it is shuffled already
        verbose=2,
        callbacks=[
            keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: data.set_epoch(epoch))
        ],
    )


def accuracy(network, images, labels):
    """The fraction of images whose most probable class is their label.

    Args:
        network: A model as `build` returns it.
        images: Array of images in [-1, 1], `[N, H, W, C]`.
        labels: Integer array `[N]`.

    Returns:
        A number from 0 to 1.
    """
    probabilities = network.predict(images, batch_size=500, verbose=0)["probabilities"]
    return float(np.mean(probabilities.argmax(1) == labels))


def augment(batches, flip, seed):
    """Moves every image of a dataset by up to 2 pixels each way, and mirrors half of them.

    The moves are a function of the seed and of the place in the epoch. An image has another place
    in every epoch.

    Args:
        batches: A `tf.data.Dataset` of batches `(images, labels)`.
        flip: Whether to mirror.
        seed: Integer.

    Returns:
        A dataset of the same elements and cardinality.
    """

    def shift_batch(index, batch):
        images, labels = batch
        return shift(images, flip, [seed, index]), labels

    return batches.enumerate().map(shift_batch, num_parallel_calls=2).prefetch(2)


def shift(images, flip, seed):
    """Moves images over a background of their own edges.

    Args:
        images: Tensor `[N, H, W, C]`.
        flip: Whether to mirror half of them.
        seed: Two integers.

    Returns:
        A tensor `[N, H, W, C]`.
    """
    count, height, width, _ = images.shape
    moves = tf.random.stateless_uniform(
        [2, count, 1], seed, -_SHIFT, _SHIFT + 1, dtype=tf.int32, alg="philox"
    )
    rows = tf.clip_by_value(tf.range(height) + moves[0], 0, height - 1)
    columns = tf.clip_by_value(tf.range(width) + moves[1], 0, width - 1)
    if flip:
        other_seed = tf.random.experimental.stateless_fold_in(seed, 1)
        heads = tf.random.stateless_uniform([count, 1], other_seed, alg="philox") < 0.5
        columns = tf.where(heads, width - 1 - columns, columns)
    images = tf.gather(images, rows, axis=1, batch_dims=1)
    return tf.gather(images, columns, axis=2, batch_dims=1)


def _block(x, layer, units, seeds, **arguments):
    """A layer, batch normalization and ReLU."""
    kernel = keras.initializers.HeNormal(next(seeds))
    x = layer(units, use_bias=False, kernel_initializer=kernel, **arguments)(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.ReLU()(x)

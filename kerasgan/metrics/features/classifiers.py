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
    """An untrained classifier of images `[N, height, width, channels]` in [-1, 1].

    It returns a dictionary: `"features"`, `[N, dimension]`, at least 0, and `"probabilities"`,
    `[N, classes]`. The seed is that of the initial weights and of dropout.
    """
    seeds = draw_seeds(seed, "classifier")
    images = keras.Input(image_shape)
    x = _add_block(images, keras.layers.Conv2D, 32, seeds, kernel_size=5, padding="same")
    x = keras.layers.MaxPooling2D()(x)
    for _ in range(2):
        x = _add_block(x, keras.layers.Conv2D, 48, seeds, kernel_size=3, padding="same")
    x = keras.layers.MaxPooling2D()(x)
    x = _add_block(x, keras.layers.Conv2D, 48, seeds, kernel_size=3, padding="same")
    features = _add_block(keras.layers.Flatten()(x), keras.layers.Dense, dimension, seeds)
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

    The images `[N, H, W, C]` are uint8, or floats in [-1, 1]; `flip` mirrors half of them. The
    optimizer is Adam; its learning rate falls to 0 as half a cosine. Order and augmentation follow
    from the seed. Returns the `keras.callbacks.History`.
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


def measure_accuracy(network, images, labels):
    """The fraction of images in [-1, 1] whose most probable class is their label."""
    probabilities = network.predict(images, batch_size=500, verbose=0)["probabilities"]
    return float(np.mean(probabilities.argmax(1) == labels))


def augment(batches, flip, seed):
    """A dataset of `(images, labels)` with every image moved, and half of them mirrored.

    The moves are a function of the seed and of the place in the epoch. An image has another place
    in every epoch.
    """

    def shift_batch(index, batch):
        images, labels = batch
        return shift(images, flip, [seed, index]), labels

    return batches.enumerate().map(shift_batch, num_parallel_calls=2).prefetch(2)


def shift(images, flip, seed):
    """Moves images `[N, H, W, C]` over a background of their own edges; the seed is a pair."""
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


def _add_block(x, layer, units, seeds, **arguments):
    """A layer, batch normalization and ReLU."""
    kernel = keras.initializers.HeNormal(next(seeds))
    x = layer(units, use_bias=False, kernel_initializer=kernel, **arguments)(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.ReLU()(x)

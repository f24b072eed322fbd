"""Arrays of images or vectors: as they are given, held in memory, and shown to a model."""

import numpy as np
import tensorflow as tf

from kerasgan.data.checks import check_images
from kerasgan.data.sources import pictures
from kerasgan.pixels import scale_bytes


def read(images, labels=None, size=None, channels=None, where="the array"):
    """Checks arrays, as of `kerasgan.data.load`, and brings them into the form they are held in.

    That is `(images, labels)`, uint8 or float32 `[N, ...]`, and int64 `[N]` or `None`. Only uint8
    images are resized, to `(height, width)`, and converted to `channels`. Messages call the images
    `where`.
    """
    images = np.asarray(images)
    if images.ndim == 3:
        images = images[..., np.newaxis]
    if images.dtype == np.uint8:
        images = _read_bytes(images, size, channels, where)
    else:
        check_images(images, where=where)
        if images.ndim == 4:
            _check_shape(images.shape, size, channels, where)
        images = images.astype(np.float32, copy=False)
    return images, None if labels is None else _read_labels(np.asarray(labels), len(images))


def scale(images):
    """Scales a batch of what `read` returns: bytes to [-1, 1]; floats stay as they are."""
    return scale_bytes(images) if images.dtype == tf.uint8 else images


def _read_bytes(images, size, channels, where):
    if images.ndim != 4 or not images.size:
        raise ValueError(
            "Arrays of uint8 must be images [N, H, W, C] or [N, H, W]. Received: "
            f"{where} of shape {images.shape}. Reshape it, or make vectors floats."
        )
    if images.shape[1:] == (*(size or images.shape[1:3]), channels or images.shape[3]):
        return images
    return np.stack([pictures.convert_array(image, size, channels) for image in images])


def _check_shape(shape, size, channels, where):
    if shape[1:] != (*(size or shape[1:3]), channels or shape[3]):
        raise ValueError(
            f"Only uint8 images are resized and converted. Received: {where}, floats of shape "
            f"{shape}, with image_size={size} and channels={channels}. Resize them before, or "
            "give uint8 images."
        )


def _read_labels(labels, n):
    if labels.shape == (n, 1):
        labels = labels[:, 0]
    if labels.shape != (n,) or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            f"Labels must be integers of shape ({n},), one for each image. Received: labels of "
            f"type {labels.dtype} and shape {labels.shape}. Use np.argmax(labels, -1) if they are "
            "one-hot."
        )
    return labels.astype(np.int64)

"""A stream of images, collected in one array."""

import keras
import numpy as np

_LONG = 5000  # images; below, reading takes a moment and a progress bar would only flash
_STEP = 500  # images between updates of the progress bar


def collect(samples, total):
    """Collects at most `total` tuples of a uint8 image and a label, with a progress bar if many.

    Returns `(images, labels)`, uint8 `[N, H, W, C]` and int64 `[N]`; `(None, None)` if there are
    none.
    """
    images, labels = None, []
    bar = keras.utils.Progbar(total, unit_name="image") if total >= _LONG else None
    for image, label in samples:
        if images is None:
            images = np.empty((total, *image.shape), np.uint8)
        if image.shape != images.shape[1:]:
            raise ValueError(
                f"Images must have one shape. Received: {images.shape[1:]} and {image.shape}. Give "
                "`image_size`, as image_size=64 or (height, width), to resize and crop them."
            )
        images[len(labels)] = image
        labels.append(label)
        if bar and len(labels) % _STEP == 0 and len(labels) < total:
            bar.update(len(labels))
    if bar:
        bar.update(total, finalize=True)
    if images is None:
        return None, None
    return images[: len(labels)], np.array(labels, np.int64)

"""What a step is made of: samples and, where there are any, their labels."""

from typing import NamedTuple

import tensorflow as tf


class Minibatch(NamedTuple):
    """Samples `[N, …]` with their labels `[N]`, or without any."""

    samples: tf.Tensor
    labels: tf.Tensor | None = None

    @property
    def size(self):
        """The number of samples, a scalar tensor."""
        return tf.shape(self.samples)[0]

    @property
    def inputs(self):
        """What a network is called with: samples alone, or samples and labels."""
        return self.samples if self.labels is None else [self.samples, self.labels]

    def replace(self, samples):
        """Other samples under the same labels."""
        return self._replace(samples=samples)


def split(element, steps=1, *, labelled=False):
    """The minibatches of one element of data.

    Args:
        element: Samples `[N, …]`, or a tuple that begins with samples and their labels; for
            several steps `[N, steps, …]`, as `kerasgan.data.grouping` makes them.
        steps: Integer, the number of minibatches in an element.
        labelled: Whether to keep the labels.

    Returns:
        List of `steps` `Minibatch`es.
    """
    parts = element if isinstance(element, tuple | list) else (element,)
    parts = parts[: 2 if labelled else 1]
    if steps == 1:
        return [Minibatch(*parts)]
    return [Minibatch(*(part[:, i] for part in parts)) for i in range(steps)]

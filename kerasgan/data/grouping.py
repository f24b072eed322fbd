"""Several minibatches in one element, for a step that updates the discriminator several times."""

import tensorflow as tf

from kerasgan.arguments import check_positive_integers


def regroup(dataset, k):
    """Joins each `k` consecutive batches into one element: `[B, ...]` becomes `[B, k, ...]`.

    The minibatches stay apart along axis 1: batch `i` of a group is `element[:, i]`. Since the
    samples stay along axis 0, `tf.distribute` splits every minibatch over the replicas instead of
    giving each replica some of the minibatches. Leftovers smaller than a group are dropped. Where
    the data end in a smaller batch, all minibatches of its group are cut to that size. Elements may
    be (nested) tuples or dicts. The cardinality is known where that of `dataset` is.

    Example:
        >>> dataset = tf.data.Dataset.range(12).batch(2)
        >>> [group.numpy().tolist() for group in regroup(dataset, 3)]
        [[[0, 2, 4], [1, 3, 5]], [[6, 8, 10], [7, 9, 11]]]
    """
    check_positive_integers(k=k)
    if k == 1:
        return dataset
    specs = tf.nest.flatten(dataset.element_spec)
    if not all(spec.shape.rank for spec in specs):
        raise ValueError(
            "A dataset's elements must be batches of known rank. Received: "
            f"{dataset.element_spec}. Call .batch(batch_size, drop_remainder=True) on it, and "
            "give tf.data.Dataset.from_generator an output_signature."
        )
    if all(spec.shape[0] is not None for spec in specs):
        groups = dataset.batch(k, drop_remainder=True)
    else:
        groups = _cut_to_smallest(dataset, k)
    return _map(groups, _put_samples_first)


def _put_samples_first(group):
    """`[k, B, ...]` to `[B, k, ...]`."""
    return tf.nest.map_structure(
        lambda stack: tf.transpose(stack, [1, 0, *range(2, stack.shape.rank)]), group
    )


def _cut_to_smallest(dataset, k):
    """Stacks `k` batches of `b_1 ... b_k` samples into `[k, min b_i, ...]`."""

    def with_size(batch):
        return {"batch": batch, "size": tf.shape(tf.nest.flatten(batch)[0])[0]}

    def cut(group):
        size = tf.reduce_min(group["size"])
        return tf.nest.map_structure(lambda stack: stack[:, :size], group["batch"])

    return _map(dataset, with_size).padded_batch(k, drop_remainder=True).map(cut)


def _map(dataset, function):
    """`dataset.map` that hands a tuple over as one argument."""
    calls = {"num_parallel_calls": tf.data.AUTOTUNE, "deterministic": True}
    if isinstance(dataset.element_spec, tuple):
        return dataset.map(lambda *element: function(element), **calls)
    return dataset.map(function, **calls)

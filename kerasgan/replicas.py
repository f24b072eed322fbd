"""Replicas of a `tf.distribute` strategy as a step sees them; outside of any there is one."""

import tensorflow as tf


def count():
    """The number of replicas that train in sync, an integer."""
    replica = tf.distribute.get_replica_context()
    return replica.num_replicas_in_sync if replica else 1


def mean(values):
    """The mean over all elements of a tensor on all replicas, whose shares are equally large."""
    own = tf.reduce_mean(values)
    if count() == 1:
        return own
    return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.MEAN, own)


def gather(values):
    """The values of all replicas behind one another, along axis 0."""
    if count() == 1:
        return values
    return tf.distribute.get_replica_context().all_gather(values, axis=0)


def share(values, size):
    """The `size` rows of `values`, `[replicas * size, …]`, that belong to this replica."""
    if count() == 1:
        return values
    start = tf.distribute.get_replica_context().replica_id_in_sync_group * size
    return values[start : start + size]


def all_finite(value):
    """Whether every element of `value` is finite on every replica, a scalar boolean tensor."""
    finite = tf.reduce_all(tf.math.is_finite(value))
    if count() == 1:
        return finite
    failures = tf.distribute.get_replica_context().all_reduce(
        tf.distribute.ReduceOp.SUM, tf.cast(~finite, tf.float32)
    )
    return tf.equal(failures, 0.0)

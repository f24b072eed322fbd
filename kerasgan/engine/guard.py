"""Stops a training whose loss is not finite, before the loss reaches the weights."""

import tensorflow as tf

from kerasgan import replicas


class FiniteGuard:
    """Remembers, inside the graph, the first loss that was not finite and its step.

    Updates ask `admits` for leave. After the first loss that is not finite none gets it, however
    many steps one execution holds, until `reset`; so the weights stay those before that step.

    Args:
        names: Names of the losses that are watched.
    """

    def __init__(self, names):
        self.names = names
        # (index of the loss or -1, step). Not a weight: a run that failed can be saved, loaded
        # and continued. int64, since on a GPU int32 variables stay on the host, out of XLA's
        # reach.
        self.failure = tf.Variable(
            [-1, 0],
            dtype=tf.int64,
            trainable=False,
            aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA,
        )

    def reset(self):
        """Forgets what failed."""
        self.failure.assign([-1, 0])

    def admits(self, losses, step):
        """Whether these losses, and all that were asked about before, are finite.

        Args:
            losses: Dict from names to scalars.
            step: Integer scalar tensor or variable, the number of steps done.

        Returns:
            Scalar boolean tensor, equal on all replicas.
        """
        step = tf.cast(tf.convert_to_tensor(step), tf.int64)
        for name, loss in losses.items():
            failed = ~replicas.all_finite(loss) & (self.failure[0] < 0)
            failure = tf.stack([tf.constant(self.names.index(name), tf.int64), step + 1])
            self.failure.assign(tf.where(failed, failure, self.failure))
        return self.failure[0] < 0

    def check(self, advise):
        """Raises an error if a loss was not finite since the last `reset`.

        Args:
            advise: Function that returns what to do about it, in words.

        Raises:
            FloatingPointError: Names the loss and the step.
        """
        index, step = self.failure.numpy()
        if index >= 0:
            raise FloatingPointError(
                f"{self.names[index]} is not finite at step {step}. That update was skipped and "
                "training has stopped: the weights are the last good ones, those before it. "
                f"{advise()}"
            )

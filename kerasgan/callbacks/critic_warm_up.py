"""Extra updates of the critic, where the WGAN paper asks for them."""

import inspect

import keras
import tensorflow as tf

from kerasgan.arguments import check_positive_integers


class CriticWarmUp(keras.callbacks.Callback):
    """Trains the critic for longer at the start of a training, and now and then after it.

    The paper's code updates the critic 100 times, in place of 5, before each of the first 25
    updates of the generator and before every 500th, so that the distance that the generator
    descends is a good estimate from the first step on. This callback makes the updates that are
    missing to `updates`; the step itself makes the others.

    The order of the extra data is that of `dataset` in each epoch; a training that is resumed at
    an epoch goes on as if it had never stopped.

    Args:
        dataset: Batched `tf.data.Dataset` of what `fit` trains on, as `kerasgan.data.load` makes
            it. With a seed other than that of the data of `fit` the extra updates see them in
            another order. It is repeated where an epoch needs more of it.
        updates: Integer, the number of updates of the critic in such a step.
        first: Integer, how many steps at the start of the training are such steps.
        every: Integer, every so many steps is one too.

    Raises:
        TypeError: At the start of the training, if the model has no `discriminator_step(real)`.
        ValueError: If a number is not positive, or, at the start of the training, if several
            steps are one execution, between which no callback comes, or there are replicas.

    Example:

    ```python
    extra = kerasgan.data.load("mnist", seed=1)
    model.compile(weight_clip=0.01)
    model.fit(kerasgan.data.load("mnist"), callbacks=[kerasgan.callbacks.CriticWarmUp(extra)])
    ```

    Reference:
        Arjovsky, Chintala, Bottou, "Wasserstein GAN", 2017, the authors' code for section 4
        (arXiv:1701.07875).
    """

    def __init__(self, dataset, updates=100, first=25, every=500):
        super().__init__()
        check_positive_integers(updates=updates, first=first, every=every)
        self.dataset = dataset
        self.updates = updates
        self.first = first
        self.every = every

    def on_train_begin(self, logs=None):
        executions = self.model.steps_per_execution
        replicas = self.model.distribute_strategy.num_replicas_in_sync
        if executions > 1 or replicas > 1:
            raise ValueError(
                "CriticWarmUp comes between single steps on one replica. Received: "
                f"steps_per_execution={executions} on {replicas} replica(s). Leave "
                "`steps_per_execution` and the distribution strategy out, or the callback."
            )
        step = getattr(self.model, "discriminator_step", None)
        if step is None or len(inspect.signature(step).parameters) != 1:
            raise TypeError(
                "CriticWarmUp needs a model with `discriminator_step(real)`, one update of the "
                "critic on a minibatch, as kerasgan.WGAN and kerasgan.GAN have it. Received: a "
                f"{type(self.model).__name__}."
            )
        self._update = tf.function(step)

    def on_epoch_begin(self, epoch, logs=None):
        self._batches = iter(self.dataset.repeat())

    def on_train_batch_begin(self, batch, logs=None):
        step = int(self.model.optimizer.iterations)
        if step < self.first or step % self.every == 0:
            for _ in range(self.updates - self.model.discriminator_steps):
                (real,) = self.model.minibatches(next(self._batches))
                self._update(real)

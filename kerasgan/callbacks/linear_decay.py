"""The learning rate of CycleGAN: constant for half of the training, then linearly to zero."""

import keras

from kerasgan import keras_private


class LinearDecay(keras.callbacks.Callback):
    """Keeps both learning rates constant at first and then lets them fall linearly to zero.

    A schedule of Keras would have to be told the number of steps; this callback knows it from
    `fit`. The rate of a step is a function of the step and of `epochs` alone, so a training that
    is resumed has the rates of one that was never interrupted.

    Args:
        learning_rate: Rate at the start, of both optimizers, or a pair of rates: the generators'
            and the discriminators'.
        start: Part of the training, in [0, 1), after which the rates begin to fall.

    Raises:
        ValueError: If a rate is not positive or `start` is out of range; at the start of `fit`
            if the number of steps is unknown, or an optimizer has a schedule.

    Example:

    ```python
    model.fit(dataset, epochs=200, callbacks=[kerasgan.callbacks.LinearDecay(2e-4)])
    ```

    Reference:
        Zhu et al., "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial
        Networks", 2017, section 4. https://arxiv.org/abs/1703.10593
    """

    def __init__(self, learning_rate=2e-4, start=0.5):
        super().__init__()
        rates = learning_rate if isinstance(learning_rate, list | tuple) else [learning_rate] * 2
        if len(rates) != 2 or not all(rate > 0 for rate in rates):
            raise ValueError(
                "`learning_rate` must be a positive number, or a pair of them. "
                f"Received: {learning_rate!r}."
            )
        if not 0 <= start < 1:
            raise ValueError(f"`start` must lie in [0, 1). Received: {start!r}.")
        self.learning_rate = tuple(rates)
        self.start = start

    def factor(self, progress):
        """What the rates are multiplied by when a part `progress`, in [0, 1], is done."""
        return min(1.0, (1.0 - progress) / (1.0 - self.start))

    def on_train_begin(self, logs=None):
        if not self.params.get("steps"):
            raise ValueError(
                "LinearDecay needs to know the number of steps of an epoch, which this data set "
                "does not tell: pass `steps_per_epoch` to `fit`."
            )
        for optimizer in self._optimizers():
            if keras_private.has_schedule(optimizer):
                raise ValueError(
                    f"LinearDecay sets learning rates, but that of {optimizer.name!r} is a "
                    "schedule. Compile with a number, or leave the callback out."
                )

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        steps = self.params["steps"]
        done = (self._epoch * steps + batch) / (self.params["epochs"] * steps)
        for optimizer, rate in zip(self._optimizers(), self.learning_rate, strict=True):
            optimizer.learning_rate = rate * self.factor(done)

    def _optimizers(self):
        return self.model.generator_optimizer, self.model.discriminator_optimizer

"""What every adversarial model does: `compile`, `fit`, `evaluate`."""

import keras

from kerasgan import data, keras_private, losses, penalties
from kerasgan.configured import deserialize_arguments
from kerasgan.data import clock
from kerasgan.engine import compile as compiling
from kerasgan.engine import loop
from kerasgan.models.adversary import Adversary
from kerasgan.models.published import PublishedModel
from kerasgan.penalties.checks import check_penalisable


class AdversarialModel(PublishedModel):
    """Base of every family: two groups of networks that are trained against each other.

    A family derives from one of two subclasses: `LatentModel` if it draws samples from latents,
    `ImageToImageModel` if it translates images. It **must define** `alternating_step` and
    `evaluation_logs`; it **may override** the class attributes below, `simultaneous_step`,
    `default_optimizers`, `get_config` and the methods of its base; and it **calls** `adversaries`,
    `minimize`, `regularization` and `log`. `kerasgan/models/README.md` writes one in 40 lines,
    and `kerasgan.testing.check_family` checks any family. What all have in common:

    * one optimizer for each group, built in `compile` and saved with the model;
    * one element of data per step: the minibatches that a step needs travel together, so that no
      step is ever left half done, and each of `discriminator_steps` updates sees fresh data;
    * a step whose loss is not finite changes no weight and stops training with an error;
    * inference, presets and exports use the moving average of the weights where the optimizer
      keeps one (`use_ema=True`), while training continues from the weights themselves;
    * interrupted training continues bit for bit, from a `.keras` file or with
      `keras.callbacks.BackupAndRestore`.

    Args:
        networks: Dict from names to built `keras.Model`s, which become attributes of the model.
        seed: Integer that fixes everything random in training. With `None`, a seed is drawn.
        **kwargs: Arguments of `keras.Model`, such as `name`.

    Raises:
        TypeError: If the family lacks a required member, or a network is not a Keras model.
        ValueError: If a network is not built, or one that the family names is missing.
    """

    # Compiling

    def compile(
        self,
        generator_optimizer=None,
        discriminator_optimizer=None,
        loss=None,
        penalty=None,
        discriminator_steps=None,
        update=None,
        **kwargs,
    ):
        """Configures the model for training, by default with the family's own recipe.

        Args:
            generator_optimizer: Keras optimizer, its name or its configuration. With
                `use_ema=True`, `generate`, `export` and presets use its moving average.
            discriminator_optimizer: Likewise. The two must be different objects.
            loss: Adversarial loss, its name or its configuration; see `kerasgan.losses.names()`.
            penalty: Penalty on the discriminator's gradient, added to its loss: an object from
                `kerasgan.penalties`, its name or its configuration. Defaults to none.
            discriminator_steps: Integer `k`, the number of discriminator updates for each
                generator update, each on fresh data and fresh latents. Defaults to 1.
            update: `"alternating"` (the default) updates the discriminator first, then the
                generator against the updated discriminator; `"simultaneous"` takes both gradients
                at the same point, from one forward pass.
            **kwargs: `run_eagerly`, `jit_compile` and `steps_per_execution`, as in
                `keras.Model.compile`.

        Raises:
            TypeError: If an argument of `keras.Model.compile` has no meaning here.
            ValueError: If an argument is unknown, if an optimizer already belongs to other
                variables, if `update="simultaneous"` is combined with more than one discriminator
                step, if Keras cannot do what is asked on several replicas, or if the discriminator
                has layers that would make a penalty wrong.
        """
        if discriminator_steps is None:
            discriminator_steps = self.default_discriminator_steps
        update = "alternating" if update is None else update
        compiling.check_arguments(discriminator_steps, update, kwargs)
        compiling.check_replicas(self.distribute_strategy.num_replicas_in_sync, **kwargs)
        self.adversarial_loss = losses.get(self.default_loss if loss is None else loss)
        self.penalty = None if penalty is None else penalties.get(penalty)
        if self.penalty is not None:
            for name in self.discriminator_networks:
                check_penalisable(getattr(self, name), name)
        with self.distribute_strategy.scope():
            defaults = self.default_optimizers()
            self.generator_optimizer = compiling.build_optimizer(
                generator_optimizer or defaults[0],
                [getattr(self, name) for name in self.generator_networks],
            )
            self.discriminator_optimizer = compiling.build_optimizer(
                discriminator_optimizer or defaults[1],
                [getattr(self, name) for name in self.discriminator_networks],
            )
            super().compile(optimizer=self.generator_optimizer, loss=None, **kwargs)
        keras_private.drop_loss_tracker(self)
        self.discriminator_steps = discriminator_steps
        self.update = update
        self._compile_options = kwargs
        self.adversaries = {
            name: Adversary(
                getattr(self, name),
                self.adversarial_loss,
                self.penalty,
                seed=self.seed,
                updates=self.discriminator_optimizer.iterations,
            )
            for name in self.discriminator_networks
        }
        self._step = getattr(self, f"{update}_step")

    def get_compile_config(self):
        """Returns what `compile_from_config` needs to compile a loaded model the same way."""
        if not self.compiled:
            return {}
        serialize = keras.saving.serialize_keras_object
        return {
            "generator_optimizer": serialize(self.generator_optimizer),
            "discriminator_optimizer": serialize(self.discriminator_optimizer),
            "loss": serialize(self.adversarial_loss),
            "penalty": serialize(self.penalty),
            "discriminator_steps": self.discriminator_steps,
            "update": self.update,
            **self._compile_options,
        }

    def compile_from_config(self, config):
        """Compiles a loaded model as `get_compile_config` recorded it."""
        self.compile(**deserialize_arguments(config))

    # Training

    def train_step(self, element):
        """One step of `fit` on one element of data."""
        self._step(self.minibatches(element, self.discriminator_steps))
        return self.get_metrics_result()

    def test_step(self, element):
        """One step of `evaluate` on one batch of data."""
        self.log(self.evaluation_logs(self.minibatches(element)))
        return self.get_metrics_result()

    def make_train_function(self, force=False):
        """Makes the function that does one execution of `fit`; see `kerasgan.engine.loop`."""
        if self.train_function is None or force:
            super().make_train_function(force=True)
            self.train_function = loop.make_train_function(self, self.train_function)

    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=1,
        verbose="auto",
        callbacks=None,
        shuffle=True,
        steps_per_epoch=None,
        **kwargs,
    ):
        """Trains the model; the arguments are those of `keras.Model.fit`.

        A step is one generator update, and the progress bar counts steps. Minibatches left over at
        the end of an epoch that are too few for a step are dropped.

        Args:
            x: `tf.data.Dataset` of batches, such as `kerasgan.data.load` returns, or an array.
                Images are float32 in [-1, 1] of shape `[N, H, W, C]`; vectors may have any
                range. Labels are ignored.
            y: Ignored, so that labelled arrays can be passed as they are.
            batch_size: Integer, the minibatch size for arrays. Defaults to 64.
            epochs: Integer, the epoch at which to stop.
            verbose: As in Keras.
            callbacks: List of Keras callbacks.
            shuffle: Whether to shuffle an array, in an order that is a function of the model's
                seed and the epoch.
            steps_per_epoch: Integer, the number of steps in an epoch.
            **kwargs: Further arguments of `keras.Model.fit`, such as `validation_data`.

        Returns:
            A `keras.callbacks.History`.

        Raises:
            ValueError: If the data do not fit the model (rank, size, channels, type or range), are
                not finite, or are too few for one step.
            FloatingPointError: If a loss is not finite.
        """
        self._check_trainable("fit")
        dataset, steps_per_epoch = self.training_data(x, batch_size, shuffle, steps_per_epoch)
        self.guard.reset()
        try:
            with keras_private.without_final_average(self.generator_optimizer):
                return super().fit(
                    dataset,
                    epochs=epochs,
                    verbose=verbose,
                    callbacks=clock.add_epoch_clock(callbacks),
                    shuffle=False,  # it is shuffled already
                    steps_per_epoch=steps_per_epoch,
                    **kwargs,
                )
        finally:
            data.set_epoch(0)

    def evaluate(self, x=None, y=None, **kwargs):
        """Computes the losses and scores of the networks on data, without any update.

        Args:
            x: Data, as for `fit`.
            y: Ignored.
            **kwargs: Further arguments of `keras.Model.evaluate`.

        Returns:
            A list of the values that `fit` logs, or a dict with `return_dict=True`.

        Raises:
            ValueError: If the data do not fit the model, as in `fit`.
        """
        self._check_trainable("evaluate")
        return super().evaluate(self.evaluation_data(x), **kwargs)

    def _check_trainable(self, method):
        if self.inference_only:
            raise ValueError(
                f"`{method}` needs all networks, but this model was loaded with "
                "generator_only=True. Load it again with generator_only=False."
            )
        keras_private.check_compiled(self, method)

"""What every adversarial model shares: optimizers, a safe train function, state that is saved."""

import keras
import tensorflow as tf

from kerasgan import data, keras_private, losses, penalties
from kerasgan.data import clock, elements
from kerasgan.models import optimization
from kerasgan.models.guard import FiniteGuard
from kerasgan.models.network_checks import check_network
from kerasgan.models.passes import apply_if, is_seed, keep_state
from kerasgan.models.penalized import penalize
from kerasgan.models.published import PublishedModel


class AdversarialModel(PublishedModel):
    """Base of every family: two groups of networks that are trained against each other.

    A family gives its networks to `super().__init__`, names the two groups in
    `generator_networks` and `discriminator_networks`, and writes its algorithm in
    `alternating_step(minibatches)` and `simultaneous_step(images)` with the help of
    `minimize`. What this class adds is the same for all of them:

    * one optimizer for each group, built in `compile` and saved with the model;
    * one element of data a step: the minibatches that a step needs travel together, so that no
      step is ever done in part, and each of `discriminator_steps` updates sees fresh data;
    * a step whose loss is not finite changes no weight and stops training with an error;
    * `generate`, `export` and presets use the moving average of the weights where the optimizer
      keeps one (`use_ema=True`), while training goes on from the weights themselves;
    * interrupted training continues bit for bit, from a `.keras` file and by
      `keras.callbacks.BackupAndRestore`.

    Args:
        networks: Dict from names to built `keras.Model`s. They become attributes of the model.
        **kwargs: Arguments of `keras.Model`, as `name`.
    """

    generator_networks = ("generator",)
    discriminator_networks = ("discriminator",)
    log_names = ("generator_loss", "discriminator_loss")
    default_loss = "non_saturating"
    default_discriminator_steps = 1

    def __init__(self, networks, **kwargs):
        super().__init__(**kwargs)
        for name, network in networks.items():
            check_network(network, name)
            setattr(self, name, network)
        self._network_names = tuple(networks)
        self.inference_only = False
        self.trackers = {name: keras.metrics.Mean(name=name) for name in self.log_names}
        self.guard = FiniteGuard(self.log_names)
        # The networks are built; the model has no further layers to build by a call.
        self.built = True

    @property
    def networks(self):
        """Dict from names to the model's networks."""
        return {name: getattr(self, name) for name in self._network_names}

    def variables_of(self, names):
        """Trainable variables of the named networks, in order."""
        return [v for name in names for v in getattr(self, name).trainable_variables]

    # Compiling

    def default_optimizers(self):
        """Fresh optimizers of the family's default recipe: `(generator's, discriminator's)`."""
        return tuple(keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2))

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
        """Sets how the model trains. Without arguments: the family's default recipe.

        Args:
            generator_optimizer: Keras optimizer, its name or configuration. With `use_ema=True`
                its moving average is what `generate`, `export` and presets use.
            discriminator_optimizer: Likewise. The two must be different objects.
            loss: Adversarial loss, its name or configuration; see `kerasgan.losses.names()`.
            penalty: Penalty on the discriminator's gradient, added to its loss: an object of
                `kerasgan.penalties`, its name or configuration. Defaults to none.
            discriminator_steps: Integer `k`, the number of discriminator updates for each
                generator update, each on fresh data and fresh latents. Defaults to 1.
            update: `"alternating"` (the default), the discriminator first and then the
                generator against the updated discriminator; or `"simultaneous"`, both gradients
                at the same point, from one forward pass.
            **kwargs: `run_eagerly`, `jit_compile`, `steps_per_execution` of
                `keras.Model.compile`.

        Raises:
            TypeError: If an argument of `keras.Model.compile` has no meaning here.
            ValueError: If an argument is unknown, an optimizer belongs to other variables
                already, `update="simultaneous"` is asked for with more than one discriminator
                step, Keras cannot do what is asked for on several replicas, or the
                discriminator has layers under which a penalty would be wrong.
        """
        if discriminator_steps is None:
            discriminator_steps = self.default_discriminator_steps
        update = "alternating" if update is None else update
        optimization.check_compile_arguments(discriminator_steps, update, kwargs)
        optimization.check_replicas(self.distribute_strategy.num_replicas_in_sync, **kwargs)
        self.adversarial_loss = losses.get(self.default_loss if loss is None else loss)
        self.penalty = None if penalty is None else penalties.get(penalty)
        if self.penalty is not None:
            for name in self.discriminator_networks:
                penalties.check_penalisable(getattr(self, name), name)
        with self.distribute_strategy.scope():
            defaults = self.default_optimizers()
            self.generator_optimizer = optimization.prepare(
                generator_optimizer or defaults[0],
                [getattr(self, name) for name in self.generator_networks],
            )
            self.discriminator_optimizer = optimization.prepare(
                discriminator_optimizer or defaults[1],
                [getattr(self, name) for name in self.discriminator_networks],
            )
            super().compile(optimizer=self.generator_optimizer, loss=None, **kwargs)
        self.discriminator_steps = discriminator_steps
        self.update = update
        self._compile_options = kwargs
        self._step = {
            "alternating": self.alternating_step,
            "simultaneous": lambda minibatches: self.simultaneous_step(*minibatches),
        }[update]
        # Keras' own "loss" would stand in the logs as a constant 0 beside those of the game.
        keras_private.drop_loss_tracker(self)

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
        self.compile(
            **{
                name: keras.saving.deserialize_keras_object(value)
                if isinstance(value, dict)
                else value
                for name, value in config.items()
            }
        )

    # Training

    def train_step(self, batch):
        """One step: `discriminator_steps` discriminator updates and one generator update.

        Args:
            batch: Images, or a tuple that begins with images; regrouped to
                `[batch, discriminator_steps, …]` where there are several discriminator steps.
        """
        images = batch[0] if isinstance(batch, tuple) else batch
        if self.discriminator_steps == 1:
            minibatches = [images]
        else:
            minibatches = [images[:, i] for i in range(self.discriminator_steps)]
        self._step(minibatches)
        return self.get_metrics_result()

    def regularization(self, *names):
        """Sum of the losses that the layers of the named networks add, as weight decay."""
        return sum((loss for name in names for loss in getattr(self, name).losses), 0.0)

    def penalize(self, name, real, fake, state):
        """The penalty of `compile` on the named network, and its state after it was computed.

        Args:
            name: Name of a discriminator.
            real: Tensor `[N, …]` of data.
            fake: Tensor `[N, …]` of generated samples.
            state: State of the network before, as a training pass returned it.

        Returns:
            `(penalty, state)`, where the penalty is a scalar, 0 if there is none.
        """
        return penalize(
            self.penalty,
            getattr(self, name),
            real,
            fake,
            state,
            seed=self.seed,
            updates=self.discriminator_optimizer.iterations,
        )

    def minimize(self, losses, tape, states):
        """Updates one side of the game, or both at the same point, whole or not at all.

        The state of the networks' training passes (moving statistics) is kept together with the
        update, so that data which are not finite damage neither weights nor statistics.

        Args:
            losses: Dict from `"generator_loss"`, `"discriminator_loss"` or both to scalars, each
                the mean over this replica's samples.
            tape: The `tf.GradientTape` that recorded them, persistent if there are both.
            states: Dict from names of the updated networks to the state that their last training
                pass returned.
        """
        sides = {
            "generator_loss": (self.generator_optimizer, self.generator_networks),
            "discriminator_loss": (self.discriminator_optimizer, self.discriminator_networks),
        }
        # Gradients are summed over the replicas, and each loss is the mean over one of them.
        share = tf.constant(1.0 / self.distribute_strategy.num_replicas_in_sync)
        variables = {name: self.variables_of(sides[name][1]) for name in losses}
        gradients = {
            name: tape.gradient(
                loss, variables[name], output_gradients=sides[name][0].scale_loss(share)
            )
            for name, loss in losses.items()
        }

        def update(gradients, states):
            for name in losses:
                optimizer, _ = sides[name]
                optimizer.apply(gradients[name], variables[name])
            for name, state in states.items():
                keep_state(getattr(self, name), state)

        step = tf.cast(tf.convert_to_tensor(self.generator_optimizer.iterations), tf.int64)
        apply_if(self.guard.admits(losses, step), update, gradients, states)
        for name, loss in losses.items():
            self.trackers[name].update_state(loss)

    def make_train_function(self, force=False):
        """Wraps Keras' train function so that no step is ever done in part or after a failure.

        Keras fetches the data inside the compiled step, where everything that does not depend on
        them (draws of noise, counters) may already have run when they turn out to have ended.
        Here the data are fetched first. Several steps an execution are a loop over optional
        elements in Keras, which is safe as it is.
        """
        if self.train_function is not None and not force:
            return
        super().make_train_function(force=True)
        execute = self.train_function

        def train_function(iterator):
            logs = execute([next(iterator)] if self.steps_per_execution == 1 else iterator)
            if self.guard.failed():
                raise FloatingPointError(f"{self.guard.message()} {self._advice()}")
            return logs

        self.train_function = train_function

    def _advice(self):
        """What to do about a loss that is not finite."""
        # As tensors: a variable that is mirrored over replicas is no Python number.
        generator, discriminator = (
            float(tf.convert_to_tensor(optimizer.learning_rate))
            for optimizer in (self.generator_optimizer, self.discriminator_optimizer)
        )
        return (
            "Look for data that are not finite or far out of range, or lower the learning rate "
            f"(generator {generator:g}, discriminator {discriminator:g})."
        )

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

        A step is one generator update; the progress bar counts steps. Data of fewer minibatches
        than the last step needs are dropped.

        Args:
            x: `tf.data.Dataset` of batches, as `kerasgan.data.load` makes them, or an array.
                Images are float32 in [-1, 1] of shape `[N, H, W, C]`; vectors may have any
                range. Labels beside them are ignored.
            y: Ignored, so that labelled arrays can be passed on as they are.
            batch_size: Integer, minibatch size for arrays. Defaults to 64.
            epochs: Integer, the epoch at which to stop.
            verbose: As in Keras.
            callbacks: List of Keras callbacks.
            shuffle: Whether to shuffle an array, in an order that is a function of the model's
                seed and the epoch.
            steps_per_epoch: Integer, steps in one epoch.
            **kwargs: Further arguments of `keras.Model.fit`, as `validation_data`.

        Returns:
            A `keras.callbacks.History`.

        Raises:
            ValueError: If the data do not fit the model: wrong rank, size, channels, type or
                range, not finite, or too few for one step.
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
                    callbacks=clock.with_epoch_clock(callbacks),
                    shuffle=False,  # it is shuffled already
                    steps_per_epoch=steps_per_epoch,
                    **kwargs,
                )
        finally:
            data.set_epoch(0)

    def training_data(self, x, batch_size=None, shuffle=True, steps_per_epoch=None):
        """What `fit` was given, as a dataset of whole steps; see `elements.prepare`."""
        return elements.prepare(
            x,
            self.image_shape,
            batch_size=batch_size,
            shuffle=shuffle,
            seed=self.seed,
            minibatches=self.discriminator_steps,
            steps_per_epoch=steps_per_epoch,
        )

    def _check_trainable(self, method):
        if self.inference_only:
            raise ValueError(
                f"`{method}` needs all networks, but this model was loaded with "
                "generator_only=True. Load it again with generator_only=False."
            )
        keras_private.check_compiled(self, method)

    # Saving

    def _seeds(self):
        """The seeds of Dropout, part of the state of training that Keras leaves out of files."""
        return {f"seed_{i}": v for i, v in enumerate(filter(is_seed, self.variables))}

    def save_own_variables(self, store):
        """Writes what Keras' files would lack: the seeds of Dropout."""
        for name, variable in self._seeds().items():
            store[name] = variable.numpy()

    def load_own_variables(self, store):
        """Reads what `save_own_variables` wrote."""
        for name, variable in self._seeds().items():
            variable.assign(store[name])

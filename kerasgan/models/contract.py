"""The contract of a family: what it must give, may override and calls, and what saving keeps."""

import keras

from kerasgan import presets
from kerasgan.configured import deserialize_arguments
from kerasgan.data import elements
from kerasgan.engine import minibatch, updates
from kerasgan.engine.guard import FiniteGuard
from kerasgan.latents import streams
from kerasgan.models.network_checks import check_groups, check_network


class FamilyContract(presets.Family):
    """Two groups of networks that are trained against each other.

    The part of `kerasgan.AdversarialModel` that families are written against.
    """

    generator_networks = ("generator",)
    discriminator_networks = ("discriminator",)
    log_names = ("generator_loss", "discriminator_loss")
    default_loss = "non_saturating"
    default_discriminator_steps = 1

    def __init__(self, networks, *, seed=None, **kwargs):
        check_family(type(self))
        super().__init__(**kwargs)
        check_groups(type(self), networks)
        for name, network in networks.items():
            check_network(network, name)
            setattr(self, name, network)
        self.seed = streams.choose_seed(seed)
        self._network_names = tuple(networks)
        self.inference_only = False
        self.trackers = {name: keras.metrics.Mean(name=name) for name in self.log_names}
        self.guard = FiniteGuard(self.log_names)
        # The networks are built; the model has no further layers to build by a call.
        self.built = True

    # What a family must give

    @property
    def sample_shape(self):
        """Shape of one sample of the data, without the batch axis."""
        raise NotImplementedError

    def alternating_step(self, minibatches):
        """One step of the family's algorithm: updates of both sides, one after the other.

        Args:
            minibatches: What `self.minibatches` makes of an element of data.
        """
        raise NotImplementedError

    def evaluation_logs(self, minibatches):
        """What `evaluate` logs for a batch of data, in inference mode and without any update.

        Args:
            minibatches: As of `alternating_step`.

        Returns:
            Dict from some of `log_names` to scalar tensors.
        """
        raise NotImplementedError

    # What a family may override

    def simultaneous_step(self, minibatches):
        """One step in which both sides are updated by gradients at the same point."""
        raise ValueError(f'A {type(self).__name__} trains with update="alternating" only.')

    def default_optimizers(self):
        """Fresh optimizers of the family's default recipe: `(generator's, discriminator's)`."""
        return tuple(keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2))

    def minibatches(self, element, steps=1):
        """The minibatches of one element of data: one for each update of the discriminator."""
        return minibatch.split(element, steps)

    def training_data(self, x, batch_size=None, shuffle=True, steps_per_epoch=None):
        """What `fit` was given, as a dataset of whole steps: `(dataset, steps_per_epoch)`."""
        return elements.prepare(
            x,
            self.sample_shape,
            batch_size=batch_size,
            shuffle=shuffle,
            seed=self.seed,
            minibatches=self.discriminator_steps,
            steps_per_epoch=steps_per_epoch,
        )

    def evaluation_data(self, x):
        """What `evaluate` was given, checked."""
        elements.check_evaluation(x, self.sample_shape)
        return x

    # What a family calls

    @property
    def networks(self):
        """Dict from names to the model's networks."""
        return {name: getattr(self, name) for name in self._network_names}

    def variables_of(self, names):
        """Trainable variables of the named networks, in order."""
        return [v for name in names for v in getattr(self, name).trainable_variables]

    def regularization(self, *names):
        """Sum of the losses that the layers of the named networks add, as weight decay."""
        return sum((loss for name in names for loss in getattr(self, name).losses), 0.0)

    def minimize(self, losses, tape, states):
        """Updates one side of the game, or both at the same point, whole or not at all.

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
        updates.minimize(
            losses,
            tape,
            {name: (sides[name][0], self.variables_of(sides[name][1])) for name in losses},
            [(getattr(self, name), state) for name, state in states.items()],
            admit=lambda: self.guard.admits(losses, self.generator_optimizer.iterations),
        )
        self.log(losses)

    def log(self, values):
        """Adds scalars to the means that `fit` and `evaluate` log, by their names."""
        for name, value in values.items():
            self.trackers[name].update_state(value)

    # Saving

    def get_config(self):
        """The constructor's arguments: here the networks and the seed."""
        serialize = keras.saving.serialize_keras_object
        networks = {name: serialize(network) for name, network in self.networks.items()}
        return {**super().get_config(), **networks, "seed": self.seed}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The model with these constructor's arguments."""
        return cls(**deserialize_arguments(config, custom_objects))

    def _seeds(self):
        """The seeds of Dropout, part of the state of training that Keras leaves out of files."""
        return {f"seed_{i}": v for i, v in enumerate(filter(updates.is_seed, self.variables))}

    def save_own_variables(self, store):
        """Writes what Keras' files would lack: the seeds of Dropout."""
        for name, variable in self._seeds().items():
            store[name] = variable.numpy()

    def load_own_variables(self, store):
        """Reads what `save_own_variables` wrote."""
        for name, variable in self._seeds().items():
            variable.assign(store[name])


_MUST_GIVE = ("sample_shape", "alternating_step", "evaluation_logs")


def check_family(family):
    """Checks that a class gives what a family must.

    Raises:
        TypeError: If it does not; names what is missing.
    """
    missing = [name for name in _MUST_GIVE if getattr(family, name) is vars(FamilyContract)[name]]
    if missing:
        raise TypeError(
            f"The family {family.__name__} lacks what every family must give: "
            f"{', '.join(f'`{name}`' for name in missing)}. See kerasgan.AdversarialModel, and "
            '"Write your own family" in kerasgan/models/README.md.'
        )

"""A discriminator as a step sees it: what it is shown, its loss and its penalty, in one place."""

from typing import NamedTuple

import tensorflow as tf

from kerasgan.engine.passes import pass_together, training_pass
from kerasgan.latents import Uniform, streams

UNIT = Uniform(0.0, 1.0)


class Verdict(NamedTuple):
    """Logits of real samples (`None` where nobody asks for them) and of generated ones."""

    real: tf.Tensor | None
    fake: tf.Tensor
    state: list | None = None  # of the network after these passes


class Adversary:
    """A discriminator with the loss of both sides and its penalty.

    All that a discriminator is shown passes through here, for every family: samples with their
    labels, real samples where the generator's loss compares with them, the points at which its
    gradient is penalised. A step passes real samples first, then generated ones, then whatever
    the penalty needs; each pass goes on from the state that the one before it left.

    Args:
        network: `keras.Model` from samples, or samples and labels, to logits.
        loss: A `kerasgan.losses.AdversarialLoss`.
        penalty: A `kerasgan.penalties.Penalty`, or `None`.
        seed: Integer, the model's.
        updates: Variable that counts the network's updates. The noise of the penalty is a
            function of it; it is saved with the optimizer, so a penalty needs no state.
    """

    def __init__(self, network, loss, penalty, *, seed, updates):
        self.network = network
        self.loss = loss
        self.penalty = penalty
        self.seed = seed
        self.updates = updates

    def judge(self, real, fake):
        """Real and generated samples in separate calls, each with its own batch statistics."""
        real_logits, state = training_pass(self.network, real.inputs)
        fake_logits, state = training_pass(self.network, fake.inputs, state)
        return Verdict(real_logits, fake_logits, state)

    def judge_together(self, real, fake):
        """The same in one call, where no layer has statistics of the batch."""
        (real_logits, fake_logits), state = pass_together(self.network, [real.inputs, fake.inputs])
        return Verdict(real_logits, fake_logits, state)

    def judge_fake(self, fake, real):
        """Generated samples for the generator's step, and real ones if its loss compares them."""
        fake_logits, state = training_pass(self.network, fake.inputs)
        real_logits = None
        if self.loss.needs_real_logits:
            real_logits, state = training_pass(self.network, real.inputs, state)
            real_logits = tf.stop_gradient(real_logits)
        return Verdict(real_logits, fake_logits, state)

    def judge_at_rest(self, real, fake):
        """Both in inference mode."""
        return Verdict(*(self.network(each.inputs, training=False) for each in (real, fake)))

    def generator_loss(self, verdict):
        """The adversarial loss of the generator, a scalar."""
        if self.loss.needs_real_logits:
            return self.loss.generator(verdict.fake, verdict.real)
        return self.loss.generator(verdict.fake)

    def discriminator_loss(self, verdict):
        """The adversarial loss of the discriminator, a scalar without the penalty."""
        return self.loss.discriminator(verdict.real, verdict.fake)

    def penalized_loss(self, verdict, real, fake):
        """The loss of the discriminator with its penalty, and the state after all passes."""
        loss, state = self.discriminator_loss(verdict), verdict.state
        if self.penalty is None:
            return loss, state

        def critic(samples):
            nonlocal state
            logits, state = training_pass(self.network, real.replace(samples).inputs, state)
            return logits

        size = self.penalty.noise_size(real.samples.shape[1:])
        noise = None
        if size:
            seed = self.seed + streams.PENALTY
            noise = streams.draw(UNIT, real.size, size, seed, self.updates)
        return loss + self.penalty(critic, real.samples, fake.samples, noise), state

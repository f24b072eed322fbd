"""The adversarial loss of an f-divergence (f-GAN)."""

import keras
from keras import ops

from kerasgan.arguments import non_negative
from kerasgan.losses.base import AdversarialLoss, as_float
from kerasgan.losses.divergence_names import find
from kerasgan.names import did_you_mean

GENERATORS = ("faithful", "practical")


@keras.saving.register_keras_serializable(package="kerasgan")
class FDivergence(AdversarialLoss):
    """The variational bound of an f-divergence: the critic raises it, the generator lowers it.

    For f convex and `u = p / q` the divergence is `D_f(P || Q) = E_q[f(u)]`. With the convex
    conjugate f* and an activation g, which maps the critic's logits V into the domain of f*,

        E_real[g(V)] - E_fake[f*(g(V))]  <=  D_f(real || generated),

    with equality where `g(V) = f'(u)`. The critic minimises the negative of the left side. The
    generator minimises `-E_fake[f*(g(V))]`, the term that depends on it (`"faithful"`), or
    `-E_fake[g(V)]` (`"practical"`), whose gradient does not vanish where the critic is sure. For
    `gan` these are the minimax and the non-saturating loss of the first GAN paper.

    | name | f(u) | g(v) | f*(g(v)) | f'(1) |
    |---|---|---|---|---|
    | `kl` | u log u | v | exp(v-1) | 1 |
    | `reverse_kl` | -log u | -exp(-v) | v-1 | -1 |
    | `pearson` | (u-1)^2 | v | v^2/4+v, v > -2; -1 | 0 |
    | `neyman` | (1-u)^2/u | 1-exp(-v) | 2-2exp(-v/2) | 0 |
    | `squared_hellinger` | (sqrt u - 1)^2 | 1-exp(-v) | exp(v)-1 | 0 |
    | `jeffrey` | (u-1) log u | v | W+1/W+v-2, W = W0(exp(1-v)) | 0 |
    | `jensen_shannon` | u log u - (u+1) log((u+1)/2) | log 2 - sp(-v) | sp(v) - log 2 | 0 |
    | `weighted_jensen_shannon` | pi u log u - (1-pi+pi u) log(1-pi+pi u) | -pi log pi - sp(-v) \
| (1-pi) log((1-pi)/(1-exp(-sp(-v)/pi))) | 0 |
    | `gan` | u log u - (u+1) log(u+1) | -sp(-v) | sp(v) | -log 2 |
    | `total_variation` | abs(u-1)/2 | tanh(v)/2 | tanh(v)/2 | 0 |
    | `alpha`, a < 1 | (u^a-1-a(u-1))/(a(a-1)) | 1/(1-a) - sp(-v) | \
(((1-a) sp(-v))^(a/(a-1)) - 1)/a | 0 |
    | `alpha`, a > 1 | the same | v | ((1+(a-1)v)^(a/(a-1)) - 1)/a, v > -1/(a-1); -1/a | 0 |

    sp is softplus. Values and gradients are exact for logits of magnitude up to 40. Beyond that,
    where an exponential would overflow, it continues along its tangent: values stay finite, but
    are no longer a strict bound. (`alpha` with a close to 1 from below, which grows as
    exp(a v/(1-a)), does so as soon as it reaches exp(70).)

    `jensen_shannon` is KL(P || M) + KL(Q || M), twice the usual Jensen-Shannon divergence, which is
    `weighted_jensen_shannon` at pi = 1/2. `gan` is that minus log 4: -log 4 at P = Q, where all
    others are 0. `total_variation` saturates: the slope of tanh decays as exp(-2 abs(v)), and a
    critic with large logits stops learning. A light `logit_penalty`, 1e-3, prevents that.

    The functions `f`, `optimal`, `conjugate`, `activation` and `composition` take a floating-point
    tensor of any shape and return one of the same shape, at least float32.

    Args:
        name: A name from `kerasgan.losses.divergences()`, or an alias: `"js"`, `"tv"`,
            `"hellinger"` (squared), `"chi2"` (Pearson's), `"rkl"`, `"jeffreys"`.
        generator: What the generator minimises, `"faithful"` or `"practical"`.
        logit_penalty: Weight, >= 0, of `E_real[V^2] + E_fake[V^2]` in the critic's loss. `bound`
            excludes it.
        **parameters: For `weighted_jensen_shannon`, `pi` in (0, 1), 0.5 by default; for `alpha`,
            `alpha`, any number except 0 and 1, 0.5 by default.

    Raises:
        ValueError: If the name or `generator` is unknown, or a number is out of range.
        TypeError: If the divergence has no such parameter.

    Example:
        >>> loss = kerasgan.losses.FDivergence("hellinger")
        >>> loss
        FDivergence(name='squared_hellinger', generator='faithful', logit_penalty=0.0)
        >>> float(loss.bound(keras.ops.zeros([4, 1]), keras.ops.zeros([4, 1])))
        0.0
        >>> kerasgan.losses.FDivergence("alpha", alpha=2.0).parameters
        {'alpha': 2.0}

    Reference:
        Nowozin, Cseke and Tomioka, "f-GAN: Training Generative Neural Samplers using Variational
        Divergence Minimization", 2016, equations 2 to 6, section 3.2, tables 1, 2, 5 and 6
        (arXiv:1606.00709).
    """

    def __init__(self, name, generator="faithful", *, logit_penalty=0.0, **parameters):
        if generator not in GENERATORS:
            raise ValueError(
                f"`generator` must be 'faithful' or 'practical'. Received: generator={generator!r}."
                f"{did_you_mean(generator, GENERATORS)}"
            )
        parameters = {key: float(value) for key, value in parameters.items()}
        self.name, self.parameters, self._divergence = find(name, parameters)
        self.generator_loss = generator
        self.logit_penalty = non_negative("logit_penalty", logit_penalty)

    @property
    def domain(self):
        """The ends `(lower, upper)` of the domain of f*, two floats, possibly infinite."""
        return self._divergence.domain

    @property
    def threshold(self):
        """`f'(1)`: if g(V) is above it, the critic considers a sample more likely real."""
        return self._divergence.threshold

    def f(self, u):
        """The function f of density ratios `u = p / q > 0`."""
        return self._divergence.f(as_float(u))

    def optimal(self, u):
        """The optimal g(V) where the density ratio is u > 0: `f'(u)`."""
        return self._divergence.derivative(as_float(u))

    def conjugate(self, t):
        """The convex conjugate `f*(t)`: sup `t u - f(u)` over u > 0, infinite above the domain."""
        return self._divergence.conjugate(as_float(t))

    def activation(self, v):
        """The activation `g(v)`, which maps logits into the domain of f*."""
        return self._divergence.activation(as_float(v))

    def composition(self, v):
        """`f*(g(v))` of logits, in closed form."""
        return self._divergence.composition(as_float(v))

    def bound(self, real_logits, fake_logits):
        """The variational lower bound `E_real[g(V)] - E_fake[f*(g(V))]` of the divergence, in nats.

        The logits are those of `discriminator`; the bound is a scalar tensor.
        """
        real, fake = self.activation(real_logits), self.composition(fake_logits)
        return ops.mean(real) - ops.mean(fake)

    def discriminator_terms(self, real_logits, fake_logits):
        real_terms, fake_terms = -self.activation(real_logits), self.composition(fake_logits)
        if self.logit_penalty:
            real_terms += self.logit_penalty * ops.square(real_logits)
            fake_terms += self.logit_penalty * ops.square(fake_logits)
        return real_terms, fake_terms

    def generator_terms(self, fake_logits, real_logits=None):
        raised = self.activation if self.generator_loss == "practical" else self.composition
        return -raised(fake_logits)

    def get_config(self):
        return {
            "name": self.name,
            "generator": self.generator_loss,
            "logit_penalty": self.logit_penalty,
            **self.parameters,
        }

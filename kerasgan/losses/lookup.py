"""From a name to a loss."""

from kerasgan.losses.base import AdversarialLoss
from kerasgan.losses.divergence_names import canonicalize, divergences
from kerasgan.losses.f_divergence import FDivergence
from kerasgan.losses.hinge import Hinge
from kerasgan.losses.least_squares import LeastSquares
from kerasgan.losses.maximum_likelihood import MaximumLikelihood
from kerasgan.losses.minimax import Minimax
from kerasgan.losses.non_saturating import NonSaturating
from kerasgan.losses.wasserstein import Wasserstein
from kerasgan.names import Lookup


class LossLookup(Lookup):
    """Knows f-divergences, also those registered later, beside its members."""

    def make(self, name, config):
        if name == FDivergence.__name__:
            return FDivergence(**config)
        if canonicalize(name) in divergences():
            return FDivergence(name, **config)
        return super().make(name, config)

    def list_known(self):
        return [*self.names(), *divergences()]


LOSSES = LossLookup(
    "loss",
    AdversarialLoss,
    {
        "non_saturating": NonSaturating,
        "minimax": Minimax,
        "maximum_likelihood": MaximumLikelihood,
        "least_squares": LeastSquares,
        "hinge": Hinge,
        "wasserstein": Wasserstein,
    },
)


def names():
    """The names of the plain losses, a list of strings.

    `get` knows the f-divergences, `kerasgan.losses.divergences()`, besides.

    Example:
        >>> kerasgan.losses.names()[0]
        'non_saturating'
    """
    return LOSSES.names()


def get(identifier):
    """The adversarial loss of a name.

    The name of an f-divergence stands for `FDivergence(name)`, with the faithful loss of the
    generator: `"gan"` is then the divergence of the minimax game, and gives the same losses as
    `"minimax"`; what GANs are commonly trained with is `"non_saturating"`.

    Args:
        identifier: A name of `names()` or of `divergences()`, an `AdversarialLoss` (returned as it
            is), or a config: `{"class_name": ..., "config": {...}}` as of
            `keras.saving.serialize_keras_object`, where the class may also be given by a name.

    Returns:
        An `AdversarialLoss`.

    Raises:
        ValueError: If there is no loss of that name, or the identifier is none of these.

    Example:
        >>> kerasgan.losses.get("least_squares")
        LeastSquares(a=0.0, b=1.0, c=1.0, scale=0.5)
        >>> kerasgan.losses.get({"class_name": "minimax", "config": {"label_smoothing": 0.1}})
        Minimax(label_smoothing=0.1)
        >>> kerasgan.losses.get("pearson")
        FDivergence(name='pearson', generator='faithful', logit_penalty=0.0)
    """
    return LOSSES.get(identifier)

"""Divergences of the user's own."""

import re

from kerasgan.losses import registration_checks as checks
from kerasgan.losses.derivation import derive, derive_conjugate
from kerasgan.losses.divergence_names import ALIASES, BUILT_IN, DIVERGENCES
from kerasgan.losses.lookup import names


def register_divergence(
    name, f, derivative, *, conjugate=None, activation=None, composition=None, domain=None
):
    """Makes an f-divergence of your own known by name, from f and its derivative alone.

    From then on `FDivergence(name)`, `kerasgan.losses.get(name)`, models that take the name of a
    divergence and `kerasgan.theory.f_divergence` know it. What is not given is derived, in
    float64: the activation is `f'(exp(v))`, which makes the logit v the logarithm of the density
    ratio; the composition is `u f'(u) - f(u)` at `u = exp(v)`, which equals f*(f'(u)); the
    conjugate, which training does not need, is found by bisection, and has a first derivative only.
    They are exact for logits from -40 to 40 and continue on their tangents beyond. The tangent
    begins earlier where f tends to a line, as `u f'(u) - f(u)` then drowns in rounding from a logit
    of about 20 on, and where f grows faster than u^2, as it would overflow float32.

    f must be convex, and f' differentiable by TensorFlow. f(1), the value of the divergence at
    P = Q, need not be 0 (that of `gan` is -log 4). A name is registered as long as the process
    lasts: register it again before loading a model that was saved with it.

    Args:
        name: The name: lower-case letters, digits and underscores, not yet taken.
        f: The convex function, of float tensors u > 0 of any shape, written with `keras.ops` or
            TensorFlow.
        derivative: Its derivative f', likewise.
        conjugate: None, or the convex conjugate f*(t).
        activation: None, or the activation g(v): increasing, into the domain of f*, and finite for
            float32 logits to 1e3. Given together with `composition`.
        composition: None, or f*(g(v)) in closed form, finite for float32 logits to 1e3: continue
            exponentials on their tangent beyond 40.
        domain: None, or the ends `(lower, upper)` of the domain of f*. By default the lower one is
            -infinity and the upper one the limit of f' at infinity, as far as it can be told.

    Raises:
        ValueError: If the name is taken or none, f and f' are no functions of tensors, are not
            finite, do not fit each other or are not convex, f' is constant somewhere without an
            activation being given, or what is given does not fit f.

    Example:
        >>> from keras import ops
        >>> kerasgan.losses.register_divergence(  # Vincze and Le Cam's, between 0 and 2
        ...     "triangular",
        ...     lambda u: ops.square(u - 1.0) / (u + 1.0),
        ...     lambda u: (u - 1.0) * (u + 3.0) / ops.square(u + 1.0),
        ... )
        >>> loss = kerasgan.losses.FDivergence("triangular")
        >>> loss.domain, loss.threshold
        ((-inf, 1.0), 0.0)
        >>> round(float(loss.conjugate(0.5)), 6)  # 4 - t - 4 sqrt(1 - t) at t = 1/2
        0.671573

    Reference:
        Nguyen, Wainwright and Jordan, "Estimating Divergence Functionals and the Likelihood Ratio
        by Convex Risk Minimization", 2010, lemma 1; Nowozin et al., "f-GAN", 2016, equations 4 to
        6 (arXiv:1606.00709).
    """
    _check_name(name)
    if (activation is None) != (composition is None):
        missing = "composition" if composition is None else "activation"
        raise ValueError(
            f"`activation` and `composition` belong together, but `{missing}` is not given: pass "
            "both or, to have both derived, neither."
        )
    given = {"conjugate": conjugate, "activation": activation, "composition": composition}
    given = {key: function for key, function in given.items() if function is not None}
    for key, function in {"f": f, "derivative": derivative, **given}.items():
        checks.check_traces(key, function)
    checks.check_f(f, derivative)
    if activation is None:
        checks.check_derivable(f, derivative)
    if domain is None:
        checks.check_limit(derivative)
    row = derive(f, derivative, domain)._replace(**given)
    checks.check_given(row, derive_conjugate(f, derivative, row.domain[1]), given)
    DIVERGENCES[name] = lambda: row


def _check_name(name):
    if not isinstance(name, str) or not re.fullmatch("[a-z][a-z0-9_]*", name):
        raise ValueError(
            "`name` must be made of lower-case letters, digits and underscores, beginning with a "
            f"letter. Received: name={name!r}."
        )
    taken = dict.fromkeys(DIVERGENCES, "registered already")
    taken |= dict.fromkeys(BUILT_IN, "a built-in divergence")
    taken |= {alias: f"an alias of {known!r}" for alias, known in ALIASES.items()}
    taken |= dict.fromkeys(names(), "the name of a loss")
    if name in taken:
        raise ValueError(f"{name!r} is {taken[name]}. Register yours by another name.")

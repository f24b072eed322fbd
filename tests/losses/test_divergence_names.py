"""Names, aliases and parameters of divergences."""

import numpy as np
import pytest

from kerasgan import losses
from kerasgan.losses.divergence_names import ALIASES


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("js", "jensen_shannon"),
        ("JS", "jensen_shannon"),
        ("Jensen-Shannon", "jensen_shannon"),
        ("hellinger", "squared_hellinger"),
        ("chi2", "pearson"),
        ("tv", "total_variation"),
        ("rkl", "reverse_kl"),
        ("Reverse KL", "reverse_kl"),
        ("reverse-KL", "reverse_kl"),
        ("jeffreys", "jeffrey"),
        ("gan", "gan"),
    ],
)
def test_aliases(alias, name):
    assert losses.FDivergence(alias).name == name
    assert repr(losses.get(alias)) == repr(losses.FDivergence(name))


def test_aliases_hide_no_name():
    assert not set(ALIASES) & {*losses.divergences(), *losses.names()}
    assert set(ALIASES.values()) <= set(losses.divergences())


def test_get_knows_divergences_beside_the_plain_losses():
    assert not set(losses.names()) & set(losses.divergences())
    for name in losses.divergences()[:11]:
        assert repr(losses.get(name)) == repr(losses.FDivergence(name))
    config = {"class_name": "alpha", "config": {"generator": "practical", "alpha": 2.0}}
    expected = repr(losses.FDivergence("alpha", "practical", alpha=2.0))
    assert repr(losses.get(config)) == expected
    config = {"class_name": "FDivergence", "config": {"name": "kl"}}
    assert repr(losses.get(config)) == repr(losses.FDivergence("kl"))
    with pytest.raises(ValueError, match="Did you mean 'pearson'") as error:
        losses.get("pearsn")
    assert "total_variation" in str(error.value)
    assert "hinge" in str(error.value)


def test_parameters_have_defaults_and_are_recorded():
    assert losses.FDivergence("weighted_jensen_shannon").get_config()["pi"] == 0.5
    assert losses.FDivergence("alpha").get_config()["alpha"] == 0.5
    assert losses.FDivergence("alpha", alpha=np.float32(2)).get_config()["alpha"] == 2.0


@pytest.mark.parametrize(
    ("name", "arguments", "error", "message"),
    [
        ("kll", {}, ValueError, "Unknown divergence 'kll'. Did you mean 'kl'"),
        ("zzz", {}, ValueError, "'zzz'. Known divergences: kl, .*`kerasgan.losses.register_div"),
        (3, {}, ValueError, r"must be a string. Received: name=3"),
        ("kl", {"generator": "practicl"}, ValueError, "'practicl'. Did you mean 'practical'"),
        ("kl", {"logit_penalty": -1.0}, ValueError, "`logit_penalty` must be a finite number >= 0"),
        (
            "kl",
            {"logit_penalty": np.inf},
            ValueError,
            "`logit_penalty` must be a finite number >= 0",
        ),
        ("kl", {"alpha": 0.5}, TypeError, "'kl' has no parameter 'alpha'; its parameters: none"),
        ("alpha", {"pi": 0.5}, TypeError, "no parameter 'pi'; its parameters: alpha"),
        ("alpha", {"alpha": 1}, ValueError, "Its limit at 1 is 'kl'. Received: alpha=1.0"),
        ("alpha", {"alpha": 0}, ValueError, "Its limit at 0 is 'reverse_kl'. Received: alpha=0.0"),
        ("alpha", {"alpha": np.nan}, ValueError, "finite"),
        (
            "weighted_jensen_shannon",
            {"pi": 1.0},
            ValueError,
            r"must lie in \(0, 1\). Received: pi=1.0",
        ),
    ],
)
def test_wrong_arguments(name, arguments, error, message):
    with pytest.raises(error, match=message):
        losses.FDivergence(name, **arguments)

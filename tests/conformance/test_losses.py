"""Every loss that has a name keeps one contract."""

import pytest

from kerasgan import losses, testing

each_loss = pytest.mark.parametrize("name", losses.names())


def test_every_public_loss_has_a_name():
    public = {value for value in vars(losses).values() if isinstance(value, type)}
    named = {type(losses.get(name)) for name in (*losses.names(), *losses.divergences())}
    assert public - {losses.AdversarialLoss} == named


@each_loss
def test_loss_keeps_the_contract(name):
    testing.check_loss(losses.get(name))


@each_loss
def test_loss_is_documented(name):
    documentation = type(losses.get(name)).__doc__
    for part in ("Example:", "Reference:", "arXiv"):
        assert part in documentation, part

"""What tests of data share."""

import warnings

import pytest

from kerasgan.data import set_epoch


@pytest.fixture(autouse=True)
def first_epoch():
    """The clock is one for the process: every test begins in the first epoch and leaves it so."""
    set_epoch(0)
    yield
    set_epoch(0)


@pytest.fixture
def warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield

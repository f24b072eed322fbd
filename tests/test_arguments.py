import numpy as np
import pytest

from kerasgan import arguments

NO_NUMBERS = [float("nan"), float("inf"), -float("inf"), "1", None, True, [1], 1j]
NO_INTEGERS = [1.0, 2.5, "1", None, True, np.True_, np.float32(1), [1]]


@pytest.mark.parametrize("value", [1, 2, 10**20, np.int64(3), np.uint8(255)])
def test_positive_integers(value):
    arguments.check_positive_integers(width=value, depth=1)
    arguments.check_non_negative_integers(width=value, depth=0)


@pytest.mark.parametrize("value", [0, -1, np.int64(0), *NO_INTEGERS])
def test_refuses_what_is_no_positive_integer(value):
    with pytest.raises(ValueError) as error:
        arguments.check_positive_integers(width=1, depth=value)
    assert str(error.value) == f"`depth` must be a positive integer. Received: depth={value!r}."


@pytest.mark.parametrize("value", [-1, np.int64(-1), *NO_INTEGERS])
def test_refuses_what_is_no_integer_from_zero_on(value):
    with pytest.raises(ValueError) as error:
        arguments.check_non_negative_integers(width=0, depth=value)
    assert str(error.value) == f"`depth` must be an integer >= 0. Received: depth={value!r}."


@pytest.mark.parametrize("value", [1e-300, 2, 0.5, np.float32(0.5), np.int64(3), 1e300])
@pytest.mark.parametrize("check", [arguments.positive, arguments.non_negative])
def test_numbers_become_floats(check, value):
    number = check("weight", value)
    assert type(number) is float
    assert number == value


def test_zero_is_not_positive():
    assert arguments.non_negative("weight", 0) == 0.0
    with pytest.raises(ValueError, match=r"^`weight` must be a finite number > 0\. .*weight=0\.$"):
        arguments.positive("weight", 0)


@pytest.mark.parametrize("value", [-1e-300, -1, *NO_NUMBERS])
@pytest.mark.parametrize(
    ("check", "bound"), [(arguments.positive, "> 0"), (arguments.non_negative, ">= 0")]
)
def test_refuses_other_numbers(check, bound, value):
    with pytest.raises(ValueError) as error:
        check("weight", value)
    expected = f"`weight` must be a finite number {bound}. Received: weight={value!r}."
    assert str(error.value) == expected

"""What a variable remembers, and its operators, against plain arithmetic."""

import numpy as np
import pytest

from minitorch_ref import ArgumentError, DTypeError
from minitorch_ref.scalars import Variable
from minitorch_ref.scalars.variable import record


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: x + y,
        lambda x, y: 2 + x,
        lambda x, y: x - y,
        lambda x, y: 2 - x,
        lambda x, y: x * y,
        lambda x, y: 2 * x,
        lambda x, y: x / y,
        lambda x, y: 2 / x,
        lambda x, y: -x,
    ],
)
def test_operators_compute_what_they_compute_for_numbers(f):
    made = f(Variable(3.0), Variable(-4.0))
    assert isinstance(made, Variable)
    assert made.value == f(3.0, -4.0)


def test_a_product_remembers_both_factors_and_both_derivatives():
    x, y = Variable(3.0, "x"), Variable(5.0, "y")
    made = record("*", x, y)
    assert (made.value, made.operation, made.inputs, made.derivatives) == (15.0, "*", (x, y), (5.0, 3.0))


def test_a_constant_gets_no_edge_wherever_it_stands():
    x = Variable(4.0)
    assert (6.0 / x).derivatives == (-6.0 / 16.0,)
    assert (x / 2.0).derivatives == (0.5,)
    assert record("+", 1.0, 2.0).inputs == ()


def test_one_variable_used_twice_gets_two_edges():
    x = Variable(3.0)
    assert (x * x).inputs == (x, x)


def test_equal_numbers_are_still_two_variables():
    x, y = Variable(1.0), Variable(1.0)
    assert len({x, y}) == 2
    assert x != y


def test_comparisons_look_at_numbers_and_record_nothing():
    x, y = Variable(1.0), Variable(2.0)
    assert (x < y, x <= 1, x > y, y >= 2.5) == (True, True, False, False)


def test_numpy_numbers_are_numbers():
    assert (np.float32(0.5) + Variable(np.float64(2.0))).value == 2.5
    assert type(Variable(np.float32(0.5)).value) is float


@pytest.mark.parametrize("value", ["3", None, 1j, [1.0]])
def test_what_is_no_real_number_is_refused(value):
    with pytest.raises(DTypeError, match="must be a real number"):
        Variable(value)


def test_as_many_derivatives_as_inputs():
    with pytest.raises(ArgumentError, match="2 inputs need as many derivatives, got 1"):
        Variable(1.0, inputs=[Variable(1.0), Variable(2.0)], derivatives=[1.0])


def test_adding_a_string_is_a_type_error():
    with pytest.raises(TypeError):
        Variable(1.0) + "1"


def test_a_variable_says_what_it_is():
    x = Variable(2.0, "x")
    assert [repr(x), repr(x * 3)] == ["Variable(2, x)", "Variable(6, made by *)"]

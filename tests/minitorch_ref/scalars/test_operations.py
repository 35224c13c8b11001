"""Values against Python's own arithmetic, local derivatives against finite differences."""

import math

import pytest

from minitorch_ref import ArgumentError, DTypeError
from minitorch_ref.scalars.operations import FUNCTIONS, evaluate, local_derivatives

POINTS = [(0.4, 2.5), (3.0, -0.7), (1.0, 1.0), (12.0, 3.0)]


@pytest.mark.parametrize("operation", FUNCTIONS)
@pytest.mark.parametrize("point", POINTS)
def test_local_derivatives_are_what_a_small_move_does(operation, point):
    point, step = point[: FUNCTIONS[operation][0]], 1e-6
    for i, derivative in enumerate(local_derivatives(operation, *point)):
        ends = [[x + way * (j == i) for j, x in enumerate(point)] for way in (-step, step)]
        left, right = (evaluate(operation, *end) for end in ends)
        assert derivative == pytest.approx((right - left) / (2 * step), rel=1e-6, abs=1e-8)


def test_values_are_pythons():
    assert [evaluate(sign, 7.0, 2.0) for sign in "+-*/"] == [9.0, 5.0, 14.0, 3.5]
    assert evaluate("exp", 1.0) == math.e
    assert evaluate("log", math.e) == 1.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (("sin", 1.0), 'no operation "sin"'),
        (("+", 1.0), "takes 2 inputs, got 1"),
        (("log", 0.0), "only numbers above 0"),
    ],
)
def test_misuse_is_refused_with_the_rule_and_the_value(call, message):
    with pytest.raises(ArgumentError, match=message):
        evaluate(*call)


def test_what_is_no_number_is_refused():
    with pytest.raises(DTypeError, match="takes numbers, got a str"):
        evaluate("+", 1.0, "2")


@pytest.mark.parametrize("call", [("sin", 1.0), ("+", 1.0), ("exp", 1.0, 2.0)])
def test_derivatives_of_what_does_not_exist_are_refused(call):
    with pytest.raises(ArgumentError, match="no operation"):
        local_derivatives(*call)


def test_division_by_zero_and_overflow_are_pythons_own_errors():
    with pytest.raises(ZeroDivisionError):
        evaluate("/", 1.0, 0.0)
    with pytest.raises(OverflowError):
        evaluate("exp", 1000.0)

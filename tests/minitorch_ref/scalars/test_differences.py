"""Central differences against derivatives worked by hand."""

import math

import pytest

from minitorch_ref import ArgumentError
from minitorch_ref.scalars.differences import central_differences


def test_the_sheet_of_paper_grows_by_its_other_side():
    assert central_differences(lambda w, h: w * h, (20.0, 30.0)) == pytest.approx((30.0, 20.0))


def test_the_derivative_of_a_parabola_is_exact_whatever_the_step():
    for step in (1e-3, 0.5, 2.0):
        assert central_differences(lambda x: x * x, (3.0,), step) == pytest.approx((6.0,))


def test_of_a_cube_the_step_remains_squared():
    assert central_differences(lambda x: x**3, (2.0,), 1.0) == pytest.approx((3 * 4 + 1.0,))


def test_the_exponential_is_its_own_derivative():
    assert central_differences(math.exp, (1.3,)) == pytest.approx((math.exp(1.3),), rel=1e-8)


def test_a_function_of_nothing_has_no_derivatives():
    assert central_differences(lambda: 1.0, ()) == ()


@pytest.mark.parametrize("step", [0.0, -1e-5])
def test_a_step_that_leads_nowhere_is_refused(step):
    with pytest.raises(ArgumentError, match="above 0"):
        central_differences(math.exp, (1.0,), step)


def test_the_point_is_left_as_it_was():
    point = [1.0, 2.0]
    central_differences(lambda x, y: x * y, point)
    assert point == [1.0, 2.0]

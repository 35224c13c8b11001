"""The three loops on buffers that are lists and arrays."""

import operator

import numpy as np
import pytest

from minitorch_ref.backends.python_loops import loops
from minitorch_ref.shapes import Layout


def test_map_reads_and_writes_through_both_layouts():
    out = [None] * 7
    loops.map_loop(lambda n: 10 * n, out, Layout((2, 3), (3, 1), 1), [0, 1, 2, 3, 4, 5], Layout((2, 3), (1, 2), 0))
    assert out == [None, 0, 20, 40, 10, 30, 50]


def test_map_of_a_scalar_visits_one_element():
    out = np.zeros(3)
    loops.map_loop(operator.neg, out, Layout((), (), 2), np.array([5.0]), Layout((), (), 0))
    assert out.tolist() == [0, 0, -5]


@pytest.mark.parametrize("shape", [(0,), (2, 0)])
def test_loops_over_nothing_write_nothing(shape):
    out, layout = [7], Layout(shape, (1,) * len(shape), 0)
    loops.map_loop(operator.neg, out, layout, [], layout)
    loops.zip_loop(operator.add, out, layout, [], layout, [], layout)
    assert out == [7]


def test_zip_broadcasts_both_inputs():
    out = [0] * 6
    row, column = Layout((3,), (1,), 0), Layout((2, 1), (1, 1), 0)
    loops.zip_loop(operator.sub, out, Layout((2, 3), (3, 1), 0), [1, 2, 3], row, [10, 20], column)
    assert out == [-9, -8, -7, -19, -18, -17]


def test_zip_refuses_an_input_that_does_not_fit_before_it_writes():
    out = [None] * 2
    with pytest.raises(RuntimeError):
        loops.zip_loop(operator.add, out, Layout((2,), (1,), 0), [1, 2], Layout((2,), (1,), 0), [1, 2, 3],
                       Layout((3,), (1,), 0))  # fmt: skip
    assert out == [None, None]


@pytest.mark.parametrize(("dim", "wanted"), [(0, ["-ad", "-be", "-cf"]), (1, ["-abc", "-def"])])
def test_reduce_combines_in_the_order_of_the_axis(dim, wanted):
    out = [None] * len(wanted)
    out_layout = Layout((1, 3), (3, 1), 0) if dim == 0 else Layout((2, 1), (1, 1), 0)
    loops.reduce_loop(operator.add, "-", out, out_layout, list("abcdef"), Layout((2, 3), (3, 1), 0), dim)
    assert out == wanted


def test_reducing_an_axis_of_size_zero_leaves_what_it_starts_from():
    out = [None, None]
    loops.reduce_loop(operator.add, 42, out, Layout((2, 1), (1, 1), 0), [], Layout((2, 0), (1, 1), 0), 1)
    assert out == [42, 42]

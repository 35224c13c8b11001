"""Arithmetic on shapes and strides, against what NumPy's own views say of themselves."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import as_strided

from minitorch_ref import shapes
from minitorch_ref.shapes import Layout

steady = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SHAPES = st.lists(st.integers(0, 4), max_size=4).map(tuple)


def layout_of(array: np.ndarray, base: np.ndarray) -> Layout:
    offset = (array.__array_interface__["data"][0] - base.__array_interface__["data"][0]) // base.itemsize
    return Layout(array.shape, tuple(step // array.itemsize for step in array.strides), offset)


def seen_through(base: np.ndarray, layout: Layout) -> np.ndarray:
    start = base.reshape(-1)[layout.offset :]
    return as_strided(start, layout.shape, [step * base.itemsize for step in layout.strides], writeable=False)


@st.composite
def views(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Draw an array with its numbers counted up, and a view of it."""
    shape = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)))
    base = np.arange(math.prod(shape)).reshape(shape)
    view = base.transpose(draw(st.permutations(range(len(shape)))))
    axis = draw(st.integers(0, len(shape) - 1))
    view = view[
        (slice(None),) * axis + (slice(draw(st.integers(0, view.shape[axis] - 1)), None, draw(st.integers(1, 3))),)
    ]
    return base, view


@steady
@given(SHAPES.filter(lambda shape: 0 not in shape))
def test_contiguous_strides_are_numpys(shape):
    assert shapes.contiguous_strides(shape) == tuple(step // 8 for step in np.empty(shape).strides)


def test_a_size_of_zero_counts_as_one_in_strides():
    assert shapes.contiguous_strides((2, 0, 3)) == (3, 3, 1)


def test_a_negative_size_has_no_strides():
    with pytest.raises(RuntimeError, match="negative"):
        shapes.contiguous_strides((2, -1))


@steady
@given(views())
def test_an_index_leads_to_the_element_numpy_finds_there(pair):
    base, view = pair
    layout = layout_of(view, base)
    for index in np.ndindex(*view.shape):
        assert base.reshape(-1)[shapes.index_to_position(index, layout)] == view[index]
        from_the_end = tuple(i - size for i, size in zip(index, view.shape, strict=True))
        assert shapes.index_to_position(from_the_end, layout) == shapes.index_to_position(index, layout)


@pytest.mark.parametrize("index", [(2, 0), (0, -4), (0,), (0, 0, 0)])
def test_an_index_that_does_not_fit_is_an_index_error(index):
    with pytest.raises(IndexError):
        shapes.index_to_position(index, Layout((2, 3), (3, 1), 0))


@steady
@given(SHAPES)
def test_positions_count_the_indices_in_row_major_order(shape):
    found = [shapes.position_to_index(position, shape) for position in range(math.prod(shape))]
    assert found == list(np.ndindex(*shape))


@pytest.mark.parametrize(("position", "shape"), [(6, (2, 3)), (-1, (2, 3)), (0, (0, 3)), (1, ())])
def test_a_position_beyond_the_last_element_is_an_index_error(position, shape):
    with pytest.raises(IndexError):
        shapes.position_to_index(position, shape)


@steady
@given(views(), st.data())
def test_permuting_agrees_with_numpy(pair, data):
    base, view = pair
    dims = data.draw(st.permutations(range(view.ndim)))
    signed = [dim - view.ndim if data.draw(st.booleans()) else dim for dim in dims]
    assert shapes.permute_layout(layout_of(view, base), signed) == layout_of(view.transpose(dims), base)


@pytest.mark.parametrize(("dims", "error"), [((0, 0), RuntimeError), ((0,), RuntimeError), ((0, 2), IndexError)])
def test_permuting_by_axes_that_are_no_order_is_refused(dims, error):
    with pytest.raises(error):
        shapes.permute_layout(Layout((2, 3), (3, 1), 0), dims)


@steady
@given(views(), st.one_of(st.none(), st.integers(-6, 6)), st.one_of(st.none(), st.integers(-6, 6)), st.integers(1, 3))
def test_slicing_agrees_with_numpy(pair, start, stop, step):
    base, view = pair
    sliced = shapes.slice_layout(layout_of(view, base), -1, start, stop, step)
    assert np.array_equal(
        seen_through(base, sliced) if sliced.shape[-1] else [],
        view[..., start:stop:step].reshape(sliced.shape if sliced.shape[-1] else (0,)),
    )


@pytest.mark.parametrize("step", [0, -1])
def test_a_step_below_one_is_a_value_error(step):
    with pytest.raises(ValueError, match="greater than zero"):
        shapes.slice_layout(Layout((4,), (1,), 0), 0, None, None, step)


def test_slicing_an_axis_that_is_not_there_is_an_index_error():
    with pytest.raises(IndexError):
        shapes.slice_layout(Layout((), (), 0), 0)


@steady
@given(views())
def test_contiguous_is_what_numpy_calls_c_contiguous(pair):
    base, view = pair
    assert shapes.is_contiguous(layout_of(view, base)) == view.flags.c_contiguous


def test_strides_of_axes_of_size_one_do_not_count_for_contiguity():
    assert shapes.is_contiguous(Layout((1, 3, 1), (99, 1, 7), 5))
    assert shapes.is_contiguous(Layout((0, 3), (17, 5), 0))


@steady
@given(views(), st.data())
def test_a_view_shows_the_elements_in_order_or_numpy_cannot_make_it_either(pair, data):
    base, view = pair
    left, sizes = view.size, []
    while left > 1:
        sizes.append(data.draw(st.sampled_from([n for n in range(1, left + 1) if left % n == 0])))
        left //= sizes[-1]
    sizes = tuple(data.draw(st.permutations(sizes)))
    strides = shapes.view_strides(layout_of(view, base), sizes)
    try:
        wanted = view.reshape(sizes, copy=False)
    except ValueError:
        assert strides is None
    else:
        assert strides is not None
        layout = Layout(sizes, strides, layout_of(view, base).offset)
        assert np.array_equal(seen_through(base, layout), wanted)


def test_a_view_with_another_number_of_elements_is_refused():
    with pytest.raises(RuntimeError, match="invalid"):
        shapes.view_strides(Layout((2, 3), (3, 1), 0), (5,))


def test_an_empty_tensor_is_viewed_under_any_empty_shape():
    assert shapes.view_strides(Layout((0, 3), (3, 1), 0), (2, 0)) == (1, 1)


def test_tiles_are_the_blocks_of_the_matrix():
    base = np.arange(24).reshape(4, 6)
    layout = layout_of(base.T, base)
    tiles = seen_through(base, shapes.tile_layout(layout, 3, 2))
    assert tiles.shape == (2, 2, 3, 2)
    assert np.array_equal(tiles[1, 0], base.T[3:6, 0:2])


@pytest.mark.parametrize(("shape", "tile"), [((4, 6), (3, 2)), ((4,), (2, 2)), ((4, 6), (0, 2))])
def test_a_matrix_that_does_not_divide_has_no_tiles(shape, tile):
    with pytest.raises(RuntimeError, match="tile"):
        shapes.tile_layout(Layout(shape, shapes.contiguous_strides(shape), 0), *tile)


@steady
@given(SHAPES, SHAPES, SHAPES)
def test_broadcasting_agrees_with_numpy(first, second, third):
    try:
        wanted = np.broadcast_shapes(first, second, third)
    except ValueError:
        with pytest.raises(RuntimeError):
            shapes.broadcast_shapes(first, second, third)
    else:
        assert shapes.broadcast_shapes(first, second, third) == wanted


def test_the_error_of_broadcasting_names_shapes_sizes_and_axis():
    with pytest.raises(RuntimeError, match=r"\(2, 3\) and \(4,\).*3 and 4 at axis -1"):
        shapes.broadcast_shapes((2, 3), (4,))


@steady
@given(views(), st.lists(st.integers(0, 3), max_size=2))
def test_expanding_agrees_with_numpy(pair, added):
    base, view = pair
    shape = (*added, *(3 if size == 1 else size for size in view.shape))
    layout = shapes.expand_layout(layout_of(view, base), shape)
    assert np.array_equal(seen_through(base, layout), np.broadcast_to(view, shape))
    assert all(layout.strides[axis] == 0 for axis in range(len(added)))


def test_minus_one_keeps_a_size():
    assert shapes.expand_layout(Layout((1, 3), (3, 1), 4), (2, -1)) == Layout((2, 3), (0, 1), 4)


@pytest.mark.parametrize("shape", [(3,), (4, 2, 2), (-1, 1, 3), (1, -2), (2, 4)])
def test_expanding_to_a_shape_that_does_not_fit_is_refused(shape):
    with pytest.raises(RuntimeError, match="expand"):
        shapes.expand_layout(Layout((1, 3), (3, 1), 0), shape)

"""The hidden checks of lesson 1. Of each, a student sees its sentence and nothing else."""

import numpy as np

from course.checks import check
from course.probes import raised


def parts(layout):
    return {"shape": layout.shape, "strides": layout.strides, "offset": layout.offset}


def positions(layout):
    """Every position a layout reads, in order: the same for any two layouts that show the same tensor."""
    rows = [
        sum(i * stride for i, stride in zip(index, layout.strides, strict=True)) for index in np.ndindex(*layout.shape)
    ]
    return {"shape": layout.shape, "positions": [layout.offset + row for row in rows]}


def used(strides, shape):
    """The strides that are ever taken: of an axis of size 1 none is, and any number will do."""
    if strides is None:
        return None
    return tuple(stride if size > 1 else "any" for stride, size in zip(strides, shape, strict=True))


def random_shape(rng, axes, low=1, high=6):
    return tuple(int(size) for size in rng.integers(low, high, size=axes))


def random_layout(mt, rng, axes, in_order=False):
    """A layout such as slicing and transposing leave behind: steps, an offset, axes in any order."""
    shape, strides, step = random_shape(rng, axes, 2), [], 1
    for size in shape:
        step *= int(rng.integers(1, 3))
        strides.append(step)
        step *= size
    order = list(range(axes))[::-1] if in_order else [int(axis) for axis in rng.permutation(axes)]
    shape, strides = tuple(shape[axis] for axis in order), tuple(strides[axis] for axis in order)
    return mt.shapes.Layout(shape, strides, int(rng.integers(1, 20)))


@check("1.1", points=1)
def strides_of_random_shapes(mt, rng):
    """Random shapes of two to five axes."""
    shapes = [random_shape(rng, axes, 2) for axes in (2, 3, 4, 5)]
    return [mt.shapes.contiguous_strides(shape) for shape in shapes]


@check("1.1", points=1)
def strides_with_zeros_and_ones(mt):
    """Axes of size 0 and 1 in every place."""
    shapes = [(3, 0), (0, 4, 2), (5, 2, 0, 3), (1, 1, 1), (1, 7), (7, 1)]
    return [mt.shapes.contiguous_strides(shape) for shape in shapes]


@check("1.2", points=2)
def position_in_random_layouts(mt, rng):
    """Random indices, some of them negative, in random layouts with gaps and an offset."""
    found = []
    for axes in (1, 2, 3, 4):
        layout = random_layout(mt, rng, axes)
        for _ in range(4):
            index = tuple(int(rng.integers(-size, size)) for size in layout.shape)
            found.append(mt.shapes.index_to_position(index, layout))
    return found


@check("1.2", points=1)
def position_at_the_edges(mt):
    """A scalar with an offset, a stride of 0, a list as index, and a tensor in which no index exists."""
    position, layout = mt.shapes.index_to_position, mt.shapes.Layout
    found = [position((), layout((), (), 7)), position((3, 1), layout((4, 2), (0, 5), 2))]
    found += [position([1, -1], layout((2, 2), (2, 1), 1)), raised(position, (0, 0), layout((0, 3), (3, 1), 0))]
    return [*found, raised(position, (0,), layout((), (), 0))]


@check("1.3", points=1)
def index_of_random_positions(mt, rng):
    """Random positions in random shapes of one to four axes."""
    found = []
    for axes in (1, 2, 3, 4):
        shape = random_shape(rng, axes, 2)
        numel = int(np.prod(shape))
        found += [mt.shapes.position_to_index(int(p), shape) for p in rng.integers(0, numel, size=3)]
        found.append(mt.shapes.position_to_index(numel - 1, shape))
    return found


@check("1.3", points=1)
def index_with_zeros_and_ones(mt):
    """Axes of size 1 have index 0; in a shape with an axis of size 0 no position exists."""
    index = mt.shapes.position_to_index
    found = [index(3, (1, 4, 1)), index(0, (1, 1)), index(5, (3, 1, 2))]
    return [*found, raised(index, 0, (2, 0)), raised(index, 0, (0,)), raised(index, -6, (2, 3))]


@check("1.4", points=2)
def permute_random_layouts(mt, rng):
    """Random orders, with some axes counted from the end, of random layouts."""
    found = []
    for axes in (2, 3, 4, 5, 4, 5, 5, 5):
        layout = random_layout(mt, rng, axes)
        dims = [int(axis) for axis in rng.permutation(axes)]
        dims = [axis - axes if rng.random() < 0.5 else axis for axis in dims]
        found.append(parts(mt.shapes.permute_layout(layout, tuple(dims))))
    return found


@check("1.4", points=1)
def permute_at_the_edges(mt):
    """A scalar, a vector, four axes in a cycle, and too many axes."""
    permute, layout = mt.shapes.permute_layout, mt.shapes.Layout
    found = [parts(permute(layout((), (), 4), ())), parts(permute(layout((5,), (3,), 1), (-1,)))]
    found.append(parts(permute(layout((2, 3, 4, 5), (60, 20, 5, 1), 0), (3, 0, 1, 2))))
    return [*found, raised(permute, layout((2, 3), (3, 1), 0), (0, 1, 0))]


@check("1.5", points=2)
def slice_random_layouts(mt, rng):
    """Random bounds, steps and axes on layouts that have steps and an offset already."""
    found = []
    for _ in range(24):
        layout, dim, step = random_layout(mt, rng, 3), int(rng.integers(0, 3)), int(rng.integers(1, 4))
        anywhere = [int(bound) for bound in rng.integers(-6, 7, size=2)]
        never_empty = [1, layout.shape[dim] + int(rng.integers(0, 2))]
        for start, stop in (anywhere, never_empty):
            found.append(positions(mt.shapes.slice_layout(layout, dim, start, stop, step)))
    return found


@check("1.5", points=1)
def slice_at_the_edges(mt):
    """Axes counted from the end, missing, or of size 0; a step longer than the axis; bounds and step left out."""
    cut, layout = mt.shapes.slice_layout, mt.shapes.Layout((4, 0, 6), (6, 6, 1), 2)
    found = [positions(cut(layout, -2, None, None, 2)), cut(layout, 1, 2, 9, 1).shape]
    found.append(positions(cut(mt.shapes.Layout((4, 6), (6, 1), 2), -1, 1, None, 50)))
    found += [parts(cut(mt.shapes.Layout((4, 6), (6, 1), 2), 0)), parts(cut(mt.shapes.Layout((4, 6), (6, 1), 2), 1, 4))]
    return [*found, raised(cut, layout, 3, 0, 1, 1), raised(cut, layout, -4, 0, 1, 1)]


@check("1.6", points=1)
def contiguity_of_random_permutations(mt, rng):
    """Random shapes, their axes in order and out of order."""
    found = []
    for axes in (2, 3, 4, 3, 2):
        shape = random_shape(rng, axes, 2)
        strides = tuple(int(np.prod(shape[axis + 1 :])) for axis in range(axes))
        found.append(mt.shapes.is_contiguous(mt.shapes.Layout(shape, strides, 3)))
        for order in (rng.permutation(axes), [1, 0, *range(2, axes)]):
            moved = tuple(shape[axis] for axis in order), tuple(strides[axis] for axis in order), 0
            found.append(mt.shapes.is_contiguous(mt.shapes.Layout(*moved)))
    return found


@check("1.6", points=1)
def contiguity_at_the_edges(mt):
    """Steps in a middle axis, an axis of size 1 between two others, repeated rows, and empty tensors of odd strides."""
    layouts = [((2, 3, 4), (24, 8, 1), 0), ((2, 1, 4), (4, 77, 1), 0), ((2, 1, 4), (8, 4, 1), 0)]
    layouts += [((3, 4), (0, 1), 0), ((0,), (5,), 0), ((2, 0, 3), (1, 1, 9), 4), ((1, 4, 1), (0, 1, 0), 2)]
    return [mt.shapes.is_contiguous(mt.shapes.Layout(*layout)) for layout in layouts]


@check("1.7", points=2)
def view_of_random_layouts(mt, rng):
    """Random layouts of two to four axes, flattened, split, and with neighbouring axes merged."""
    found = []
    for axes, in_order in [(2, True), (3, True), (3, True), (4, True), (3, False)]:
        layout = random_layout(mt, rng, axes, in_order)
        first, second, rest = layout.shape[0], layout.shape[1], layout.shape[2:]
        flat = int(np.prod(layout.shape))
        shapes = [(flat,), (first * second, *rest), (first, 1, second, *rest), (*layout.shape, 1), layout.shape[::-1]]
        found += [used(mt.shapes.view_strides(layout, shape), shape) for shape in shapes]
    return found


@check("1.7", points=1)
def view_at_the_edges(mt):
    """A scalar, a tensor without elements, repeated elements, and three axes of which two may be merged."""
    view, layout = mt.shapes.view_strides, mt.shapes.Layout
    found = [used(view(layout((), (), 3), (1, 1)), (1, 1)), used(view(layout((1, 1), (5, 9), 0), ()), ())]
    found += [used(view(layout((3, 0), (9, 4), 0), (0, 7)), (0, 7)), used(view(layout((6,), (0,), 1), (2, 3)), (2, 3))]
    stack = layout((2, 4, 4), (64, 8, 1), 0)
    found += [used(view(stack, shape), shape) for shape in [(2, 16), (8, 4), (2, 2, 2, 4), (4, 2, 4), (32,)]]
    two, gap = layout((4, 3, 2), (1, 8, 4), 0), layout((2, 4, 4), (64, 4, 1), 0)
    return [*found, used(view(two, (4, 6)), (4, 6)), used(view(gap, (2, 16)), (2, 16)), view(gap, (32,))]


@check("1.8", points=2)
def tile_random_layouts(mt, rng):
    """Random matrices, contiguous or not, in blocks of random size."""
    found = []
    for _ in range(5):
        down, across, height, width = random_shape(rng, 4, 1, 5)
        row, column = int(rng.integers(1, 40)), int(rng.integers(1, 40))
        layout = mt.shapes.Layout((down * height, across * width), (row, column), int(rng.integers(0, 9)))
        found.append(positions(mt.shapes.tile_layout(layout, height, width)))
    return found


@check("1.8", points=1)
def tile_at_the_edges(mt):
    """Blocks of one element, one block that is the whole image, blocks of nothing, and tensors of one axis or none."""
    tile, layout = mt.shapes.tile_layout, mt.shapes.Layout((6, 4), (1, 6), 2)
    found = [positions(tile(layout, 1, 1)), positions(tile(layout, 6, 4)), positions(tile(layout, 6, 1))]
    others = [mt.shapes.Layout((8,), (1,), 0), mt.shapes.Layout((), (), 0)]
    bad = [raised(tile, layout, height, width) for height, width in [(0, 2), (2, 0), (-2, 2), (2, -2)]]
    return [*found, bad, [raised(tile, other, 1, 1) for other in others]]

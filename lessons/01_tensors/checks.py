"""The checks a student sees in lesson 1. A probe returns what the student's code gave; it does not know the answer."""

from course.checks import check
from course.probes import raised

# 1.1 contiguous_strides


@check("1.1", points=1)
def strides_of_a_matrix_and_a_stack(mt):
    """A matrix of 2 rows and 3 columns, and a stack of 2 images of 3 by 4."""
    strides = mt.shapes.contiguous_strides
    return [strides((2, 3)), strides((2, 3, 4))]


@check("1.1", points=1)
def strides_of_small_shapes(mt):
    """A vector, a scalar, and an axis of size 1 between two others."""
    strides = mt.shapes.contiguous_strides
    return [strides((5,)), strides(()), strides((4, 1, 3))]


@check("1.1", points=1)
def strides_of_a_negative_size(mt):
    """A negative size is refused, wherever it stands; an axis of size 0 is not."""
    strides = mt.shapes.contiguous_strides
    return [raised(strides, (2, -1)), raised(strides, (-3, 2)), strides((2, 0, 3))]


# 1.2 index_to_position


@check("1.2", points=1)
def position_in_a_row_major_matrix(mt):
    """Elements (0, 0), (0, 2), (1, 0) and (1, 2) of a matrix stored row after row."""
    layout = mt.shapes.Layout((2, 3), (3, 1), 0)
    return [mt.shapes.index_to_position(index, layout) for index in [(0, 0), (0, 2), (1, 0), (1, 2)]]


@check("1.2", points=2)
def position_in_other_layouts(mt):
    """The same storage read column by column, and read from position 4 on in steps of 2."""
    by_columns, every_second = mt.shapes.Layout((3, 2), (1, 3), 0), mt.shapes.Layout((3,), (2,), 4)
    position = mt.shapes.index_to_position
    return [position((2, 1), by_columns), position((1, 0), by_columns), position((2,), every_second)]


@check("1.2", points=1)
def position_of_a_negative_index(mt):
    """(-1, -1) is the last element, (-2, 0) the first one of two rows."""
    layout = mt.shapes.Layout((2, 3), (3, 1), 0)
    return [mt.shapes.index_to_position(index, layout) for index in [(-1, -1), (-2, 0), (0, -2)]]


@check("1.2", points=1)
def position_of_a_bad_index(mt):
    """An index outside of the shape, or with too few or too many numbers, is refused; the first element is not."""
    layout = mt.shapes.Layout((2, 3), (3, 1), 0)
    bad = [(0, 3), (2, 0), (0, -4), (1,), (0, 0, 0)]
    found = [raised(mt.shapes.index_to_position, index, layout) for index in bad]
    return [*found, mt.shapes.index_to_position((0, 0), layout)]


# 1.3 position_to_index


@check("1.3", points=1)
def index_of_every_position_in_a_matrix(mt):
    """All six positions of a matrix of 2 rows and 3 columns."""
    return [mt.shapes.position_to_index(position, (2, 3)) for position in range(6)]


@check("1.3", points=1)
def index_in_three_axes_and_in_none(mt):
    """Position 17 and 23 in shape (2, 3, 4), position 4 in shape (5,), position 0 in shape ()."""
    index = mt.shapes.position_to_index
    return [index(17, (2, 3, 4)), index(23, (2, 3, 4)), index(4, (5,)), index(0, ())]


@check("1.3", points=1)
def index_of_a_bad_position(mt):
    """A position past the end, or before the beginning, is refused; position 0 is not."""
    index = mt.shapes.position_to_index
    bad = [raised(index, 6, (2, 3)), raised(index, 100, (2, 3)), raised(index, -1, (2, 3)), raised(index, 1, ())]
    return [*bad, index(0, (2, 3))]


# 1.4 permute_layout


def parts(layout):
    return {"shape": layout.shape, "strides": layout.strides, "offset": layout.offset}


@check("1.4", points=1)
def transpose_a_matrix(mt):
    """The transpose of a matrix of 2 rows and 3 columns."""
    return parts(mt.shapes.permute_layout(mt.shapes.Layout((2, 3), (3, 1), 0), (1, 0)))


@check("1.4", points=1)
def permute_three_axes(mt):
    """Axes (2, 0, 1) of a stack of images that starts at position 5 of its storage."""
    return parts(mt.shapes.permute_layout(mt.shapes.Layout((2, 3, 4), (12, 4, 1), 5), (2, 0, 1)))


@check("1.4", points=1)
def permute_with_negative_axes(mt):
    """Axes (0, -1, -2): rows and columns change places, counted from the end."""
    return parts(mt.shapes.permute_layout(mt.shapes.Layout((2, 3, 4), (12, 4, 1), 0), (0, -1, -2)))


@check("1.4", points=1)
def permute_with_bad_axes(mt):
    """An axis that does not exist, one that is named twice, and one left out are refused, each with its own error."""
    layout = mt.shapes.Layout((2, 3), (3, 1), 0)
    return [raised(mt.shapes.permute_layout, layout, dims) for dims in [(0, 2), (-3, 1), (1, 1), (1, -1), (0,)]]


# 1.5 slice_layout


@check("1.5", points=1)
def slice_rows_and_columns(mt):
    """Rows 2 to 4 and then columns 3 to 7 of an 8 by 8 image."""
    layout = mt.shapes.Layout((8, 8), (8, 1), 0)
    rows = mt.shapes.slice_layout(layout, 0, 2, 5, 1)
    crop = mt.shapes.slice_layout(rows, 1, 3, 8, 1)
    return [parts(rows), parts(crop)]


@check("1.5", points=1)
def slice_with_a_step(mt):
    """Every third of 8 rows, and every second of the rows 1 to 4."""
    layout = mt.shapes.Layout((8, 8), (8, 1), 0)
    return [parts(mt.shapes.slice_layout(layout, 0, 0, 8, 3)), parts(mt.shapes.slice_layout(layout, 0, 1, 5, 2))]


@check("1.5", points=1)
def slice_as_python_does(mt):
    """None for "from the beginning" and "to the end", negative bounds, bounds past the end."""
    layout = mt.shapes.Layout((8, 8), (8, 1), 0)
    bounds = [(None, None), (-3, None), (None, -6), (5, 100), (-100, 2)]
    return [parts(mt.shapes.slice_layout(layout, 0, start, stop, 1)) for start, stop in bounds]


@check("1.5", points=1)
def slice_down_to_nothing(mt):
    """A slice that stops before it starts, or starts past the end, is empty; a step below 1 is refused."""
    layout = mt.shapes.Layout((8,), (1,), 0)
    sizes = [mt.shapes.slice_layout(layout, 0, start, stop, 1).shape for start, stop in [(5, 3), (9, 12), (4, 4)]]
    return [sizes, [raised(mt.shapes.slice_layout, layout, 0, 0, 8, step) for step in (0, -1)]]


# 1.6 is_contiguous


@check("1.6", points=1)
def contiguity_of_a_matrix_and_its_views(mt):
    """A matrix, its transpose, its first columns, its last rows, and every second row."""
    matrix, transpose = ((4, 6), (6, 1), 0), ((6, 4), (1, 6), 0)
    columns, rows, every_second = ((4, 3), (6, 1), 0), ((2, 6), (6, 1), 12), ((2, 6), (12, 1), 0)
    layouts = [mt.shapes.Layout(*each) for each in (matrix, transpose, columns, rows, every_second)]
    return [mt.shapes.is_contiguous(layout) for layout in layouts]


@check("1.6", points=1)
def contiguity_with_an_axis_of_one(mt):
    """One row, one column, and a single element, each with a stride that is never used; then a gap between elements."""
    layouts = [((1, 6), (99, 1), 0), ((6, 1), (1, 99), 0), ((1, 1), (7, 5), 3), ((6, 1), (2, 1), 0)]
    return [mt.shapes.is_contiguous(mt.shapes.Layout(*layout)) for layout in layouts]


@check("1.6", points=1)
def contiguity_of_nothing_and_of_a_scalar(mt):
    """A scalar, a tensor without elements, and a vector in which one element is repeated."""
    layouts = [((), (), 3), ((3, 0), (1, 7), 0), ((4,), (0,), 0)]
    return [mt.shapes.is_contiguous(mt.shapes.Layout(*layout)) for layout in layouts]


# 1.7 view_strides


def used(strides, shape):
    """The strides that are ever taken: of an axis of size 1 none is, and any number will do."""
    if strides is None:
        return None
    return tuple(stride if size > 1 else "any" for stride, size in zip(strides, shape, strict=True))


@check("1.7", points=1)
def view_of_a_contiguous_tensor(mt):
    """24 elements without gaps as (24,), as (4, 6), and as (2, 1, 12)."""
    layout, shapes = mt.shapes.Layout((2, 3, 4), (12, 4, 1), 5), [(24,), (4, 6), (2, 1, 12)]
    return [used(mt.shapes.view_strides(layout, shape), shape) for shape in shapes]


@check("1.7", points=1)
def view_of_a_transpose(mt):
    """A (6, 4) transpose: as (24,) it needs a copy; as (2, 3, 4), as (6, 2, 2) and as (6, 1, 4) it does not."""
    layout, shapes = mt.shapes.Layout((6, 4), (1, 6), 0), [(24,), (2, 3, 4), (6, 2, 2), (6, 1, 4), (4, 6)]
    return [used(mt.shapes.view_strides(layout, shape), shape) for shape in shapes]


@check("1.7", points=1)
def view_of_a_crop(mt):
    """The middle (4, 4) of an 8 by 8 image: as (2, 2, 4), as (4, 2, 2), as (16,), as (2, 8)."""
    layout, shapes = mt.shapes.Layout((4, 4), (8, 1), 18), [(2, 2, 4), (4, 2, 2), (16,), (2, 8)]
    return [used(mt.shapes.view_strides(layout, shape), shape) for shape in shapes]


@check("1.7", points=1)
def view_of_every_second_element(mt):
    """Every second element of 24, and the even columns of a (3, 8) matrix: gaps of equal size are no obstacle."""
    gaps, columns = mt.shapes.Layout((12,), (2,), 0), mt.shapes.Layout((3, 4), (8, 2), 0)
    return [
        used(mt.shapes.view_strides(gaps, (3, 4)), (3, 4)),
        used(mt.shapes.view_strides(columns, (12,)), (12,)),
    ]


@check("1.7", points=1)
def view_with_axes_of_one_and_wrong_counts(mt):
    """Axes of size 1 never force a copy; a shape with another number of elements is refused."""
    layout = mt.shapes.Layout((3, 1, 4), (4, 99, 1), 0)
    strides = [used(mt.shapes.view_strides(layout, shape), shape) for shape in [(12,), (1, 12, 1)]]
    return [strides, [raised(mt.shapes.view_strides, layout, shape) for shape in [(11,), (3, 8), ()]]]


# 1.8 tile_layout


@check("1.8", points=1)
def tile_an_image(mt):
    """An 8 by 8 image in four quarters of 4 by 4."""
    return parts(mt.shapes.tile_layout(mt.shapes.Layout((8, 8), (8, 1), 0), 4, 4))


@check("1.8", points=2)
def tile_what_is_not_square_or_not_contiguous(mt):
    """A 4 by 6 image in blocks of 2 by 3, its transpose in blocks of 3 by 1, and a crop in blocks of 1 by 2."""
    image, transpose = mt.shapes.Layout((4, 6), (6, 1), 0), mt.shapes.Layout((6, 4), (1, 6), 0)
    crop = mt.shapes.Layout((4, 4), (8, 1), 18)
    tile = mt.shapes.tile_layout
    return [parts(tile(image, 2, 3)), parts(tile(transpose, 3, 1)), parts(tile(crop, 1, 2))]


@check("1.8", points=1)
def tile_what_cannot_be_tiled(mt):
    """Blocks that do not fit, blocks of no rows, and tensors that are not 2-dimensional are refused; 1 by 1 is not."""
    image, stack = mt.shapes.Layout((8, 8), (8, 1), 0), mt.shapes.Layout((2, 8, 8), (64, 8, 1), 0)
    bad = [(image, 3, 4), (image, 4, 3), (image, 0, 4), (stack, 4, 4)]
    found = [raised(mt.shapes.tile_layout, layout, height, width) for layout, height, width in bad]
    return [*found, mt.shapes.tile_layout(mt.shapes.Layout((1, 1), (1, 1), 0), 1, 1).shape]

"""Visible checks of lesson 02: a student reads them, with what they called, what came back and what was expected."""

from course.checks import check
from course.probes import raised


@check("2.1", points=1)
def stretches_axes_of_size_one(mt):
    """As many axes on both sides: an axis of size 1 takes the other size."""
    broadcast_shapes = mt.shapes.broadcast_shapes
    return [
        broadcast_shapes((3, 1), (1, 4)),
        broadcast_shapes((2, 3), (2, 1)),
        broadcast_shapes((5, 1, 3), (1, 4, 1)),
        broadcast_shapes((1, 3), (0, 1)),
    ]


@check("2.1", points=1)
def adds_missing_axes_in_front(mt):
    """Different numbers of axes, and any number of shapes."""
    broadcast_shapes = mt.shapes.broadcast_shapes
    return [
        broadcast_shapes((3, 1), (4,)),
        broadcast_shapes((64,), (1797, 64)),
        broadcast_shapes((), (2, 3)),
        broadcast_shapes((4, 1), (1,), (2, 1, 5)),
        broadcast_shapes((2, 3)),
        broadcast_shapes(),
    ]


@check("2.1", points=1)
def refuses_shapes_that_do_not_fit(mt):
    """Sizes that differ, neither of them 1, are a ShapeError."""
    broadcast_shapes = mt.shapes.broadcast_shapes
    return [
        raised(broadcast_shapes, (3, 2), (4,)),
        raised(broadcast_shapes, (3, 2), (3,)),
        raised(broadcast_shapes, (4, 1), (2, 1)),
        raised(broadcast_shapes, (1, 3), (3, 1), (2, 1)),
        raised(broadcast_shapes, (3, 2), (1, 2)),
    ]


@check("2.2", points=1)
def repeats_a_row_without_copying(mt):
    """A row of 3 read as 4 equal rows, a column of 3 as 4 equal columns: (strides, storage offset)."""
    shapes = mt.shapes
    expand_layout = mt.shapes.expand_layout
    row = expand_layout(shapes.Layout((3,), (1,), 0), (4, 3))
    column = expand_layout(shapes.Layout((3, 1), (1, 1), 0), (3, 4))
    return [tuple(row), tuple(column)]


@check("2.2", points=1)
def keeps_what_is_not_stretched(mt):
    """An axis that keeps its size keeps its stride, and the offset stays; -1 stands for the size an axis has."""
    shapes = mt.shapes
    expand_layout = mt.shapes.expand_layout
    return [
        tuple(expand_layout(shapes.Layout((2, 1, 3), (6, 3, 2), 7), (2, 5, 3))),
        tuple(expand_layout(shapes.Layout((2, 3), (1, 2), 4), (2, 3))),
        tuple(expand_layout(shapes.Layout((3, 1), (2, 1), 1), (-1, 4))),
        tuple(expand_layout(shapes.Layout((3, 1), (2, 1), 1), (5, -1, 4))),
    ]


@check("2.2", points=1)
def refuses_to_stretch_other_sizes(mt):
    """Only size 1 stretches, no axis may be dropped, and a new axis needs a size of its own."""
    shapes = mt.shapes
    expand_layout = mt.shapes.expand_layout
    column = shapes.Layout((3, 1), (1, 1), 0)
    return [
        raised(expand_layout, column, (4, 4)),
        raised(expand_layout, column, (3,)),
        raised(expand_layout, column, (-1, 3, 4)),
        expand_layout(column, (2, 3, 1)).shape,
    ]


@check("2.3", points=1)
def maps_a_contiguous_tensor(mt):
    """Squares of a contiguous (2, 3) tensor; the loop writes into `out` and returns nothing."""
    layout = mt.shapes.Layout((2, 3), (3, 1), 0)
    out = [0] * 6
    result = mt.backends.python_loops.loops.map_loop(lambda v: v * v, out, layout, [1, 2, 3, 4, 5, 6], layout)
    return [out, result]


@check("2.3", points=1)
def maps_a_transposed_tensor(mt):
    """x is the transposed view of its storage, out is contiguous; and the other way round."""
    shapes = mt.shapes
    map_loop = mt.backends.python_loops.loops.map_loop
    rows, columns = shapes.Layout((3, 2), (2, 1), 0), shapes.Layout((3, 2), (1, 3), 0)
    first, second = [0] * 6, [0] * 6
    map_loop(lambda v: v + 1, first, rows, [10, 20, 30, 40, 50, 60], columns)
    map_loop(lambda v: v + 1, second, columns, [10, 20, 30, 40, 50, 60], rows)
    return [first, second]


@check("2.3", points=1)
def maps_a_slice_and_leaves_the_rest_alone(mt):
    """Every second element of x, from position 1 on, lands in the middle of out; nothing else in out changes."""
    shapes = mt.shapes
    map_loop = mt.backends.python_loops.loops.map_loop
    out = [-1] * 7
    map_loop(lambda v: 2 * v, out, shapes.Layout((3,), (1,), 2), [0, 1, 2, 3, 4, 5, 6], shapes.Layout((3,), (2,), 1))
    return out


@check("2.4", points=1)
def zips_equal_shapes(mt):
    """x - y of two (2, 2) tensors, y transposed, into the middle of `out`; the loop returns nothing."""
    shapes, out = mt.shapes, [0] * 6
    rows, columns, middle = [
        shapes.Layout((2, 2), (2, 1), 0),
        shapes.Layout((2, 2), (1, 2), 0),
        shapes.Layout((2, 2), (2, 1), 1),
    ]
    zip_loop = mt.backends.python_loops.loops.zip_loop
    result = zip_loop(lambda a, b: a - b, out, middle, [10, 20, 30, 40], rows, [1, 2, 3, 4], columns)
    return [out, result]


@check("2.4", points=1)
def zips_a_table_with_a_row(mt):
    """y is the smaller one: (2, 3) minus (3,)."""
    shapes = mt.shapes
    zip_loop = mt.backends.python_loops.loops.zip_loop
    table, row, out = shapes.Layout((2, 3), (3, 1), 0), shapes.Layout((3,), (1,), 0), [0] * 6
    zip_loop(lambda a, b: a - b, out, table, [10, 20, 30, 40, 50, 60], table, [1, 2, 3], row)
    return out


@check("2.4", points=1)
def zips_a_column(mt):
    """x is a column: (2, 1) minus (2, 3); then 10 a + b of (3, 1) and (4,), where both sides stretch."""
    shapes = mt.shapes
    zip_loop = mt.backends.python_loops.loops.zip_loop
    table, short, column = [shapes.Layout(*at) for at in [((2, 3), (3, 1)), ((2, 1), (1, 1)), ((3, 1), (1, 1))]]
    first, second = [0] * 6, [0] * 12
    zip_loop(lambda a, b: a - b, first, table, [100, 200], short, [10, 20, 30, 40, 50, 60], table)
    row, large = shapes.Layout((4,), (1,), 0), shapes.Layout((3, 4), (4, 1), 0)
    zip_loop(lambda a, b: 10 * a + b, second, large, [1, 2, 3], column, [1, 2, 3, 4], row)
    return [first, second]


@check("2.5", points=1)
def sums_columns_and_rows(mt):
    """The sums of a (2, 3) tensor along axis 0 and along axis 1; the loop returns nothing."""
    shapes = mt.shapes
    reduce_loop = mt.backends.python_loops.loops.reduce_loop
    storage, layout = [1, 2, 3, 40, 50, 60], shapes.Layout((2, 3), (3, 1), 0)
    down, across = [0] * 3, [0] * 2
    result = reduce_loop(lambda a, v: a + v, 0, down, shapes.Layout((1, 3), (3, 1), 0), storage, layout, 0)
    reduce_loop(lambda a, v: a + v, 0, across, shapes.Layout((2, 1), (1, 1), 0), storage, layout, 1)
    return [down, across, result]


@check("2.5", points=1)
def starts_from_the_initial_value(mt):
    """Whatever `out` held before, this product starts from 2 and this maximum from -1000."""
    shapes = mt.shapes
    reduce_loop = mt.backends.python_loops.loops.reduce_loop
    layout, column = shapes.Layout((2, 3), (3, 1), 0), shapes.Layout((2, 1), (1, 1), 0)
    product, largest = [7, 7], [7, 7]
    reduce_loop(lambda a, v: a * v, 2, product, column, [1, 2, 3, 4, 5, 6], layout, 1)
    reduce_loop(max, -1000, largest, column, [-1, -2, -3, -4, -5, -6], layout, 1)
    return [product, largest]


@check("2.5", points=1)
def combines_in_the_order_of_the_axis(mt):
    """fn gets what was combined so far, then the next element: 10 a + v writes the digits of a row."""
    shapes = mt.shapes
    reduce_loop = mt.backends.python_loops.loops.reduce_loop
    out = [0] * 3
    x, x_layout = [1, 2, 3, 4, 5, 6], shapes.Layout((3, 2), (1, 3), 0)
    reduce_loop(lambda a, v: 10 * a + v, 0, out, shapes.Layout((3, 1), (1, 1), 0), x, x_layout, 1)
    return out


@check("2.6", points=1, tolerance=1e-5)
def gives_each_column_mean_0_and_spread_1(mt):
    """A training part of two columns in different units; the other part happens to be its first row."""
    train = mt.tensor([[1.0, 100.0], [3.0, 300.0], [5.0, 800.0]])
    parts = mt.data.standardize.standardize(train, train[:1], 0.5)
    return [part.tolist() for part in parts]


@check("2.6", points=1, tolerance=1e-5)
def learns_from_the_training_part_only(mt):
    """The test part is shifted and scaled by the training part's numbers, whatever its own are."""
    train = mt.tensor([[0.0, 10.0], [4.0, 30.0]])
    test = mt.tensor([[2.0, 20.0], [6.0, 0.0], [100.0, 20.0]])
    parts = mt.data.standardize.standardize(train, test, 1.0)
    return [part.tolist() for part in parts]


@check("2.6", points=1, tolerance=1e-5)
def harmless_on_a_constant_column(mt):
    """A column that never changes in training, and one that hardly does, are divided by the floor."""
    train = mt.tensor([[5.0, 0.0, 1.0], [5.0, 0.0, 2.0], [5.0, 0.0, 3.0], [5.0, 0.2, 18.0]])
    test = mt.tensor([[5.0, 8.0, 2.0], [7.0, 0.0, 2.0]])
    parts = mt.data.standardize.standardize(train, test, 2.0)
    return [part.tolist() for part in parts]


@check("2.7", points=1)
def squares_the_distance_of_two_points(mt):
    """From (0, 0) and (1, 1) to (3, 4): 25 and 13."""
    x, y = mt.tensor([[0.0, 0.0], [1.0, 1.0]]), mt.tensor([[3.0, 4.0]])
    return mt.functions.distance.squared_distances(x, y).tolist()


@check("2.7", points=1)
def compares_every_row_with_every_row(mt):
    """Two rows against three: a (2, 3) table, one row of it for each row of x."""
    x = mt.tensor([[0.0, 0.0, 0.0], [1.0, 2.0, 3.0]])
    y = mt.tensor([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [1.0, 2.0, 4.0]])
    return mt.functions.distance.squared_distances(x, y).tolist()


@check("2.8", points=1)
def takes_the_label_of_the_nearest_row(mt):
    """Points on a line: 1 is nearest to 0, 9 and 12 to 10, 4 to 5."""
    x, train = mt.tensor([[1.0], [9.0], [4.0], [12.0]]), mt.tensor([[10.0], [0.0], [5.0]])
    labels = mt.tensor([7, 3, 8])
    return mt.data.neighbours.nearest_labels(x, train, labels, 2).tolist()


@check("2.8", points=1)
def keeps_each_block_small(mt):
    """5 rows of x, 2 at a time, then 40 rows, 32 at a time: what each call of squared_distances was given."""
    distance, sizes = mt.functions.distance, []
    compare = distance.squared_distances
    distance.squared_distances = lambda x, y: sizes.append((x.shape[0], y.shape[0])) or compare(x, y)
    x, train = mt.tensor([[0.0], [1.0], [9.0], [2.0], [8.0]]), mt.tensor([[0.0], [9.0], [5.0]])
    try:
        nearest = mt.data.neighbours.nearest_labels(x, train, mt.tensor([4, 6, 5]), 2)
        mt.data.neighbours.nearest_labels(mt.tensor([[0.0]] * 40), train, mt.tensor([4, 6, 5]))
    finally:
        distance.squared_distances = compare
    return [sizes, nearest.tolist()]

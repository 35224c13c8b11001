"""Hidden checks of lesson 02: of these a student sees the sentence only, so it gives no inputs away."""

import numpy as np

from course.checks import check
from course.probes import raised


@check("2.1", points=2)
def broadcasts_random_shapes(mt, rng):
    """Random shapes: some fit, some do not."""
    results = []
    for _ in range(30):
        full = [int(n) for n in rng.integers(1, 6, size=4)]
        shapes = []
        for _ in range(3):
            kept = [n if rng.random() < 0.6 else 1 for n in full]
            shapes.append(tuple(kept[int(rng.integers(0, 4)) :]))
        if rng.random() < 0.5:
            shapes[1] = (*shapes[1][:-1], full[-1] + 7)
        outcome = raised(mt.shapes.broadcast_shapes, *shapes)
        results.append(outcome)
    return results


@check("2.1", points=1)
def knows_size_zero_and_scalars(mt):
    """Axes of size 0, and tensors without axes."""
    broadcast_shapes = mt.shapes.broadcast_shapes
    return [
        broadcast_shapes((0,), (1,)),
        broadcast_shapes((3, 1), (1, 0)),
        broadcast_shapes((2, 0), ()),
        broadcast_shapes((0, 3), (0, 1)),
        broadcast_shapes((), ()),
        raised(broadcast_shapes, (0,), (2,)),
        raised(broadcast_shapes, (5, 0), (5, 3)),
    ]


@check("2.2", points=2)
def expands_random_layouts(mt, rng):
    """Random layouts stretched to random shapes: the elements read, in order."""
    shapes = mt.shapes
    results = []
    for _ in range(20):
        sizes = [int(n) for n in rng.integers(1, 4, size=3)]
        old = tuple(n if rng.random() < 0.5 else 1 for n in sizes)
        strides = tuple(int(n) for n in rng.integers(1, 9, size=3))
        new = (2, *sizes) if rng.random() < 0.5 else tuple(sizes)
        got = shapes.expand_layout(shapes.Layout(old, strides, int(rng.integers(0, 9))), new)
        indices = np.ndindex(*new)
        results.append((tuple(got.shape), [shapes.index_to_position(tuple(map(int, i)), got) for i in indices]))
    return results


@check("2.2", points=1)
def expands_scalars_and_empty_axes(mt):
    """A tensor without axes, size 0, and mistakes around them."""
    shapes = mt.shapes
    expand_layout = mt.shapes.expand_layout
    scalar = shapes.Layout((), (), 5)
    return [
        tuple(expand_layout(scalar, (2, 3))),
        tuple(expand_layout(scalar, ())),
        tuple(expand_layout(shapes.Layout((1,), (1,), 2), (0,))),
        raised(expand_layout, shapes.Layout((0,), (1,), 0), (3,)),
        raised(expand_layout, shapes.Layout((2,), (1,), 0), (1,)),
        raised(expand_layout, shapes.Layout((2,), (1,), 0), (2, 1)),
        raised(expand_layout, shapes.Layout((2,), (1,), 0), ()),
        raised(expand_layout, shapes.Layout((1,), (1,), 0), (-2,)),
    ]


@check("2.3", points=1)
def maps_scalars_and_empty_tensors(mt):
    """No axes: one element. An axis of size 0: none. And an x that repeats one element."""
    shapes = mt.shapes
    map_loop = mt.backends.python_loops.loops.map_loop
    scalar, empty, repeated = [0, 0], [9, 9], [0, 0, 0]
    map_loop(lambda v: -v, scalar, shapes.Layout((), (), 1), [3, 4, 5], shapes.Layout((), (), 2))
    map_loop(lambda v: -v, empty, shapes.Layout((2, 0), (1, 1), 0), [3, 4], shapes.Layout((2, 0), (1, 1), 0))
    map_loop(lambda v: -v, repeated, shapes.Layout((3,), (1,), 0), [6, 7], shapes.Layout((3,), (0,), 1))
    return [scalar, empty, repeated]


@check("2.3", points=2)
def maps_random_layouts(mt, rng):
    """Random strided layouts on both sides, over NumPy storage."""
    shapes = mt.shapes
    map_loop = mt.backends.python_loops.loops.map_loop
    results = []
    for _ in range(6):
        shape = tuple(int(n) for n in rng.integers(1, 4, size=3))
        inner = int(rng.integers(1, 3))
        x_strides = (inner, inner * shape[0], inner * shape[0] * shape[1])
        out_strides = (shape[1] * shape[2], 1, shape[1])
        x, out = rng.normal(size=60).astype(np.float32), np.zeros(30, dtype=np.float32)
        out_layout = shapes.Layout(shape, out_strides, int(rng.integers(0, 4)))
        map_loop(lambda v: 2 * v + 1, out, out_layout, x, shapes.Layout(shape, x_strides, int(rng.integers(0, 6))))
        results.append(out)
    return results


@check("2.4", points=1)
def zips_scalars_and_empty_tensors(mt):
    """Scalars with tensors, axes of size 0, and inputs that do not fit."""
    shapes = mt.shapes
    zip_loop = mt.backends.python_loops.loops.zip_loop
    scalar, row, empty = [0], [0] * 3, [9]
    zip_loop(
        lambda a, b: a - b,
        scalar,
        shapes.Layout((), (), 0),
        [5],
        shapes.Layout((), (), 0),
        [1, 2],
        shapes.Layout((), (), 1),
    )
    zip_loop(
        lambda a, b: a - b,
        row,
        shapes.Layout((3,), (1,), 0),
        [8],
        shapes.Layout((), (), 0),
        [1, 2, 3],
        shapes.Layout((3,), (1,), 0),
    )
    zip_loop(
        lambda a, b: a - b,
        empty,
        shapes.Layout((0, 3), (3, 1), 0),
        [],
        shapes.Layout((0, 1), (1, 1), 0),
        [1],
        shapes.Layout((), (), 0),
    )
    layout, refused = shapes.Layout((3,), (1,), 0), [9, 9, 9]
    error = raised(
        zip_loop, lambda a, b: a - b, refused, layout, [1, 2, 3], layout, [1, 2], shapes.Layout((2,), (1,), 0)
    )
    return [scalar, row, empty, error, refused]


@check("2.4", points=2)
def zips_random_layouts(mt, rng):
    """Random shapes that fit, with offsets and steps, over NumPy storage."""
    shapes = mt.shapes
    zip_loop = mt.backends.python_loops.loops.zip_loop
    results = []
    for _ in range(6):
        shape = tuple(int(n) for n in rng.integers(2, 4, size=3))
        x_shape = tuple(n if rng.random() < 0.6 else 1 for n in shape)[int(rng.integers(0, 2)) :]
        y_shape = tuple(n if rng.random() < 0.6 else 1 for n in shape)
        x_layout = shapes.Layout(
            x_shape, tuple(int(n) for n in rng.integers(1, 8, size=len(x_shape))), int(rng.integers(5))
        )
        y_layout = shapes.Layout(y_shape, tuple(int(n) for n in rng.integers(1, 8, size=3)), int(rng.integers(5)))
        out_layout = shapes.Layout(shape, (1, shape[0], shape[0] * shape[1]), 2)
        x, y, out = rng.normal(size=60), rng.normal(size=60), np.zeros(32)
        zip_loop(lambda a, b: a - 3 * b, out, out_layout, x, x_layout, y, y_layout)
        results.append(out)
    return results


@check("2.5", points=1)
def reduces_empty_axes_and_vectors(mt):
    """A vector, an axis of size 1, and an axis without elements."""
    shapes = mt.shapes
    reduce_loop = mt.backends.python_loops.loops.reduce_loop
    total, same, nothing, untouched = [5], [5, 5], [5, 5, 5], [5]
    reduce_loop(
        lambda a, v: a + v, 0, total, shapes.Layout((1,), (1,), 0), [1, 2, 3, 4], shapes.Layout((4,), (1,), 0), 0
    )
    reduce_loop(
        lambda a, v: a + v, 10, same, shapes.Layout((2, 1), (1, 1), 0), [1, 2], shapes.Layout((2, 1), (1, 1), 0), 1
    )
    reduce_loop(
        lambda a, v: a + v, 7, nothing, shapes.Layout((1, 3), (3, 1), 0), [], shapes.Layout((0, 3), (3, 1), 0), 0
    )
    reduce_loop(
        lambda a, v: a + v, 7, untouched, shapes.Layout((0, 1), (1, 1), 0), [], shapes.Layout((0, 2), (2, 1), 0), 1
    )
    return [total, same, nothing, untouched]


@check("2.5", points=2)
def reduces_random_layouts(mt, rng):
    """Random strided layouts with offsets, every axis in turn, over NumPy storage."""
    shapes = mt.shapes
    reduce_loop = mt.backends.python_loops.loops.reduce_loop
    results = []
    for dim in (0, 1, 2, 1, 2):
        shape = tuple(int(n) for n in rng.integers(2, 4, size=3))
        x_layout = shapes.Layout(shape, tuple(int(n) for n in rng.integers(0, 8, size=3)), int(rng.integers(5)))
        kept = tuple(1 if axis == dim else size for axis, size in enumerate(shape))
        out_layout = shapes.Layout(kept, (1, kept[0], kept[0] * kept[1]), 3)
        x, out = rng.normal(size=60), np.full(20, 9.0)
        reduce_loop(lambda a, v: 0.5 * a + v, 2.0, out, out_layout, x, x_layout, dim)
        results.append(out)
    return results


@check("2.6", points=2, tolerance=1e-4)
def standardizes_random_tables(mt, rng):
    """Random tables whose columns have very different means and spreads, some below the floor."""
    results = []
    for _ in range(3):
        rows, columns = int(rng.integers(3, 7)), int(rng.integers(2, 5))
        scale, shift = 10.0 ** rng.integers(-2, 3, size=columns), rng.normal(size=columns)
        scale[0] = 0.01
        train = (rng.normal(size=(rows, columns)) * scale + shift).astype(np.float32)
        test = (rng.normal(size=(2, columns)) * scale + shift).astype(np.float32)
        parts = mt.data.standardize.standardize(mt.tensor(train.tolist()), mt.tensor(test.tolist()), 0.3)
        results.append([part.tolist() for part in parts])
    return results


@check("2.6", points=1, tolerance=1e-5)
def leaves_its_inputs_alone(mt):
    """The tensors that were passed in are unchanged, and the default floor is used when none is given."""
    train, test = mt.tensor([[1.0, 2.0], [9.0, 2.5]]), mt.tensor([[3.0, 4.0]])
    parts = mt.data.standardize.standardize(train, test)
    return [train.tolist(), test.tolist(), [part.tolist() for part in parts]]


@check("2.7", points=2, tolerance=1e-4)
def measures_random_rows(mt, rng):
    """Random points, as many rows on both sides or not, with one or several columns."""
    results = []
    for n, m, d in ((3, 3, 2), (2, 4, 3), (1, 3, 1), (4, 1, 4)):
        x, y = mt.tensor(rng.normal(size=(n, d)).tolist()), mt.tensor(rng.normal(size=(m, d)).tolist())
        results.append(mt.functions.distance.squared_distances(x, y).tolist())
    return results


@check("2.7", points=1)
def measures_views(mt):
    """Transposed and sliced inputs, and a side without rows."""
    table = mt.tensor([[0.0, 1.0, 2.0], [3.0, 5.0, 8.0]])
    squared_distances = mt.functions.distance.squared_distances
    none = squared_distances(table[:0], table)
    return [
        squared_distances(table.transpose(0, 1), table[:, ::2]).tolist(),
        squared_distances(table[1:], table).tolist(),
        tuple(none.shape),
    ]


@check("2.8", points=1)
def takes_the_first_of_equals(mt):
    """Rows of train that are equally near, within a block and at its end."""
    x, train = mt.tensor([[1.0], [5.0], [2.0]]), mt.tensor([[6.0], [2.0], [4.0], [0.0], [2.0]])
    labels = mt.tensor([1, 2, 3, 4, 5])
    nearest_labels = mt.data.neighbours.nearest_labels
    return [nearest_labels(x, train, labels, rows).tolist() for rows in (1, 2, 3)]


@check("2.8", points=2)
def finds_random_neighbours(mt, rng):
    """Random points and labels, block sizes that divide the rows evenly or do not."""
    results = []
    for n, rows in ((6, 3), (7, 3), (3, 10), (5, 1)):
        x = mt.tensor(rng.integers(-99, 99, size=(n, 3)).astype(float).tolist())
        train = mt.tensor(rng.integers(-99, 99, size=(4, 3)).astype(float).tolist())
        labels = mt.tensor([int(v) for v in rng.permutation(40)[:4]])
        results.append(mt.data.neighbours.nearest_labels(x, train, labels, rows).tolist())
    return results

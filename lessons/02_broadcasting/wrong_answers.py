"""Plausible wrong answers to the exercises of lesson 02, each with what a teacher would say to it."""

import math
from itertools import zip_longest

from minitorch import shapes, tensor
from minitorch.errors import ShapeError
from minitorch.functions import distance
from minitorch.shapes import Layout

from course.checks import wrong_answer

# ---- 2.1 broadcast_shapes


@wrong_answer(
    "2.1",
    says="You lined the shapes up on the left. Axes are matched from the last one backwards, so the missing axes of "
    "the shorter shape are in front of it, not behind it.",
)
def aligns_on_the_left(*shapes):
    result = []
    for sizes in zip_longest(*shapes, fillvalue=1):
        others = {size for size in sizes if size != 1}
        if len(others) > 1:
            raise ShapeError(f"broadcast_shapes: {shapes} do not fit")
        result.append(others.pop() if others else 1)
    return tuple(result)


@wrong_answer(
    "2.1",
    says="You take the larger size at each axis without asking whether the smaller one may stretch. Only size 1 "
    "stretches: 2 against 4 is a mistake in the caller's program, and the caller needs to hear of it.",
)
def takes_the_larger_size(*shapes):
    backwards = zip_longest(*(shape[::-1] for shape in shapes), fillvalue=1)
    return tuple(max(sizes) for sizes in backwards)[::-1]


@wrong_answer(
    "2.1",
    says="You check the sizes, and then take the largest. Think of an axis of size 0 beside one of size 1: the single "
    "element is repeated as often as the other side asks, and here that is never.",
)
def forgets_that_zero_is_smaller_than_one(*shapes):
    result = []
    for sizes in zip_longest(*(shape[::-1] for shape in shapes), fillvalue=1):
        if len({size for size in sizes if size != 1}) > 1:
            raise ShapeError(f"broadcast_shapes: {shapes} do not fit")
        result.append(max(sizes))
    return tuple(result[::-1])


@wrong_answer(
    "2.1",
    says="Your result has as many axes as the shortest shape: the walk from the right stops where the shortest shape "
    "ends. What is missing there counts as size 1 and the longer shape goes on.",
)
def stops_at_the_shortest_shape(*shapes):
    result = []
    for sizes in zip(*(shape[::-1] for shape in shapes), strict=False):
        others = {size for size in sizes if size != 1}
        if len(others) > 1:
            raise ShapeError(f"broadcast_shapes: {shapes} do not fit")
        result.append(others.pop() if others else 1)
    return tuple(result[::-1])


@wrong_answer(
    "2.1",
    says="Only the second shape stretches to the first in your version. Broadcasting goes both ways at once: in (3, 1) "
    "with (4,) each side stretches along the axis where the other one is longer.",
)
def stretches_the_later_shapes_only(*shapes):
    first = shapes[0] if shapes else ()
    for shape in shapes[1:]:
        padded = (1,) * (len(first) - len(shape)) + tuple(shape)
        if len(padded) != len(first) or any(b not in (a, 1) for a, b in zip(first, padded, strict=True)):
            raise ShapeError(f"broadcast_shapes: {shape} does not fit {first}")
    return tuple(first)


@wrong_answer(
    "2.1",
    says="You look at the first two shapes only. The function takes any number of them, and none at all gives ().",
)
def handles_two_shapes_only(*shapes):
    result = []
    for sizes in zip_longest(*(shape[::-1] for shape in shapes[:2]), fillvalue=1):
        others = {size for size in sizes if size != 1}
        if len(others) > 1:
            raise ShapeError(f"broadcast_shapes: {shapes} do not fit")
        result.append(others.pop() if others else 1)
    return tuple(result[::-1])


@wrong_answer(
    "2.1",
    says="Your sizes come out in the reverse order. You walked the axes from the last to the first, as one should; the "
    "result was collected in that order too.",
)
def forgets_to_turn_the_result_round(*shapes):
    result = []
    for sizes in zip_longest(*(shape[::-1] for shape in shapes), fillvalue=1):
        others = {size for size in sizes if size != 1}
        if len(others) > 1:
            raise ShapeError(f"broadcast_shapes: {shapes} do not fit")
        result.append(others.pop() if others else 1)
    return tuple(result)


@wrong_answer(
    "2.1",
    says="You refuse shapes with different numbers of axes. A missing axis is not a mistake: it counts as one of size "
    "1 in front.",
)
def refuses_a_missing_axis(*shapes):
    if len({len(shape) for shape in shapes}) > 1:
        raise ShapeError(f"broadcast_shapes: {shapes} have different numbers of axes")
    result = []
    for sizes in zip(*shapes, strict=True):
        others = {size for size in sizes if size != 1}
        if len(others) > 1:
            raise ShapeError(f"broadcast_shapes: {shapes} do not fit")
        result.append(others.pop() if others else 1)
    return tuple(result)


# ---- 2.2 expand_layout


def _aligned(layout, shape):
    """The target shape with every -1 filled in, and the number of new axes; errors as in the contract."""
    new = len(shape) - len(layout.shape)
    if new < 0:
        raise ShapeError(f"expand: {shape} has fewer axes than {layout.shape}")
    sizes = []
    for axis, size in enumerate(shape):
        old = layout.shape[axis - new] if axis >= new else None
        if (size == -1 and old is None) or (size != -1 and old not in (None, 1, size)):
            raise ShapeError(f"expand: {layout.shape} does not stretch to {shape}")
        sizes.append(old if size == -1 else size)
    return tuple(sizes), new


@wrong_answer(
    "2.1",
    says="With no shape at all, `max` has nothing to choose from and raises an error of its own. The result of "
    "broadcasting nothing is (), a scalar's shape; `max` takes a `default`.",
)
def needs_one_shape_at_least(*shapes):
    ndim = max(len(shape) for shape in shapes)
    padded = [(1,) * (ndim - len(shape)) + tuple(shape) for shape in shapes]
    result = []
    for sizes in zip(*padded, strict=True):
        large = set(sizes) - {1}
        if len(large) > 1:
            raise ShapeError("the sizes differ")
        result.append(large.pop() if large else 1)
    return tuple(result)


@wrong_answer(
    "2.2",
    says="These are the strides of a tensor that was copied out in full. Nothing was copied: the storage still holds "
    "the few elements it had, so most of these positions lie beyond its end. How far must one step along a "
    "repeated axis move?",
)
def strides_as_if_copied(layout, shape):
    sizes, _ = _aligned(layout, shape)
    return Layout(sizes, shapes.contiguous_strides(sizes), layout.offset)


@wrong_answer(
    "2.2",
    says="A new axis repeats, but a stretched one does not: you left it the stride it had when its size was 1. With "
    "one element that stride was never used; now each step along the axis adds it.",
)
def keeps_the_stride_of_a_stretched_axis(layout, shape):
    sizes, new = _aligned(layout, shape)
    return Layout(sizes, (0,) * new + tuple(layout.strides), layout.offset)


@wrong_answer(
    "2.2",
    says="You put the new axes behind the old ones. As in broadcasting, shapes are aligned on the right: the old axes "
    "are the last ones of the result.",
)
def adds_new_axes_at_the_end(layout, shape):
    sizes, new = _aligned(layout, shape)
    old = tuple(layout.shape) + (1,) * new
    padded = tuple(layout.strides) + (0,) * new
    strides = tuple(s if a == b else 0 for s, a, b in zip(padded, old, sizes, strict=True))
    return Layout(sizes, strides, layout.offset)


@wrong_answer(
    "2.2",
    says="The first element moved: you started again at position 0 of the storage. Stretching repeats elements, it "
    "does not change where the tensor begins.",
)
def forgets_the_offset(layout, shape):
    sizes, new = _aligned(layout, shape)
    old = (1,) * new + tuple(layout.shape)
    padded = (0,) * new + tuple(layout.strides)
    return Layout(sizes, tuple(s if a == b else 0 for s, a, b in zip(padded, old, sizes, strict=True)), 0)


@wrong_answer(
    "2.2",
    says="A -1 is still in your result, or was refused. It stands for the size that the axis already has, so it has to "
    "be replaced by that size.",
)
def does_not_know_minus_one(layout, shape):
    new = len(shape) - len(layout.shape)
    if new < 0:
        raise ShapeError(f"expand: {shape} has fewer axes than {layout.shape}")
    old = (1,) * new + tuple(layout.shape)
    padded = (0,) * new + tuple(layout.strides)
    if any(a not in (1, b) for a, b in zip(old, shape, strict=True)):
        raise ShapeError(f"expand: {layout.shape} does not stretch to {shape}")
    strides = tuple(s if a == b else 0 for s, a, b in zip(padded, old, shape, strict=True))
    return Layout(tuple(shape), strides, layout.offset)


@wrong_answer(
    "2.2",
    says="You stretch an axis of any size. With stride 0 an axis of size 3 would show its first element again and "
    "again, and two would silently be lost; only an axis of size 1 may stretch.",
)
def stretches_any_size(layout, shape):
    new = len(shape) - len(layout.shape)
    if new < 0 or -1 in shape[:new]:
        raise ShapeError(f"expand: {layout.shape} does not stretch to {shape}")
    old = (1,) * new + tuple(layout.shape)
    padded = (0,) * new + tuple(layout.strides)
    sizes = tuple(a if b == -1 else b for a, b in zip(old, shape, strict=True))
    return Layout(sizes, tuple(s if a == b else 0 for s, a, b in zip(padded, old, sizes, strict=True)), layout.offset)


@wrong_answer(
    "2.2",
    says="You let the result have fewer axes than the tensor. Expanding adds axes in front or stretches those of size "
    "1; it cannot make an axis disappear, even one of size 1.",
)
def drops_leading_axes(layout, shape):
    extra = max(len(layout.shape) - len(shape), 0)
    kept = Layout(tuple(layout.shape)[extra:], tuple(layout.strides)[extra:], layout.offset)
    sizes, new = _aligned(kept, shape)
    old = (1,) * new + kept.shape
    padded = (0,) * new + kept.strides
    return Layout(sizes, tuple(s if a == b else 0 for s, a, b in zip(padded, old, sizes, strict=True)), kept.offset)


@wrong_answer(
    "2.2",
    says="You accept -1 for an axis that does not exist yet and give it size 1. There is no size to keep there; "
    "PyTorch refuses it, because the caller has most likely miscounted the axes.",
)
def invents_a_size_for_a_new_axis(layout, shape):
    new = len(shape) - len(layout.shape)
    if new < 0:
        raise ShapeError(f"expand: {shape} has fewer axes than {layout.shape}")
    sizes, _ = _aligned(layout, (*(abs(size) for size in shape[:new]), *shape[new:]))
    old = (1,) * new + tuple(layout.shape)
    padded = (0,) * new + tuple(layout.strides)
    return Layout(sizes, tuple(s if a == b else 0 for s, a, b in zip(padded, old, sizes, strict=True)), layout.offset)


# ---- 2.3 map_loop


def _count(shape):
    total = 1
    for size in shape:
        total *= size
    return total


@wrong_answer(
    "2.2",
    says="With stride 0 on every axis, each element of the view is the same first number. Only an axis that is "
    "stretched or new repeats; one that keeps its size keeps its stride.",
)
def repeats_every_axis(layout, shape):
    return Layout(tuple(shape), (0,) * len(shape), layout.offset)


@wrong_answer(
    "2.2",
    says="The strides are right where the request is. Two things are missing: -1 stands for the size an axis has, and "
    "a size that is neither kept nor stretched from 1 has to be refused.",
)
def believes_every_request(layout, shape):
    extra = len(shape) - len(layout.shape)
    sizes, strides = (1,) * extra + layout.shape, (0,) * extra + layout.strides
    kept = [0 if new != old else step for new, old, step in zip(shape, sizes, strides, strict=False)]
    return Layout(tuple(shape), tuple(kept), layout.offset)


@wrong_answer(
    "2.3",
    says="You went through both storages from front to back and never looked at the layouts. That is right for two "
    "contiguous tensors only; a transposed or sliced one keeps its elements elsewhere.",
)
def ignores_the_layouts(fn, out, out_layout, x, x_layout):
    for position in range(min(len(out), len(x))):
        out[position] = fn(x[position])


@wrong_answer(
    "2.3",
    says="You find the element of x through its layout, but write the results one after the other from position 0 of "
    "out. The output has strides and an offset of its own.",
)
def writes_out_as_if_contiguous(fn, out, out_layout, x, x_layout):
    for position in range(_count(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        out[position] = fn(x[shapes.index_to_position(index, x_layout)])


@wrong_answer(
    "2.3",
    says="You read x with the layout of out. Both have the same shape, but each has its own strides and offset: one "
    "index, two positions.",
)
def reads_x_with_the_layout_of_out(fn, out, out_layout, x, x_layout):
    for position in range(_count(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        place = shapes.index_to_position(index, out_layout)
        out[place] = fn(x[place])


@wrong_answer(
    "2.3",
    says="Strides are used on both sides, the offsets on neither. The first element of a view need not be the first of "
    "its storage.",
)
def forgets_both_offsets(fn, out, out_layout, x, x_layout):
    for position in range(_count(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        source = sum(i * step for i, step in zip(index, x_layout.strides, strict=True))
        out[sum(i * step for i, step in zip(index, out_layout.strides, strict=True))] = fn(x[source])


@wrong_answer(
    "2.3",
    says="You made a new list and returned it. The caller still holds the old storage and sees no change: the loop has "
    "to write into the `out` that it was given.",
)
def returns_a_new_list(fn, out, out_layout, x, x_layout):
    indices = [shapes.position_to_index(p, x_layout.shape) for p in range(_count(x_layout.shape))]
    return [fn(x[shapes.index_to_position(index, x_layout)]) for index in indices]


@wrong_answer(
    "2.3",
    says="A tensor without axes has one element, not none: the product of no sizes is 1. Your loop does nothing for "
    "it.",
)
def does_nothing_for_a_scalar(fn, out, out_layout, x, x_layout):
    count = _count(out_layout.shape) if out_layout.shape else 0
    for position in range(count):
        index = shapes.position_to_index(position, out_layout.shape)
        out[shapes.index_to_position(index, out_layout)] = fn(x[shapes.index_to_position(index, x_layout)])


@wrong_answer(
    "2.3",
    says="You run once per stored number of x. A view may show fewer elements than its storage holds (a slice), or "
    "more (an expanded tensor): the shape says how many there are.",
)
def counts_the_storage_instead_of_the_elements(fn, out, out_layout, x, x_layout):
    for position in range(len(x)):
        index = shapes.position_to_index(position, out_layout.shape)
        out[shapes.index_to_position(index, out_layout)] = fn(x[shapes.index_to_position(index, x_layout)])


# ---- 2.4 zip_loop


@wrong_answer(
    "2.3",
    says="`out = ...` makes a new list with that name; the one that you were given stays as it was, and the caller "
    "looks at that one. Write into it, element by element.",
)
def replaces_out(fn, out, out_layout, x, x_layout):
    out = [0] * math.prod(out_layout.shape)
    for number in range(math.prod(x_layout.shape)):
        index = shapes.position_to_index(number, x_layout.shape)
        out[shapes.index_to_position(index, out_layout)] = fn(x[shapes.index_to_position(index, x_layout)])
    return out


@wrong_answer(
    "2.3",
    says="The loop does its work and then returns `out` as well. The caller has it already; return nothing, so that "
    "nobody takes the result for a new list.",
)
def hands_out_back(fn, out, out_layout, x, x_layout):
    for number in range(math.prod(x_layout.shape)):
        index = shapes.position_to_index(number, x_layout.shape)
        out[shapes.index_to_position(index, out_layout)] = fn(x[shapes.index_to_position(index, x_layout)])
    return out


@wrong_answer(
    "2.3",
    says="Two nested loops are right for two axes and for no other number. Count the elements with one loop, and ask "
    "`position_to_index` which index each of them has.",
)
def knows_two_axes_only(fn, out, out_layout, x, x_layout):
    rows, columns = x_layout.shape
    for index in [(i, j) for i in range(rows) for j in range(columns)]:
        out[shapes.index_to_position(index, out_layout)] = fn(x[shapes.index_to_position(index, x_layout)])


@wrong_answer(
    "2.4",
    says="You use the index of out on x and y as it is. Where one of them has fewer axes, or size 1, that index does "
    "not exist there; they have to be stretched to the shape of out first.",
)
def does_not_broadcast(fn, out, out_layout, x, x_layout, y, y_layout):
    for position in range(_count(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        a, b = x[shapes.index_to_position(index, x_layout)], y[shapes.index_to_position(index, y_layout)]
        out[shapes.index_to_position(index, out_layout)] = fn(a, b)


@wrong_answer(
    "2.4",
    says="You stretch y to the shape of out, but not x. Either side may be the smaller one, and with a column and a "
    "row both are.",
)
def stretches_the_second_side_only(fn, out, out_layout, x, x_layout, y, y_layout):
    y_layout = shapes.expand_layout(y_layout, out_layout.shape)
    for position in range(_count(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        a, b = x[shapes.index_to_position(index, x_layout)], y[shapes.index_to_position(index, y_layout)]
        out[shapes.index_to_position(index, out_layout)] = fn(a, b)


@wrong_answer(
    "2.4",
    says="You start again at the front of the shorter storage when it is used up. That repeats a row correctly, but a "
    "column must repeat each element along its row, and strides and offsets are lost altogether.",
)
def recycles_the_shorter_storage(fn, out, out_layout, x, x_layout, y, y_layout):
    for position in range(_count(out_layout.shape)):
        out[position] = fn(x[position % len(x)], y[position % len(y)])


@wrong_answer(
    "2.4",
    says="The right elements meet, in the wrong order: fn gets x's element first. For a sum nobody would notice; for a "
    "difference the sign turns.",
)
def swaps_the_two_sides(fn, out, out_layout, x, x_layout, y, y_layout):
    x_layout = shapes.expand_layout(x_layout, out_layout.shape)
    y_layout = shapes.expand_layout(y_layout, out_layout.shape)
    for position in range(_count(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        a, b = x[shapes.index_to_position(index, x_layout)], y[shapes.index_to_position(index, y_layout)]
        out[shapes.index_to_position(index, out_layout)] = fn(b, a)


@wrong_answer(
    "2.4",
    says="Reading is right; writing is not. You put the results at positions 0, 1, 2, ... of out, which may be a view "
    "with strides and an offset of its own.",
)
def zips_into_a_contiguous_out(fn, out, out_layout, x, x_layout, y, y_layout):
    x_layout = shapes.expand_layout(x_layout, out_layout.shape)
    y_layout = shapes.expand_layout(y_layout, out_layout.shape)
    for position in range(_count(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        a, b = x[shapes.index_to_position(index, x_layout)], y[shapes.index_to_position(index, y_layout)]
        out[position] = fn(a, b)


@wrong_answer(
    "2.4",
    says="You pair every element of x with every element of y. Broadcasting pairs elements of equal index; all pairs "
    "appear only where one side has size 1 on each axis along which the other one runs.",
)
def pairs_everything_with_everything(fn, out, out_layout, x, x_layout, y, y_layout):
    def elements(storage, layout):
        indices = [shapes.position_to_index(p, layout.shape) for p in range(_count(layout.shape))]
        return [storage[shapes.index_to_position(index, layout)] for index in indices]

    pairs = [(a, b) for a in elements(x, x_layout) for b in elements(y, y_layout)]
    for position in range(_count(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        out[shapes.index_to_position(index, out_layout)] = fn(*pairs[position])


@wrong_answer(
    "2.4",
    says="You made a new list and returned it. The caller still holds the old storage and sees no change: the loop has "
    "to write into the `out` that it was given.",
)
def zips_into_a_new_list(fn, out, out_layout, x, x_layout, y, y_layout):
    x_layout = shapes.expand_layout(x_layout, out_layout.shape)
    y_layout = shapes.expand_layout(y_layout, out_layout.shape)
    result = []
    for position in range(_count(out_layout.shape)):
        index = shapes.position_to_index(position, out_layout.shape)
        a, b = x[shapes.index_to_position(index, x_layout)], y[shapes.index_to_position(index, y_layout)]
        result.append(fn(a, b))
    return result


# ---- 2.5 reduce_loop


def _positions(layout):
    for number in range(_count(layout.shape)):
        yield shapes.index_to_position(shapes.position_to_index(number, layout.shape), layout)


def _reduced(index, dim):
    return tuple(0 if axis == dim else i for axis, i in enumerate(index))


@wrong_answer(
    "2.4",
    says="You stretch y to the shape of x. But x may be the smaller one, or both may stretch: the shape that both have "
    "to take is that of out.",
)
def stretches_y_to_x(fn, out, out_layout, x, x_layout, y, y_layout):
    y_layout = shapes.expand_layout(y_layout, x_layout.shape)
    for number in range(math.prod(out_layout.shape)):
        index = shapes.position_to_index(number, out_layout.shape)
        a, b = x[shapes.index_to_position(index, x_layout)], y[shapes.index_to_position(index, y_layout)]
        out[shapes.index_to_position(index, out_layout)] = fn(a, b)


@wrong_answer(
    "2.4",
    says="You start the shorter storage again from its beginning when it runs out. For a row that happens to be right; "
    "a column has to repeat each number along its row, and a view does not lie in order at all.",
)
def starts_again_from_the_beginning(fn, out, out_layout, x, x_layout, y, y_layout):
    for number in range(len(out)):
        out[number] = fn(x[number % len(x)], y[number % len(y)])


@wrong_answer(
    "2.5",
    says="You add onto whatever `out` held before. Memory that was just handed out may hold anything; each element of "
    "out starts from `initial`, also where the axis has no elements at all.",
)
def adds_to_what_was_there(fn, initial, out, out_layout, x, x_layout, dim):
    for number in range(_count(x_layout.shape)):
        index = shapes.position_to_index(number, x_layout.shape)
        place = shapes.index_to_position(_reduced(index, dim), out_layout)
        out[place] = fn(out[place], x[shapes.index_to_position(index, x_layout)])


@wrong_answer(
    "2.5",
    says="Each element replaces the one before it: only the last of every row or column is left, combined with "
    "`initial`. fn needs what has been combined so far.",
)
def keeps_only_the_last_element(fn, initial, out, out_layout, x, x_layout, dim):
    for position in _positions(out_layout):
        out[position] = initial
    for number in range(_count(x_layout.shape)):
        index = shapes.position_to_index(number, x_layout.shape)
        place = shapes.index_to_position(_reduced(index, dim), out_layout)
        out[place] = fn(initial, x[shapes.index_to_position(index, x_layout)])


@wrong_answer(
    "2.5",
    says="You start every reduction from 0. That suits a sum; a product then stays 0, and the maximum of negative "
    "numbers comes out as 0. The caller says where to start: `initial`.",
)
def starts_from_zero(fn, initial, out, out_layout, x, x_layout, dim):
    for position in _positions(out_layout):
        out[position] = 0
    for number in range(_count(x_layout.shape)):
        index = shapes.position_to_index(number, x_layout.shape)
        place = shapes.index_to_position(_reduced(index, dim), out_layout)
        out[place] = fn(out[place], x[shapes.index_to_position(index, x_layout)])


@wrong_answer(
    "2.5",
    says="You start from the first element along the axis instead of `initial`. An axis without elements has no first "
    "one, and a caller who wants to start from 10 gets something else.",
)
def starts_from_the_first_element(fn, initial, out, out_layout, x, x_layout, dim):
    for number in range(_count(x_layout.shape)):
        index = shapes.position_to_index(number, x_layout.shape)
        place = shapes.index_to_position(_reduced(index, dim), out_layout)
        value = x[shapes.index_to_position(index, x_layout)]
        out[place] = fn(out[place], value) if index[dim] else value


@wrong_answer(
    "2.5",
    says="fn gets its two arguments in the wrong order: first what was combined so far, then the next element. A sum "
    "does not mind, most other functions do.",
)
def gives_fn_the_element_first(fn, initial, out, out_layout, x, x_layout, dim):
    for position in _positions(out_layout):
        out[position] = initial
    for number in range(_count(x_layout.shape)):
        index = shapes.position_to_index(number, x_layout.shape)
        place = shapes.index_to_position(_reduced(index, dim), out_layout)
        out[place] = fn(x[shapes.index_to_position(index, x_layout)], out[place])


@wrong_answer(
    "2.5",
    says="You combine along the last axis whatever `dim` says. The axis that is used up is the one the caller names; "
    "in out it has size 1.",
)
def always_reduces_the_last_axis(fn, initial, out, out_layout, x, x_layout, dim):
    for position in _positions(out_layout):
        out[position] = initial
    last = len(x_layout.shape) - 1
    for number in range(_count(x_layout.shape)):
        index = shapes.position_to_index(number, x_layout.shape)
        place = shapes.index_to_position(_reduced(index, last), out_layout)
        out[place] = fn(out[place], x[shapes.index_to_position(index, x_layout)])


@wrong_answer(
    "2.5",
    says="All of x ends up in one number, repeated in every place of out. Only the axis `dim` is used up: each place "
    "of out keeps its own index along the other axes.",
)
def reduces_everything(fn, initial, out, out_layout, x, x_layout, dim):
    total = initial
    for position in _positions(x_layout):
        total = fn(total, x[position])
    for position in _positions(out_layout):
        out[position] = total


@wrong_answer(
    "2.5",
    says="You read x straight through, as if it were contiguous and began at position 0. Its layout says where each "
    "element lies.",
)
def reads_x_as_if_contiguous(fn, initial, out, out_layout, x, x_layout, dim):
    for position in _positions(out_layout):
        out[position] = initial
    for number in range(_count(x_layout.shape)):
        index = shapes.position_to_index(number, x_layout.shape)
        place = shapes.index_to_position(_reduced(index, dim), out_layout)
        out[place] = fn(out[place], x[number])


@wrong_answer(
    "2.5",
    says="You run along the axis from its end to its start. The elements are combined in the order of their index: "
    "index 0 comes first.",
)
def runs_backwards(fn, initial, out, out_layout, x, x_layout, dim):
    for position in _positions(out_layout):
        out[position] = initial
    for number in reversed(range(_count(x_layout.shape))):
        index = shapes.position_to_index(number, x_layout.shape)
        place = shapes.index_to_position(_reduced(index, dim), out_layout)
        out[place] = fn(out[place], x[shapes.index_to_position(index, x_layout)])


# ---- 2.6 standardize


def _moments(table, dim=0):
    mean = table.mean(dim=dim, keepdim=True)
    return mean, ((table - mean) ** 2).mean(dim=dim, keepdim=True).sqrt()


@wrong_answer(
    "2.5",
    says="One running result goes through all elements, from row to row. Each place of out has a result of its own, "
    "which begins at `initial`.",
)
def never_begins_again(fn, initial, out, out_layout, x, x_layout, dim):
    so_far = initial
    for number in range(math.prod(x_layout.shape)):
        index = list(shapes.position_to_index(number, x_layout.shape))
        so_far = fn(so_far, x[shapes.index_to_position(index, x_layout)])
        index[dim] = 0
        out[shapes.index_to_position(index, out_layout)] = so_far


@wrong_answer(
    "2.5",
    says="The index that you walked along x with does not exist in out: there the axis `dim` has size 1, and the only "
    "index on it is 0.",
)
def writes_with_the_index_of_x(fn, initial, out, out_layout, x, x_layout, dim):
    for number in range(math.prod(out_layout.shape)):
        index, so_far = list(shapes.position_to_index(number, out_layout.shape)), initial
        for place in range(x_layout.shape[dim]):
            index[dim] = place
            so_far = fn(so_far, x[shapes.index_to_position(index, x_layout)])
        out[shapes.index_to_position(index, out_layout)] = so_far


@wrong_answer(
    "2.6",
    says="The test part was standardised with its own mean and spread. At test time there may be one image only; and "
    "the same grey would mean one thing in training and another here. Everything is learned from the training "
    "part.",
)
def each_part_by_its_own_numbers(train, test, min_std=1.0):
    (train_mean, train_std), (test_mean, test_std) = _moments(train), _moments(test)
    return (train - train_mean) / train_std.clamp(min=min_std), (test - test_mean) / test_std.clamp(min=min_std)


@wrong_answer(
    "2.6",
    says="The training part is standardised, the test part is returned as it came. Distances between the two then "
    "compare numbers in different units.",
)
def leaves_the_test_part(train, test, min_std=1.0):
    mean, std = _moments(train)
    return (train - mean) / std.clamp(min=min_std), test


@wrong_answer(
    "2.6",
    says="You took one mean and one spread over the whole table. Each column has a unit of its own, hence a mean and a "
    "spread of its own: (d,) numbers, not one.",
)
def one_mean_for_all_columns(train, test, min_std=1.0):
    mean = train.mean()
    std = ((train - mean) ** 2).mean().sqrt().clamp(min=min_std)
    return (train - mean) / std, (test - mean) / std


@wrong_answer(
    "2.6",
    says="You divided by the spread as it is, with no floor. A column that is constant in training has spread 0, and 0 "
    "/ 0 is not a number; one that is nearly constant makes huge numbers of the smallest change.",
)
def has_no_floor(train, test, min_std=1.0):
    mean, std = _moments(train)
    return (train - mean) / std, (test - mean) / std


@wrong_answer(
    "2.6",
    says="You add the floor to every spread. A floor is the least value: a column whose spread is larger keeps exactly "
    "its own.",
)
def adds_the_floor(train, test, min_std=1.0):
    mean, std = _moments(train)
    return (train - mean) / (std + min_std), (test - mean) / (std + min_std)


@wrong_answer(
    "2.6",
    says="You replace a spread of exactly 0 and nothing else. A pixel inked in one image of 1500 has a tiny spread, "
    "not 0, and that is the one that blows up.",
)
def floors_only_zero(train, test, min_std=1.0):
    mean, std = _moments(train)
    std = std + (std == 0) * min_std
    return (train - mean) / std, (test - mean) / std


@wrong_answer(
    "2.6",
    says="You divide by the variance. It has the unit of the column squared; its square root has the unit of the "
    "column, and that is what must cancel.",
)
def divides_by_the_variance(train, test, min_std=1.0):
    mean = train.mean(dim=0, keepdim=True)
    variance = ((train - mean) ** 2).mean(dim=0, keepdim=True).clamp(min=min_std)
    return (train - mean) / variance, (test - mean) / variance


@wrong_answer(
    "2.6",
    says="You divide the sum of squares by n - 1. The contract asks for the mean of the squared deviations, over all n "
    "rows. (`std` in PyTorch takes n - 1 unless it is told otherwise.)",
)
def divides_by_n_minus_one(train, test, min_std=1.0):
    mean = train.mean(dim=0, keepdim=True)
    std = (((train - mean) ** 2).sum(dim=0, keepdim=True) / (train.shape[0] - 1)).sqrt().clamp(min=min_std)
    return (train - mean) / std, (test - mean) / std


@wrong_answer(
    "2.6",
    says="You forgot to move the mean to 0: the columns are scaled but still sit where they sat.",
)
def scales_without_centring(train, test, min_std=1.0):
    std = _moments(train)[1].clamp(min=min_std)
    return train / std, test / std


# ---- 2.7 squared_distances


@wrong_answer(
    "2.6",
    says="You measured the rows. `dim` names the axis that is used up: to get one number for each column, it is the "
    "axis of the rows that has to go.",
)
def measures_the_rows(train, test, min_std=1.0):
    mean, spread = train.mean(dim=1), train.std(dim=1, correction=0).clamp(min=min_std)
    return (train - mean) / spread, (test - mean) / spread


@wrong_answer(
    "2.7",
    says="You subtract row i from row i. That needs as many rows on both sides, and gives one number per row; asked "
    "for is every row of x against every row of y. Which axis of size 1 is missing?",
)
def compares_rows_of_equal_number(x, y):
    return ((x - y) ** 2).sum(dim=-1)


@wrong_answer(
    "2.7",
    says="Your table lies on its side: it has a row for each row of y. Row i of the result belongs to row i of x.",
)
def one_row_for_each_row_of_y(x, y):
    return ((y.unsqueeze(1) - x.unsqueeze(0)) ** 2).sum(dim=-1)


@wrong_answer(
    "2.7",
    says="You took the square root. The function returns squared distances; the root keeps their order, so finding the "
    "nearest does not need it.",
)
def takes_the_root(x, y):
    return ((x.unsqueeze(1) - y.unsqueeze(0)) ** 2).sum(dim=-1).sqrt()


@wrong_answer(
    "2.7",
    says="You square the sum of the differences. Differences of opposite sign then cancel: (0, 2) and (1, 1) would be "
    "at distance 0. Each difference is squared first.",
)
def squares_after_the_sum(x, y):
    return (x.unsqueeze(1) - y.unsqueeze(0)).sum(dim=-1) ** 2


@wrong_answer(
    "2.7",
    says="You add up absolute differences: a distance too (along the streets of a grid), but not the squared one that "
    "is asked for.",
)
def adds_absolute_differences(x, y):
    return (x.unsqueeze(1) - y.unsqueeze(0)).abs().sum(dim=-1)


@wrong_answer(
    "2.7",
    says="You averaged over the columns; the squared distance is the sum.",
)
def averages_the_squares(x, y):
    return ((x.unsqueeze(1) - y.unsqueeze(0)) ** 2).mean(dim=-1)


@wrong_answer(
    "2.7",
    says="You multiplied the two sides instead of subtracting them: that is the dot product, which is large for points "
    "far out in the same direction, not small for points that are near.",
)
def multiplies_the_sides(x, y):
    return (x.unsqueeze(1) * y.unsqueeze(0)).sum(dim=-1)


# ---- 2.8 nearest_labels


def _nearest(x, train, rows):
    places = []
    for start in range(0, x.shape[0], rows):
        places += distance.squared_distances(x[start : start + rows], train).argmin(dim=1).tolist()
    return places


@wrong_answer(
    "2.7",
    says="The sum uses up every axis, and one number is left. Only `k`, the axis of the columns, is to be added up.",
)
def adds_up_everything(x, y):
    return ((x.unsqueeze(1) - y) ** 2).sum()


@wrong_answer(
    "2.7",
    says="You add up along the rows of y: `j` is used up, and `k` is still there. Which of the three axes of the "
    "difference holds the columns?",
)
def uses_up_the_wrong_axis(x, y):
    return ((x.unsqueeze(1) - y) ** 2).sum(dim=1)


@wrong_answer(
    "2.8",
    says="You return which row of train is nearest. The caller asks for that row's label.",
)
def returns_the_rows_not_the_labels(x, train, labels, rows=32):
    return tensor(_nearest(x, train, rows))


@wrong_answer(
    "2.8",
    says="The whole table of distances is made at once. The answer is right; the memory is what the blocks of `rows` "
    "rows are there to bound.",
)
def compares_everything_at_once(x, train, labels, rows=32):
    known = labels.tolist()
    return tensor([known[place] for place in _nearest(x, train, x.shape[0])])


@wrong_answer(
    "2.8",
    says="The last rows are missing whenever the number of rows is not a multiple of the block: the last block is "
    "smaller than the others, not absent.",
)
def drops_the_last_block(x, train, labels, rows=32):
    known = labels.tolist()
    whole = x.shape[0] // rows * rows
    return tensor([known[place] for place in _nearest(x[:whole], train, rows)])


@wrong_answer(
    "2.8",
    says="You found the farthest row, not the nearest: the largest distance instead of the smallest.",
)
def takes_the_farthest(x, train, labels, rows=32):
    known, nearest = labels.tolist(), []
    for start in range(0, x.shape[0], rows):
        distances = distance.squared_distances(x[start : start + rows], train)
        nearest += [known[place] for place in distances.argmax(dim=1).tolist()]
    return tensor(nearest)


@wrong_answer(
    "2.8",
    says="You looked along the wrong axis: for each row of train you found the row of x that lies nearest. In the "
    "table of distances a row belongs to one row of x, and it is along that row that the smallest is wanted.",
)
def looks_down_the_columns(x, train, labels, rows=32):
    known, nearest = labels.tolist(), []
    for start in range(0, x.shape[0], rows):
        distances = distance.squared_distances(x[start : start + rows], train)
        nearest += [known[place] for place in distances.argmin(dim=0).tolist()]
    return tensor(nearest)


@wrong_answer(
    "2.8",
    says="You go through train in blocks, and keep the nearest of the last block only. The blocks are blocks of x; "
    "each of them meets the whole of train.",
)
def cuts_train_into_blocks(x, train, labels, rows=32):
    known = labels.tolist()
    for start in range(0, train.shape[0], rows):
        distances = distance.squared_distances(x, train[start : start + rows])
        nearest = [known[start + place] for place in distances.argmin(dim=1).tolist()]
    return tensor(nearest)


@wrong_answer(
    "2.8",
    says="Of several rows that are equally near you take the last. The contract says the first, so that two programs "
    "given the same data read the same.",
)
def takes_the_last_of_equals(x, train, labels, rows=32):
    known, nearest = labels.tolist(), []
    for start in range(0, x.shape[0], rows):
        for row in distance.squared_distances(x[start : start + rows], train).tolist():
            nearest.append(known[len(row) - 1 - row[::-1].index(min(row))])
    return tensor(nearest)

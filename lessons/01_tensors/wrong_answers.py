"""Plausible wrong answers to the exercises of lesson 1, each with what a teacher would say to it.

The harness gives a wrong answer the exercise's name and puts it into `minitorch.shapes`.
"""

import itertools
import math

from minitorch.shapes import (
    DimensionError,
    Layout,
    ShapeError,
    contiguous_strides,
    index_to_position,
    is_contiguous,
    position_to_index,
)

from course.checks import wrong_answer

# 1.1 contiguous_strides


@wrong_answer(
    "1.1",
    says="These strides grow from the first axis to the last: the storage would be read column by column. In row-major "
    "order two neighbours along the *last* axis lie side by side. Which sizes does one step along the first axis "
    "skip?",
)
def multiplies_from_the_left(shape):
    if any(size < 0 for size in shape):
        raise ShapeError("negative size")
    return tuple(math.prod(shape[:axis]) for axis in range(len(shape)))


@wrong_answer(
    "1.1",
    says="Each stride is too long by the size of its own axis. A step along an axis moves to its next index; it does "
    "not pass over the whole axis. Work out on paper how far row 1 is from row 0 in a (2, 3) matrix.",
)
def includes_its_own_size(shape):
    if any(size < 0 for size in shape):
        raise ShapeError("negative size")
    return tuple(math.prod(max(size, 1) for size in shape[axis:]) for axis in range(len(shape)))


@wrong_answer(
    "1.1",
    says="The numbers are right but in reverse order: you collected them from the last axis to the first and did not "
    "turn the result around.",
)
def never_turned_around(shape):
    strides, step = [], 1
    for size in reversed(shape):
        if size < 0:
            raise ShapeError("negative size")
        strides.append(step)
        step *= max(size, 1)
    return tuple(strides)


@wrong_answer(
    "1.1",
    says="This works for a matrix. With three axes, a step along the first has to pass a whole image, not one row: the "
    "size of the neighbouring axis alone is not enough.",
)
def looks_at_one_neighbour_only(shape):
    if any(size < 0 for size in shape):
        raise ShapeError("negative size")
    return (*(max(size, 1) for size in shape[1:]), 1) if shape else ()


@wrong_answer(
    "1.1",
    says="You multiplied by a size of 0, and every stride to its left became 0. The docstring says what an axis of "
    "size 0 counts as.",
)
def a_zero_wipes_out_the_rest(shape):
    if any(size < 0 for size in shape):
        raise ShapeError("negative size")
    return tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))


@wrong_answer(
    "1.1",
    says="The strides are right, but a negative size goes through: a shape such as (2, -1) cannot be stored and must "
    "be refused here, before anything is allocated.",
)
def lets_negative_sizes_through(shape):
    strides, step = [], 1
    for size in reversed(shape):
        strides.insert(0, step)
        step *= max(size, 1)
    return tuple(strides)


@wrong_answer(
    "1.1",
    says="The values are right, but this is a list. Shapes and strides are tuples everywhere: they can be compared and "
    "used as keys, and nobody can change them behind a tensor's back.",
)
def returns_a_list(shape):
    strides, step = [], 1
    for size in reversed(shape):
        if size < 0:
            raise ShapeError("negative size")
        strides.insert(0, step)
        step *= max(size, 1)
    return strides


@wrong_answer(
    "1.1",
    says="These are bytes of 4-byte floats. Here, as in PyTorch, strides count elements, so that they do not depend on "
    "the dtype. (NumPy's `.strides` are in bytes.)",
)
def counts_bytes(shape):
    strides, step = [], 4
    for size in reversed(shape):
        if size < 0:
            raise ShapeError("negative size")
        strides.insert(0, step)
        step *= max(size, 1)
    return tuple(strides)


# 1.2 index_to_position


def checked(index, layout):
    if len(index) != len(layout.shape):
        raise DimensionError("wrong number of indices")
    for i, size in zip(index, layout.shape, strict=True):
        if not -size <= i < size:
            raise DimensionError("out of range")
    return [i + size if i < 0 else i for i, size in zip(index, layout.shape, strict=True)]


@wrong_answer(
    "1.2",
    says="Your positions are counted from the start of the storage. A view may begin further in: where does `layout` "
    "say that?",
)
def forgets_the_offset(index, layout):
    index = checked(index, layout)
    return sum(i * stride for i, stride in zip(index, layout.strides, strict=True))


@wrong_answer(
    "1.2",
    says="You worked out the strides from the shape, as if the storage held exactly this tensor, row after row. That "
    "is one possible layout. The layout that is passed in brings strides of its own.",
)
def takes_the_strides_from_the_shape(index, layout):
    index = checked(index, layout)
    strides = contiguous_strides(layout.shape)
    return layout.offset + sum(i * stride for i, stride in zip(index, strides, strict=True))


@wrong_answer(
    "1.2",
    says="The index is multiplied by sizes. A size says how many elements an axis has; how far apart they lie in "
    "storage is another number.",
)
def multiplies_by_the_sizes(index, layout):
    index = checked(index, layout)
    return layout.offset + sum(i * size for i, size in zip(index, layout.shape, strict=True))


@wrong_answer(
    "1.2",
    says="A negative index is multiplied as it stands, and the position ends up before the first element. It has to be "
    "counted from the end of its axis first.",
)
def walks_backwards_from_the_first(index, layout):
    checked(index, layout)
    return layout.offset + sum(i * stride for i, stride in zip(index, layout.strides, strict=True))


@wrong_answer(
    "1.2",
    says="Counting from the end is off by one: -1 is the last element, not the last but one.",
)
def minus_one_is_the_last_but_one(index, layout):
    checked(index, layout)
    index = [size - 1 + i if i < 0 else i for i, size in zip(index, layout.shape, strict=True)]
    return layout.offset + sum(i * stride for i, stride in zip(index, layout.strides, strict=True))


@wrong_answer(
    "1.2",
    says="An index outside of the shape wraps around to a valid one, so that a mistake elsewhere would quietly read "
    "the wrong number. It must be refused.",
)
def wraps_around(index, layout):
    if len(index) != len(layout.shape):
        raise DimensionError("wrong number of indices")
    sizes = [max(size, 1) for size in layout.shape]
    return layout.offset + sum(i % n * stride for i, n, stride in zip(index, sizes, layout.strides, strict=True))


@wrong_answer(
    "1.2",
    says="An index equal to the size is let through. In an axis of size 3 the last valid index is 2.",
)
def accepts_one_past_the_end(index, layout):
    if len(index) != len(layout.shape):
        raise DimensionError("wrong number of indices")
    position = layout.offset
    for i, size, stride in zip(index, layout.shape, layout.strides, strict=True):
        if not -size <= i <= size:
            raise DimensionError("out of range")
        position += (i + size if i < 0 else i) * stride
    return position


@wrong_answer(
    "1.2",
    says="An index with too few or too many numbers is accepted: `zip` stops at the shorter of its arguments and says "
    "nothing. Compare the lengths first.",
)
def does_not_count_the_indices(index, layout):
    position = layout.offset
    for i, size, stride in zip(index, layout.shape, layout.strides, strict=False):
        if not -size <= i < size:
            raise DimensionError("out of range")
        position += (i + size if i < 0 else i) * stride
    return position


@wrong_answer(
    "1.2",
    says="This is the sum of steps and no more. Two things are missing: a negative index is multiplied as it stands "
    "(count it from the end of its axis first), and an index that does not exist gives a position all the same.",
)
def multiplies_and_no_more(index, layout):
    return layout.offset + sum(i * stride for i, stride in zip(index, layout.strides, strict=False))


@wrong_answer(
    "1.2",
    says="Indices past the end are refused, but those before the beginning are not: in an axis of size 3, what does "
    "your code make of -4?",
)
def guards_the_end_only(index, layout):
    if len(index) != len(layout.shape):
        raise DimensionError("wrong number of indices")
    index = [i + size if i < 0 else i for i, size in zip(index, layout.shape, strict=True)]
    if any(i >= size for i, size in zip(index, layout.shape, strict=True)):
        raise DimensionError("out of range")
    return layout.offset + sum(i * stride for i, stride in zip(index, layout.strides, strict=True))


# 1.3 position_to_index


def require_position(position, shape):
    if not 0 <= position < math.prod(shape):
        raise DimensionError("out of range")


@wrong_answer(
    "1.3",
    says="You took the first axis as the one that moves fastest, so the elements are counted down the columns. Which "
    "index changes when the position grows by 1 in a row-major tensor?",
)
def counts_down_the_columns(position, shape):
    require_position(position, shape)
    index = []
    for size in shape:
        position, i = divmod(position, size)
        index.append(i)
    return tuple(index)


@wrong_answer(
    "1.3",
    says="The numbers are right but in reverse order: the last axis is found first, and the result was not turned "
    "around.",
)
def never_turned_around_either(position, shape):
    require_position(position, shape)
    index = []
    for size in reversed(shape):
        position, i = divmod(position, size)
        index.append(i)
    return tuple(index)


@wrong_answer(
    "1.3",
    says="You divided, but did not take away what the axes further left account for: the index along an axis grows "
    "past the size of the axis.",
)
def divides_without_a_remainder(position, shape):
    require_position(position, shape)
    return tuple(position // math.prod(shape[axis + 1 :]) for axis in range(len(shape)))


@wrong_answer(
    "1.3",
    says="Every axis takes the remainder of the whole position. Once the last axis has taken its share, the position "
    "that is left over is smaller.",
)
def takes_remainders_of_the_whole(position, shape):
    require_position(position, shape)
    return tuple(position % size for size in shape)


@wrong_answer(
    "1.3",
    says="Positions that do not exist get an index all the same. A loop that runs too far would read some other "
    "element and nobody would notice.",
)
def accepts_every_position(position, shape):
    index = []
    for size in reversed(shape):
        position, i = divmod(position, max(size, 1))
        index.insert(0, i)
    return tuple(index)


@wrong_answer(
    "1.3",
    says="The position just past the end is accepted. n elements have the positions 0 to n - 1.",
)
def accepts_the_number_of_elements(position, shape):
    if not 0 <= position <= math.prod(shape):
        raise DimensionError("out of range")
    index = []
    for size in reversed(shape):
        position, i = divmod(position, max(size, 1))
        index.insert(0, i)
    return tuple(index)


@wrong_answer(
    "1.3",
    says="A negative position is accepted. Indices may count from the end; a position in storage may not, and one "
    "before the beginning is a mistake.",
)
def accepts_negative_positions(position, shape):
    if position >= math.prod(shape):
        raise DimensionError("out of range")
    index = []
    for size in reversed(shape):
        position, i = divmod(position, size)
        index.insert(0, i)
    return tuple(index)


@wrong_answer("1.3", says="The values are right, but this is a list; an index is a tuple, one number per axis.")
def gives_a_list(position, shape):
    require_position(position, shape)
    index = []
    for size in reversed(shape):
        position, i = divmod(position, size)
        index.insert(0, i)
    return index


@wrong_answer(
    "1.3",
    says="You divide by the size of the axis itself. How many elements does one step along the *first* axis pass? That "
    "is the number to divide by, and it is made of the sizes to its right.",
)
def divides_by_its_own_size(position, shape):
    require_position(position, shape)
    index = []
    for size in shape:
        index.append(position // size)
        position %= size
    return tuple(index)


@wrong_answer(
    "1.3",
    says="Positions past the end are refused, but one before the beginning is not: -1 gets an index, a negative one.",
)
def guards_only_the_end(position, shape):
    if position >= math.prod(shape):
        raise DimensionError("past the end")
    index = []
    for stride in contiguous_strides(shape):
        index.append(position // stride)
        position %= stride
    return tuple(index)


# 1.4 permute_layout


def checked_dims(layout, dims):
    axes = len(layout.shape)
    for dim in dims:
        if not -axes <= dim < axes:
            raise DimensionError("no such axis")
    dims = [dim % axes for dim in dims]
    if sorted(dims) != list(range(axes)):
        raise ShapeError("not a permutation")
    return dims


@wrong_answer(
    "1.4",
    says="The sizes changed places and the strides stayed. The result has the right shape, but walks through storage "
    "with the steps of the old axes, so rows are still read as rows.",
)
def moves_the_sizes_only(layout, dims):
    dims = checked_dims(layout, dims)
    return Layout(tuple(layout.shape[dim] for dim in dims), layout.strides, layout.offset)


@wrong_answer(
    "1.4",
    says="The strides are those of a fresh row-major tensor of the new shape. Nothing was copied, so the numbers still "
    "lie where they lay; the steps that lead to them must be the old ones, each with its axis.",
)
def makes_fresh_strides(layout, dims):
    dims = checked_dims(layout, dims)
    shape = tuple(layout.shape[dim] for dim in dims)
    return Layout(shape, contiguous_strides(shape), layout.offset)


@wrong_answer(
    "1.4",
    says="This is the inverse permutation. `dims[i]` says which old axis becomes axis i, not where old axis i goes. "
    "Exchanging two axes looks the same either way; moving three in a circle does not.",
)
def permutes_the_other_way(layout, dims):
    dims = checked_dims(layout, dims)
    shape, strides = [0] * len(dims), [0] * len(dims)
    for axis, dim in enumerate(dims):
        shape[dim], strides[dim] = layout.shape[axis], layout.strides[axis]
    return Layout(tuple(shape), tuple(strides), layout.offset)


@wrong_answer(
    "1.4",
    says="All axes are reversed, whatever `dims` says. That is right for a matrix and for no other permutation.",
)
def reverses_all_axes(layout, dims):
    checked_dims(layout, dims)
    return Layout(layout.shape[::-1], layout.strides[::-1], layout.offset)


@wrong_answer(
    "1.4",
    says="The offset was lost. Turning the axes around does not move the first element: a view that begins in the "
    "middle of storage still begins there.",
)
def loses_the_offset(layout, dims):
    dims = checked_dims(layout, dims)
    return Layout(tuple(layout.shape[dim] for dim in dims), tuple(layout.strides[dim] for dim in dims), 0)


@wrong_answer(
    "1.4",
    says="The layout is right, but an axis may be named twice. (1, -1) names the last axis of a matrix twice, in two "
    "ways; the comparison has to be made after counting from the end.",
)
def misses_a_repeat_in_disguise(layout, dims):
    axes = len(layout.shape)
    for dim in dims:
        if not -axes <= dim < axes:
            raise DimensionError("no such axis")
    if len(dims) != axes or len(set(dims)) != axes:
        raise ShapeError("not a permutation")
    return Layout(tuple(layout.shape[dim] for dim in dims), tuple(layout.strides[dim] for dim in dims), layout.offset)


@wrong_answer(
    "1.4",
    says="The layout is right, but nothing is checked: with an axis named twice or left out you return a layout in "
    "which some elements can no longer be reached.",
)
def checks_nothing(layout, dims):
    return Layout(tuple(layout.shape[dim] for dim in dims), tuple(layout.strides[dim] for dim in dims), layout.offset)


@wrong_answer(
    "1.4",
    says="Axes counted from the end are refused. Everywhere in this framework, as in PyTorch, -1 names the last axis.",
)
def refuses_negative_axes(layout, dims):
    for dim in dims:
        if not 0 <= dim < len(layout.shape):
            raise DimensionError("no such axis")
    dims = checked_dims(layout, dims)
    return Layout(tuple(layout.shape[dim] for dim in dims), tuple(layout.strides[dim] for dim in dims), layout.offset)


# 1.5 slice_layout


def checked_axis(layout, dim, step):
    if step < 1:
        raise ValueError("step")
    if not -len(layout.shape) <= dim < len(layout.shape):
        raise DimensionError("no such axis")
    return dim % len(layout.shape)


def replaced(values, axis, value):
    return (*values[:axis], value, *values[axis + 1 :])


def resized(layout, axis, size, stride, offset):
    return Layout(replaced(layout.shape, axis, size), replaced(layout.strides, axis, stride), offset)


@wrong_answer(
    "1.5",
    says="The result begins at the old first element: shape and strides are right, but what was cut off at the front "
    "has to be skipped in storage.",
)
def leaves_the_offset_alone(layout, dim, start=None, stop=None, step=1):
    axis = checked_axis(layout, dim, step)
    size = len(range(*slice(start, stop, step).indices(layout.shape[axis])))
    return resized(layout, axis, size, layout.strides[axis] * step, layout.offset)


@wrong_answer(
    "1.5",
    says="You moved the beginning by `start` elements of storage. One step along this axis is longer than that: "
    "skipping 2 rows of 8 skips 16 elements.",
)
def moves_by_start_alone(layout, dim, start=None, stop=None, step=1):
    axis = checked_axis(layout, dim, step)
    first, last, _ = slice(start, stop, step).indices(layout.shape[axis])
    size = len(range(first, last, step))
    return resized(layout, axis, size, layout.strides[axis] * step, layout.offset + first)


@wrong_answer(
    "1.5",
    says="The new offset replaces the old one. A slice of a slice begins where the first one began, plus what the "
    "second one skips.",
)
def replaces_the_offset(layout, dim, start=None, stop=None, step=1):
    axis = checked_axis(layout, dim, step)
    first, last, _ = slice(start, stop, step).indices(layout.shape[axis])
    size = len(range(first, last, step))
    return resized(layout, axis, size, layout.strides[axis] * step, first * layout.strides[axis])


@wrong_answer(
    "1.5",
    says="The elements before `start` are skipped with the new, longer stride. `start` counts elements of the axis as "
    "it was before the slice.",
)
def skips_with_the_new_stride(layout, dim, start=None, stop=None, step=1):
    axis = checked_axis(layout, dim, step)
    first, last, _ = slice(start, stop, step).indices(layout.shape[axis])
    size, stride = len(range(first, last, step)), layout.strides[axis] * step
    return resized(layout, axis, size, stride, layout.offset + first * stride)


@wrong_answer(
    "1.5",
    says="The size takes the step into account and the stride does not: the result has fewer elements, but they are "
    "neighbours, not every second or third one.",
)
def leaves_the_stride_alone(layout, dim, start=None, stop=None, step=1):
    axis = checked_axis(layout, dim, step)
    first, last, _ = slice(start, stop, step).indices(layout.shape[axis])
    size = len(range(first, last, step))
    return resized(layout, axis, size, layout.strides[axis], layout.offset + first * layout.strides[axis])


@wrong_answer(
    "1.5",
    says="The size is rounded down and an element is lost: every third of 8 rows is rows 0, 3 and 6, which makes "
    "three.",
)
def rounds_the_size_down(layout, dim, start=None, stop=None, step=1):
    axis = checked_axis(layout, dim, step)
    stride = layout.strides[axis]
    first, last, _ = slice(start, stop, step).indices(layout.shape[axis])
    return resized(layout, axis, max(0, (last - first) // step), stride * step, layout.offset + first * stride)


@wrong_answer(
    "1.5",
    says="The element at `stop` is included. As with Python's lists, a slice ends just before it.",
)
def includes_the_stop(layout, dim, start=None, stop=None, step=1):
    axis = checked_axis(layout, dim, step)
    length, stride = layout.shape[axis], layout.strides[axis]
    first, last, _ = slice(start, stop, step).indices(length)
    size = len(range(first, min(last + 1, length), step))
    return resized(layout, axis, size, stride * step, layout.offset + first * stride)


@wrong_answer(
    "1.5",
    says="A slice that stops before it starts gets a negative size. It is simply empty.",
)
def goes_below_zero(layout, dim, start=None, stop=None, step=1):
    axis = checked_axis(layout, dim, step)
    stride = layout.strides[axis]
    first, last, _ = slice(start, stop, step).indices(layout.shape[axis])
    return resized(layout, axis, -((first - last) // step), stride * step, layout.offset + first * stride)


@wrong_answer(
    "1.5",
    says="Bounds past the end are not cut back to the size of the axis, so the layout reads beyond its tensor. "
    "Python's lists allow `numbers[5:100]` and return what there is.",
)
def does_not_cut_back(layout, dim, start=None, stop=None, step=1):
    axis = checked_axis(layout, dim, step)
    length, stride = layout.shape[axis], layout.strides[axis]
    first = 0 if start is None else start + length if start < 0 else start
    last = length if stop is None else stop + length if stop < 0 else stop
    return resized(layout, axis, max(0, -(-(last - first) // step)), stride * step, layout.offset + first * stride)


@wrong_answer(
    "1.5",
    says="A step below 1 is let through. Nothing could be read with step 0, and PyTorch does not offer negative "
    "strides.",
)
def lets_every_step_through(layout, dim, start=None, stop=None, step=1):
    axis, stride = checked_axis(layout, dim, 1), layout.strides[dim]
    first, last, _ = slice(start, stop).indices(layout.shape[axis])
    size = len(range(first, last, step or 1))
    return resized(layout, axis, size, stride * step, layout.offset + first * stride)


@wrong_answer(
    "1.5",
    says="A step of 0 is refused, by Python if not by you, but a negative one is not: it would make a negative "
    "stride, and tensors have none.",
)
def refuses_a_step_of_0_only(layout, dim, start=None, stop=None, step=1):
    dim = checked_axis(layout, dim, 1)
    chosen = range(layout.shape[dim])[start:stop:step]
    return resized(
        layout, dim, len(chosen), layout.strides[dim] * step, layout.offset + chosen.start * layout.strides[dim]
    )


@wrong_answer(
    "1.5",
    says="The bounds are taken as they stand. A negative one counts from the end, and one that is too large is cut "
    "back, as in a Python list: what is `range(8)[-3:100]`?",
)
def takes_the_bounds_as_they_stand(layout, dim, start=None, stop=None, step=1):
    dim = checked_axis(layout, dim, step)
    start, stop = start or 0, layout.shape[dim] if stop is None else stop
    size = max(0, math.ceil((stop - start) / step))
    return resized(layout, dim, size, layout.strides[dim] * step, layout.offset + start * layout.strides[dim])


# 1.6 is_contiguous


@wrong_answer(
    "1.6",
    says="You compare with the strides of a fresh tensor, number by number. The stride of an axis of size 1 is never "
    "used, and in an empty tensor none is: different numbers there do no harm.",
)
def compares_every_stride(layout):
    return layout.strides == contiguous_strides(layout.shape)


@wrong_answer(
    "1.6",
    says="Strides that never grow from left to right show that the axes are in order. They do not show that there are "
    "no gaps: the first columns of a matrix have such strides too.",
)
def looks_for_falling_strides(layout):
    return all(left >= right for left, right in itertools.pairwise(layout.strides))


@wrong_answer(
    "1.6",
    says="The last stride alone does not decide. Within a row the elements lie side by side, but what about the step "
    "from one row to the next?",
)
def looks_at_the_last_stride(layout):
    return not layout.strides or layout.strides[-1] == 1


@wrong_answer(
    "1.6",
    says="Where a tensor begins does not matter: the last rows of a matrix lie side by side as well as the first ones.",
)
def wants_offset_zero(layout):
    pairs = zip(layout.shape, layout.strides, contiguous_strides(layout.shape), strict=True)
    close = all(size == 1 or stride == wanted for size, stride, wanted in pairs)
    return layout.offset == 0 and (close or 0 in layout.shape)


@wrong_answer(
    "1.6",
    says="You check that the elements fill one block of storage without gaps. The transpose of a matrix does so too, "
    "but in another order; contiguous means row after row.",
)
def looks_for_one_block(layout):
    last = sum((size - 1) * stride for size, stride in zip(layout.shape, layout.strides, strict=True))
    return 0 in layout.shape or last + 1 == math.prod(layout.shape)


@wrong_answer(
    "1.6",
    says="A tensor without elements is called not contiguous. It has nothing that could lie in the wrong place.",
)
def forgets_empty_tensors(layout):
    pairs = zip(layout.shape, layout.strides, contiguous_strides(layout.shape), strict=True)
    return all(size == 1 or stride == wanted for size, stride, wanted in pairs)


@wrong_answer(
    "1.6",
    says="An axis of size 1 with an odd stride is held against the tensor. No step is ever taken along such an axis.",
)
def forgets_axes_of_one(layout):
    return 0 in layout.shape or layout.strides == contiguous_strides(layout.shape)


@wrong_answer(
    "1.6",
    says="A last stride of 1 says that the elements of a row lie side by side. It does not say how the rows follow "
    "each other, and a scalar has no last stride.",
)
def wants_a_last_stride_of_one(layout):
    return layout.strides[-1] == 1


@wrong_answer(
    "1.6",
    says="You found out whether the positions grow. They also have to follow each other without a gap: every second "
    "row of a matrix is in order and yet not contiguous.",
)
def looks_for_growing_positions(layout):
    count = math.prod(layout.shape)
    positions = [index_to_position(position_to_index(k, layout.shape), layout) for k in range(count)]
    return positions == sorted(positions)


# 1.7 view_strides


def require_count(layout, new_shape):
    if math.prod(layout.shape) != math.prod(new_shape):
        raise ShapeError("another number of elements")


@wrong_answer(
    "1.7",
    says="You return the strides of a fresh tensor whatever the layout is. For a transpose they lead to the wrong "
    "elements: follow them on paper for three steps.",
)
def always_fresh_strides(layout, new_shape):
    require_count(layout, new_shape)
    return contiguous_strides(new_shape)


@wrong_answer(
    "1.7",
    says="You ask for a copy whenever the layout is not contiguous. That is safe and too careful: splitting one axis "
    "of a transpose needs no copy, nor does merging two axes that follow each other in equal steps.",
)
def contiguous_or_copy(layout, new_shape):
    require_count(layout, new_shape)
    return contiguous_strides(new_shape) if is_contiguous(layout) else None


@wrong_answer(
    "1.7",
    says="You scale the strides of a fresh tensor by the last stride. That bridges gaps within a row; it does not see "
    "the gap between the end of one row and the beginning of the next.",
)
def scales_by_the_last_stride(layout, new_shape):
    require_count(layout, new_shape)
    last = layout.strides[-1] if layout.strides else 1
    return tuple(last * stride for stride in contiguous_strides(new_shape))


@wrong_answer(
    "1.7",
    says="Strides of 1 at the end do not make a tensor flat: in a crop every row is whole, and yet after each row some "
    "elements must be skipped.",
)
def trusts_the_last_stride(layout, new_shape):
    require_count(layout, new_shape)
    return contiguous_strides(new_shape) if not layout.strides or layout.strides[-1] == 1 else None


@wrong_answer(
    "1.7",
    says="The new shape may have another number of elements than the old one. Then there is no such view, and no copy "
    "would help either.",
)
def does_not_count_the_elements(layout, new_shape):
    if math.prod(new_shape) == math.prod(layout.shape):
        return brute_force(layout, new_shape)
    return contiguous_strides(new_shape)


@wrong_answer(
    "1.7",
    says="An axis of size 1 stops you from merging its neighbours. No step is ever taken along it, so its stride "
    "cannot be in the way.",
)
def stumbles_over_axes_of_one(layout, new_shape):
    require_count(layout, new_shape)
    pairs = list(zip(layout.shape, layout.strides, strict=True))
    odd = any(size == 1 and stride != n * step for (size, stride), (n, step) in itertools.pairwise(pairs))
    return None if odd else brute_force(layout, new_shape)


@wrong_answer(
    "1.7",
    says="When a copy is needed you raise an error. This function only answers the question; `view` turns None into an "
    "error, and `reshape` turns it into a copy.",
)
def raises_where_a_copy_is_needed(layout, new_shape):
    require_count(layout, new_shape)
    strides = brute_force(layout, new_shape)
    if strides is None:
        raise ShapeError("a copy is needed")
    return strides


def brute_force(layout, new_shape):
    """Correct: try the only strides that could do, element by element."""
    numel, fresh = math.prod(new_shape), contiguous_strides(new_shape)

    def place(position):
        steps = zip(layout.shape, contiguous_strides(layout.shape), layout.strides, strict=True)
        return sum(position // fresh_stride % size * stride for size, fresh_stride, stride in steps)

    strides = tuple(place(step) if size > 1 else 1 for size, step in zip(new_shape, fresh, strict=True))
    for position in range(numel):
        steps = zip(new_shape, fresh, strides, strict=True)
        if sum(position // step % size * stride for size, step, stride in steps) != place(position):
            return None
    return strides


# 1.8 tile_layout


def require_tiles(layout, height, width):
    if len(layout.shape) != 2:
        raise ShapeError("not a matrix")
    if height < 1 or width < 1 or layout.shape[0] % height or layout.shape[1] % width:
        raise ShapeError("not divisible")
    return layout.shape[0] // height, layout.shape[1] // width


@wrong_answer(
    "1.8",
    says="The shape is right, but the strides are those of a fresh tensor: the first block would be the first height * "
    "width elements of storage, a strip of the first rows and no block.",
)
def cuts_strips(layout, height, width):
    shape = (*require_tiles(layout, height, width), height, width)
    return Layout(shape, contiguous_strides(shape), layout.offset)


@wrong_answer(
    "1.8",
    says="Splitting both axes in place gives (blocks down, height, blocks across, width). All numbers are there; two "
    "of the axes still have to change places.",
)
def leaves_the_axes_as_split(layout, height, width):
    down, across = require_tiles(layout, height, width)
    row, column = layout.strides
    strides = (height * row, row, width * column, column)
    return Layout((down, height, across, width), strides, layout.offset)


@wrong_answer(
    "1.8",
    says="Neighbouring blocks begin one element apart and overlap. To reach the next block one has to pass a whole "
    "block, not a single row or column.",
)
def lets_blocks_overlap(layout, height, width):
    shape = (*require_tiles(layout, height, width), height, width)
    return Layout(shape, layout.strides + layout.strides, layout.offset)


@wrong_answer(
    "1.8",
    says="You computed the steps from the width of the image, as if every row followed the last one without a gap. In "
    "a transpose or a crop that is not so: the layout knows its steps.",
)
def assumes_whole_rows(layout, height, width):
    shape = (*require_tiles(layout, height, width), height, width)
    row = layout.shape[1]
    return Layout(shape, (height * row, width, row, 1), layout.offset)


@wrong_answer(
    "1.8",
    says="Height and width of a block are exchanged. With square blocks one does not notice.",
)
def swaps_height_and_width(layout, height, width):
    down, across = require_tiles(layout, width, height)
    row, column = layout.strides
    return Layout((down, across, width, height), (width * row, height * column, row, column), layout.offset)


@wrong_answer(
    "1.8",
    says="You took `height` and `width` as the number of blocks. They are the size of one block.",
)
def takes_sizes_for_counts(layout, height, width):
    down, across = require_tiles(layout, height, width)
    row, column = layout.strides
    return Layout((height, width, down, across), (down * row, across * column, row, column), layout.offset)


@wrong_answer(
    "1.8",
    says="The offset was lost: the blocks of a crop begin where the crop begins, not at the start of storage.",
)
def tiles_from_the_start_of_storage(layout, height, width):
    shape = (*require_tiles(layout, height, width), height, width)
    row, column = layout.strides
    return Layout(shape, (height * row, width * column, row, column), 0)


@wrong_answer(
    "1.8",
    says="Blocks that do not fit are accepted, and the rows or columns left over are dropped without a word. Losing "
    "data is for the caller to decide.",
)
def drops_what_is_left_over(layout, height, width):
    if len(layout.shape) != 2 or height < 1 or width < 1:
        raise ShapeError("not a matrix, or no blocks")
    shape = (layout.shape[0] // height, layout.shape[1] // width, height, width)
    row, column = layout.strides
    return Layout(shape, (height * row, width * column, row, column), layout.offset)


@wrong_answer(
    "1.8",
    says="The layout is right, but blocks of 0 rows end in a ZeroDivisionError, and blocks of -2 rows in a layout with "
    "negative sizes. Say in a ShapeError of your own what is wrong with the arguments.",
)
def divides_by_nothing(layout, height, width):
    if len(layout.shape) != 2 or layout.shape[0] % height or layout.shape[1] % width:
        raise ShapeError("not divisible")
    shape = (layout.shape[0] // height, layout.shape[1] // width, height, width)
    row, column = layout.strides
    return Layout(shape, (height * row, width * column, row, column), layout.offset)


@wrong_answer(
    "1.8",
    says="The layout is right where blocks fit. Where they do not, or where there are no rows and columns to cut, your "
    "function has to say so: nothing is refused yet.",
)
def refuses_nothing(layout, height, width):
    (rows, columns), (down, across) = layout.shape, layout.strides
    shape = (rows // height, columns // width, height, width)
    return Layout(shape, (height * down, width * across, down, across), layout.offset)

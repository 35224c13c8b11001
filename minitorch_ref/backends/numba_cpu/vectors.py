"""Moves of whole vectors of the processor: rows of a matrix, and numbers taken apart and put together in turn."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from minitorch_ref.backends.numba_cpu.jit import Array, helper
from minitorch_ref.backends.numba_cpu.memory import address_of, copy_memory
from minitorch_ref.backends.numba_cpu.register_tile import TileBuilder, index, lanes_of

__all__ = ["copy_planes", "join", "places", "split"]


def places(numbers: list[int]) -> ir.Constant:
    """Return which element of two vectors goes to each place, for a shuffle."""
    return ir.Constant(ir.VectorType(ir.IntType(32), len(numbers)), numbers)


@intrinsic  # type: ignore[untyped-decorator]
def vector_plus(_: Any, out: Any, out_at: Any, x: Any, x_at: Any, number: Any) -> Any:
    """Write a vector of x, with a number added to each element."""

    def generate(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        tile = TileBuilder(builder, signature.args[0].dtype, 1)
        target, source = (address_of(context, builder, signature.args[n], operands[n]) for n in (0, 2))
        total = builder.fadd(tile.load(tile.at(source, operands[3])), tile.repeated(operands[4]))
        tile.store(total, tile.at(target, operands[1]))
        return context.get_dummy_value()

    return types.void(out, types.intp, x, types.intp, out.dtype), generate


@intrinsic  # type: ignore[untyped-decorator]
def split_vectors(_: Any, out: Any, even_at: Any, odd_at: Any, x: Any, x_at: Any) -> Any:
    """Write every other element of two vectors of x to one place, and those between them to another."""

    def generate(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        tile = TileBuilder(builder, signature.args[0].dtype, 1)
        target, source = (address_of(context, builder, signature.args[n], operands[n]) for n in (0, 3))
        pair = [tile.load(tile.at(source, operands[4], index(n * tile.lanes))) for n in (0, 1)]
        for start in (0, 1):
            every_other = places([start + 2 * j for j in range(tile.lanes)])
            tile.store(builder.shuffle_vector(*pair, every_other), tile.at(target, operands[1 + start]))
        return context.get_dummy_value()

    return types.void(out, types.intp, types.intp, x, types.intp), generate


@intrinsic  # type: ignore[untyped-decorator]
def join_vectors(_: Any, out: Any, out_at: Any, x: Any, even_at: Any, odd_at: Any) -> Any:
    """Write the elements of two vectors of x by turns: what `split_vectors` takes apart."""

    def generate(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        tile = TileBuilder(builder, signature.args[0].dtype, 1)
        target, source = (address_of(context, builder, signature.args[n], operands[n]) for n in (0, 2))
        pair = [tile.load(tile.at(source, operands[n])) for n in (3, 4)]
        for part in (0, 1):
            first = part * tile.lanes // 2
            turns = [first + j // 2 + j % 2 * tile.lanes for j in range(tile.lanes)]
            vector = builder.shuffle_vector(*pair, places(turns))
            tile.store(vector, tile.at(target, operands[1], index(part * tile.lanes)))
        return context.get_dummy_value()

    return types.void(out, types.intp, x, types.intp, types.intp), generate


# ---- made of these: each does much in one call, because a call counts references to its arrays ----


@helper
def copy_planes(
    out: Array, out_at: int, rows: int, columns: int, x: Array, x_plane: int, x_row: int, numbers: Array, first: int,
    last: int,
) -> None:  # fmt: skip
    """Write planes of rows side by side, each plus a number of its own, whole vectors at a time.

    The last vector of a row lies partly on the one before. If a row is shorter than a vector, it lies partly where the
    next rows come; a row with too little behind it takes the way by the end of x.

    Args:
        out: where the planes go.
        out_at: where they begin.
        rows: of each plane.
        columns: of each row.
        x: where the planes come from; behind the last row there is room for a vector.
        x_plane: how far its planes are apart; the first begins at 0.
        x_row: how far its rows are apart.
        numbers: what is added to plane 0, 1, ...
        first: which number is that of the first plane.
        last: which one would be behind the last.
    """
    lanes = lanes_of(out)
    at, spare = out_at, x.size - lanes
    for plane in range(first, last):
        number = numbers[plane]
        for r in range(rows):
            source = (plane - first) * x_plane + r * x_row
            if columns >= lanes:
                for i in range(0, columns - lanes, lanes):
                    vector_plus(out, at + i, x, source + i, number)
                vector_plus(out, at + columns - lanes, x, source + columns - lanes, number)
            elif lanes <= (rows - r) * columns:
                vector_plus(out, at, x, source, number)
            else:
                vector_plus(x, spare, x, source, number)
                copy_memory(out, at, x, spare, columns)
            at += columns


@helper
def split(out: Array, x: Array, blocks: int, size: int, parts: int) -> None:
    """Write of each block x[0], x[parts], x[2 * parts], ... then x[1], x[parts + 1], ... and so on, `size` of each."""
    lanes = lanes_of(out)
    if parts == 2 and size >= lanes:
        for at in range(0, blocks * size * 2, size * 2):
            for i in range(0, size, lanes):
                k = min(i, size - lanes)
                split_vectors(out, at + k, at + size + k, x, at + 2 * k)
    else:
        tables = x[: blocks * size * parts].reshape((blocks, size, parts))
        targets = out[: blocks * size * parts].reshape((blocks, parts, size))
        for block in range(blocks):
            for part in range(parts):
                for i in range(size):
                    targets[block, part, i] = tables[block, i, part]


@helper
def join(out: Array, x: Array, x_part: int, rows: int, row: int, size: int, parts: int) -> None:
    """Write for each row x[0], x[x_part], x[2 * x_part], ... then x[1], x[x_part + 1], ...: `split`, the other way.

    The rows of x are `row` apart, those of `out` `parts` times as far.
    """
    lanes = lanes_of(out)
    for at in range(0, rows * row, row):
        if parts == 2 and size >= lanes:
            for i in range(0, size, lanes):
                k = min(i, size - lanes)
                join_vectors(out, (at + k) * 2, x, at + k, x_part + at + k)
        else:
            table = out[at * parts : (at + size) * parts].reshape((size, parts))
            for part in range(parts):
                source = x[part * x_part + at : part * x_part + at + size]
                for i in range(size):
                    table[i, part] = source[i]

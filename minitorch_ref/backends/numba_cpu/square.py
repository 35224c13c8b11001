"""Squares of a matrix, as wide as a vector of the processor, turned around in registers; matrices made of these."""

from typing import Any

from numba import types
from numba.extending import intrinsic

from minitorch_ref.backends.numba_cpu.jit import Array, helper
from minitorch_ref.backends.numba_cpu.memory import address_of
from minitorch_ref.backends.numba_cpu.register_tile import TileBuilder, index, lanes_of
from minitorch_ref.backends.numba_cpu.vectors import places

__all__ = ["copy_columns", "turn_square"]


@intrinsic  # type: ignore[untyped-decorator]
def turn_square(_: Any, out: Any, out_at: Any, out_row: Any, x: Any, x_at: Any, x_row: Any) -> Any:
    """Write a square of x, as wide as a vector, with its rows as columns.

    In registers: first the squares of half the width above and beside the diagonal change places, then the same is done
    inside each of the four, until they are single numbers.
    """

    def generate(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        tile = TileBuilder(builder, signature.args[0].dtype, 1)
        lanes = tile.lanes
        target, source = (address_of(context, builder, signature.args[n], operands[n]) for n in (0, 3))
        _, out_at, out_row, _, x_at, x_row = operands

        def line(array: Any, at: Any, row: Any, number: int) -> Any:
            return tile.at(array, at, builder.mul(row, index(number)))

        rows = [tile.load(line(source, x_at, x_row, r)) for r in range(lanes)]
        half = lanes // 2
        while half:
            upper = [lanes + j - half if j & half else j for j in range(lanes)]
            lower = [lanes + j if j & half else j + half for j in range(lanes)]
            for r in range(lanes):
                if not r & half:
                    pair = rows[r], rows[r + half]
                    rows[r], rows[r + half] = (builder.shuffle_vector(*pair, places(mask)) for mask in (upper, lower))
            half //= 2
        for r, row in enumerate(rows):
            tile.store(row, line(target, out_at, out_row, r))
        return context.get_dummy_value()

    return types.void(out, types.intp, types.intp, x, types.intp, types.intp), generate


@helper
def copy_columns(out: Array, out_at: int, width: int, x: Array, x_at: int, x_row: int, rows: int, count: int) -> None:
    """Write `rows` numbers of each of `count` rows of x, as columns of `out`."""
    lanes = lanes_of(out)
    last = count - lanes
    turned = rows - rows % lanes if last >= 0 else 0
    for r in range(0, turned, lanes):
        for i in range(0, count, lanes):
            k = min(i, last)  # the last square lies partly on the one before
            turn_square(out, out_at + r * width + k, width, x, x_at + k * x_row + r, x_row)
    for i in range(count):
        for r in range(turned, rows):
            out[out_at + r * width + i] = x[x_at + i * x_row + r]

"""A small block of sums of products that stays in the processor's registers while its terms are added.

Convolution, attention and recurrent networks all spend their time on

    out[r][c] += sum over t of scalars[r][t] * vectors[t][c]

A processor multiplies and adds a vector of 16 numbers in half a cycle, and reads memory much slower. So a tile of ROWS
x up to 3 vectors is held in registers: in each step t, ROWS single numbers and 3 vectors are read, and each number is
multiplied with each vector: with ROWS = 8, 11 reads for 24 multiplications of vectors. No loop of Numba keeps vectors
in registers between its turns, hence the instructions are put down one by one here.

Where scalar (r, t) and vector t stand is said by tables of positions, so nothing has to be copied side by side first:

    scalar (r, t):  scalars[scalars_at + rows[r] + scalar_steps[t]]
    vector t:       vectors[vectors_at + vector_steps[t] + c], c from 0 to the width of the tile

A tile writes to `out` alone, and only whole vectors: up to a vector's length behind the last column of a row is read
and written as well, and rows up to a multiple of ROWS. Callers leave room for that.
"""

from typing import Any

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from minitorch_ref.backends.numba_cpu.jit import Array, helper
from minitorch_ref.backends.numba_cpu.memory import address_of

__all__ = ["ROWS", "VECTOR_BYTES", "TileBuilder", "add_products", "index", "lanes_of", "multiples", "round_up"]


def register_file() -> tuple[int, int]:
    """Return the bytes of a vector register of this processor, and for how many rows of 3 vectors there are registers.

    Of the processors with 512-bit registers, AMD's use them at full speed.
    """
    features = llvm.get_host_cpu_features()
    if features.get("avx512f"):
        return (64, 8) if llvm.get_host_cpu_name().startswith("znver") else (32, 8)
    return (32, 4) if features.get("avx2") else (16, 4)


VECTOR_BYTES, ROWS = register_file()
WIDEST = 3
"""Vectors in a row of a tile."""

TERMS_AT_ONCE = 144
"""Steps of a tile, so that the vectors stay in the first-level cache while all rows use them."""

LLVM = {types.float32: ir.FloatType(), types.float64: ir.DoubleType()}
INDEX = ir.IntType(64)


def index(number: int) -> ir.Constant:
    """Return a number as a constant of the generated code."""
    return ir.Constant(INDEX, number)


class TileBuilder:
    """Writes the instructions of one tile; `builder` is LLVM's, which appends them one after the other."""

    def __init__(self, builder: Any, number: Any, width: int) -> None:
        self.builder = builder
        self.width = width
        self.lanes = VECTOR_BYTES * 8 // number.bitwidth
        self.vector = ir.VectorType(LLVM[number], self.lanes)
        self.align = number.bitwidth // 8
        name = f"llvm.fmuladd.v{self.lanes}f{number.bitwidth}"
        kind = ir.FunctionType(self.vector, [self.vector] * 3)
        self.multiply_add = cgutils.get_or_insert_function(builder.module, kind, name)

    def at(self, array: Any, *positions: Any) -> Any:
        """Return the address of an element."""
        for position in positions:
            array = self.builder.gep(array, [position])
        return array

    def load(self, address: Any) -> Any:
        """Read a vector."""
        value = self.builder.load(self.builder.bitcast(address, self.vector.as_pointer()))
        value.align = self.align
        return value

    def store(self, vector: Any, address: Any) -> None:
        """Write a vector."""
        self.builder.store(vector, self.builder.bitcast(address, self.vector.as_pointer())).align = self.align

    def repeated(self, scalar: Any) -> Any:
        """Return a vector of one number."""
        undefined = ir.Constant(self.vector, ir.Undefined)
        first = self.builder.insert_element(undefined, scalar, ir.Constant(ir.IntType(32), 0))
        zeros = ir.Constant(ir.VectorType(ir.IntType(32), self.lanes), [0] * self.lanes)
        return self.builder.shuffle_vector(first, undefined, zeros)

    def step(self, starts: list[Any], vectors: Any, sums: list[list[Any]], at_scalar: Any, at_vector: Any) -> Any:
        """Read one scalar for each row and `width` vectors, and return the sums with their products added."""
        base = self.at(vectors, at_vector)
        columns = [self.load(self.at(base, index(c * self.lanes))) for c in range(self.width)]
        result = []
        for start, row in zip(starts, sums, strict=True):
            scalar = self.repeated(self.builder.load(self.at(start, at_scalar)))
            pairs = zip(columns, row, strict=True)
            result.append([self.builder.call(self.multiply_add, [scalar, x, total]) for x, total in pairs])
        return result

    def write(self, out: Any, out_row: Any, scalars: Any, vectors: Any, tables: Any, count: Any, fresh: Any) -> None:
        """Write the loop over t: sums start at 0 if `fresh`, else at what `out` holds."""
        builder, (rows, scalar_steps, vector_steps) = self.builder, tables
        lines = [self.at(out, builder.mul(out_row, index(r))) for r in range(ROWS)]
        places = [[self.at(line, index(c * self.lanes)) for c in range(self.width)] for line in lines]
        starts = [self.at(scalars, builder.load(self.at(rows, index(r)))) for r in range(ROWS)]
        before = builder.block
        resume, loop, end = (builder.append_basic_block(name) for name in ("resume", "loop", "end"))
        builder.cbranch(fresh, loop, resume)
        builder.position_at_end(resume)
        held = [[self.load(place) for place in row] for row in places]
        builder.branch(loop)

        builder.position_at_end(loop)
        t = builder.phi(INDEX)
        sums = [[builder.phi(self.vector) for _ in row] for row in places]
        at_scalar, at_vector = builder.load(self.at(scalar_steps, t)), builder.load(self.at(vector_steps, t))
        new = self.step(starts, vectors, sums, at_scalar, at_vector)
        following = builder.add(t, index(1))
        self.once_per_turn(builder.cbranch(builder.icmp_signed("<", following, count), loop, end))

        zero = ir.Constant(self.vector, [0.0] * self.lanes)
        for source, number in ((before, index(0)), (resume, index(0)), (loop, following)):
            t.add_incoming(number, source)
        for r, row in enumerate(sums):
            for c, total in enumerate(row):
                for source, value in ((before, zero), (resume, held[r][c]), (loop, new[r][c])):
                    total.add_incoming(value, source)
        builder.position_at_end(end)
        for r, row in enumerate(places):
            for c, place in enumerate(row):
                self.store(new[r][c], place)

    def once_per_turn(self, branch: Any) -> None:
        """Keep LLVM from doing two turns at once, for which there are not enough registers."""
        module = self.builder.module
        word = module.add_metadata([ir.MetaDataString(module, "llvm.loop.unroll.disable")])
        label = module.add_metadata([ir.MetaDataString(module, f"tile {len(module.metadata)}"), word])
        label.operands = (label, word)  # LLVM knows a loop by a list that names itself first
        branch.set_metadata("llvm.loop", label)


def tile_of(width: int) -> Any:
    """Return the instruction that computes one tile of ROWS x `width` vectors."""

    @intrinsic  # type: ignore[untyped-decorator]
    def tile(
        _: Any, out: Any, out_at: Any, out_row: Any, scalars: Any, scalars_at: Any, rows: Any, rows_at: Any,
        scalar_steps: Any, vectors: Any, vectors_at: Any, vector_steps: Any, count: Any, fresh: Any,
    ) -> Any:  # fmt: skip
        kinds = (out, types.intp, types.intp, scalars, types.intp, rows, types.intp, scalar_steps,
                 vectors, types.intp, vector_steps, types.intp, types.boolean)  # fmt: skip

        def generate(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
            def address(array: int, at: Any) -> Any:
                data = address_of(context, builder, signature.args[array], operands[array])
                return builder.gep(data, [at])

            _, out_at, out_row, _, scalars_at, _, rows_at, _, _, vectors_at, _, count, fresh = operands
            tables = address(5, rows_at), address(7, index(0)), address(10, index(0))
            places = address(0, out_at), out_row, address(3, scalars_at), address(8, vectors_at)
            TileBuilder(builder, out.dtype, width).write(*places, tables, count, fresh)
            return context.get_dummy_value()

        return types.void(*kinds), generate

    return tile


tile_1, tile_2, tile_3 = tile_of(1), tile_of(2), tile_of(3)


@helper
def lanes_of(x: Array) -> int:
    """Return how many numbers of this type a vector has."""
    return VECTOR_BYTES // x.itemsize


@helper
def round_up(size: int, unit: int) -> int:
    """Return the smallest multiple of `unit` that is at least `size`."""
    return (size + unit - 1) // unit * unit


@helper
def multiples(count: int, step: int) -> Array:
    """Return the table 0, step, 2 * step, ..."""
    return np.arange(count) * step


@helper
def add_products(
    out: Array, out_at: int, out_row: int, columns: int, scalars: Array, scalars_at: int, rows: Array,
    scalar_steps: Array, vectors: Array, vectors_at: int, vector_steps: Array, count: int, fresh: bool,
) -> None:  # fmt: skip
    """Compute out[r][c] = sum over t < count of scalars[r][t] * vectors[t][c], tile by tile; added to out if not fresh.

    Args:
        out: row r begins at out_at + r * out_row; there is room for whole tiles.
        out_at: see `out`.
        out_row: see `out`.
        columns: how many columns are wanted.
        scalars: the left factors.
        scalars_at: where they begin.
        rows: the position of each row of scalars from there, for a multiple of ROWS of them.
        scalar_steps: the position of scalar t of a row from its beginning.
        vectors: the right factors.
        vectors_at: where they begin.
        vector_steps: the position of vector t from there.
        count: the number of terms, at least 1.
        fresh: whether to overwrite `out`.
    """
    lanes = lanes_of(out)
    vectors_left = (columns + lanes - 1) // lanes
    tiles_left = (vectors_left + WIDEST - 1) // WIDEST
    c = 0
    while tiles_left > 0:
        width = (vectors_left + tiles_left - 1) // tiles_left  # 4 vectors are better cut into 2 + 2 than into 3 + 1
        for t in range(0, count, TERMS_AT_ONCE):
            terms, first = min(TERMS_AT_ONCE, count - t), fresh and t == 0
            steps, places = scalar_steps[t:], vector_steps[t:]
            for r in range(0, rows.size, ROWS):
                at = out_at + r * out_row + c
                if width == 3:
                    tile_3(out, at, out_row, scalars, scalars_at, rows, r, steps,
                           vectors, vectors_at + c, places, terms, first)  # fmt: skip
                elif width == 2:
                    tile_2(out, at, out_row, scalars, scalars_at, rows, r, steps,
                           vectors, vectors_at + c, places, terms, first)  # fmt: skip
                else:
                    tile_1(out, at, out_row, scalars, scalars_at, rows, r, steps,
                           vectors, vectors_at + c, places, terms, first)  # fmt: skip
        c += width * lanes
        vectors_left -= width
        tiles_left -= 1

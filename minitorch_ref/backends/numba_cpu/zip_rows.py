"""Functions of two numbers, applied to rows a vector of the processor at a time.

The compiler makes vectors of a loop by itself, but only after it has asked at run time whether arrays overlap, and it
ends each row with a loop over single numbers: for rows of 32 numbers that takes ten times as long as the arithmetic.
Here the instructions are put down one by one. A row that does not end with a whole vector ends with one that lies
partly on the one before: the numbers there are written twice, and are the same both times, for no input lies on the
output. Rows shorter than a vector take vectors of half the width, and so on, and single numbers in the end.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from minitorch_ref.backends.numba_cpu.memory import address_of
from minitorch_ref.backends.numba_cpu.register_tile import LLVM, VECTOR_BYTES, index

__all__ = ["INSTRUCTIONS", "row_of_vectors"]


def of_name(name: str) -> Callable[[Any, Any, Any], Any]:
    """Return what calls one of LLVM's own functions of two numbers or vectors."""

    def call(builder: Any, x: Any, y: Any) -> Any:
        kind = x.type
        single = kind.element if isinstance(kind, ir.VectorType) else kind
        bits = 32 if isinstance(single, ir.FloatType) else 64
        suffix = f"v{kind.count}f{bits}" if isinstance(kind, ir.VectorType) else f"f{bits}"
        function = ir.FunctionType(kind, [kind, kind])
        return builder.call(cgutils.get_or_insert_function(builder.module, function, f"llvm.{name}.{suffix}"), [x, y])

    return call


INSTRUCTIONS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "add": lambda builder, x, y: builder.fadd(x, y),
    "div": lambda builder, x, y: builder.fdiv(x, y),
    "maximum": of_name("maximum"),
    "minimum": of_name("minimum"),
    "mul": lambda builder, x, y: builder.fmul(x, y),
    "sub": lambda builder, x, y: builder.fsub(x, y),
}
"""The instruction of each function, which takes single numbers and vectors alike."""


class Operand:
    """A row in memory (step 1), or one number for the whole row (step 0)."""

    def __init__(self, builder: Any, address: Any, step: int) -> None:
        self.builder, self.address = builder, address
        self.number = None if step else builder.load(address)

    def at(self, place: Any, kind: Any) -> Any:
        """Return the number, or the vector of numbers, at a place in the row."""
        if self.number is None:
            return aligned(self.builder.load(pointer(self.builder, self.address, place, kind)), kind)
        return repeated(self.builder, self.number, kind) if isinstance(kind, ir.VectorType) else self.number


def pointer(builder: Any, address: Any, place: Any, kind: Any) -> Any:
    """Return the address of a number or vector."""
    return builder.bitcast(builder.gep(address, [place]), kind.as_pointer())


def aligned(instruction: Any, kind: Any) -> Any:
    """Let a load or store expect nothing but the alignment of single numbers."""
    single = kind.element if isinstance(kind, ir.VectorType) else kind
    instruction.align = 4 if isinstance(single, ir.FloatType) else 8
    return instruction


def repeated(builder: Any, number: Any, kind: Any) -> Any:
    """Return a vector of one number."""
    undefined = ir.Constant(kind, ir.Undefined)
    first = builder.insert_element(undefined, number, ir.Constant(ir.IntType(32), 0))
    places = ir.Constant(ir.VectorType(ir.IntType(32), kind.count), [0] * kind.count)
    return builder.shuffle_vector(first, undefined, places)


def row_of_vectors(name: str, x_step: int, y_step: int) -> Any:
    """Return what kernels call: (out, out_at, x, x_at, y, y_at, count) writes `count` numbers from out[out_at] on."""
    instruction = INSTRUCTIONS[name]

    def generate(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        kinds = signature.args
        out, x, y = (
            builder.gep(address_of(context, builder, kinds[n], operands[n]), [operands[n + 1]]) for n in (0, 2, 4)
        )
        count, single = operands[6], LLVM[kinds[0].dtype]
        one, other = Operand(builder, x, x_step), Operand(builder, y, y_step)

        def write(place: Any, kind: Any) -> None:
            result = instruction(builder, one.at(place, kind), other.at(place, kind))
            aligned(builder.store(result, pointer(builder, out, place, kind)), kind)

        def write_row(lanes: int) -> None:
            if lanes == 1:
                with cgutils.for_range(builder, count) as loop:
                    write(loop.index, single)
                return
            kind = ir.VectorType(single, lanes)
            with builder.if_else(builder.icmp_signed(">=", count, index(lanes))) as (fits, does_not):
                with fits:
                    last = builder.sub(count, index(lanes))
                    with cgutils.for_range_slice(builder, index(0), last, index(lanes), inc=True) as (place, _):
                        write(place, kind)
                    write(last, kind)
                with does_not:
                    write_row(lanes // 2)

        write_row(VECTOR_BYTES * 8 // kinds[0].dtype.bitwidth)
        return context.get_dummy_value()

    def apply(_: Any, out: Any, out_at: Any, x: Any, x_at: Any, y: Any, y_at: Any, count: Any) -> Any:
        """Write a function of two rows, or of a row and a number."""
        return types.void(out, types.intp, x, types.intp, y, types.intp, types.intp), generate

    return intrinsic(apply)

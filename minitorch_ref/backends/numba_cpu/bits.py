"""Instructions that Python has no word for: numbers as bit patterns, a maximum that NaN wins, a product and a sum."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

__all__ = ["from_bits", "larger", "multiply_add", "smaller", "to_bits", "with_sign"]

INTEGERS = {types.float32: types.int32, types.float64: types.int64}
FLOATS = {types.int32: types.float32, types.int64: types.float64}
LLVM = {
    types.float32: ir.FloatType(),
    types.float64: ir.DoubleType(),
    types.int32: ir.IntType(32),
    types.int64: ir.IntType(64),
}


@intrinsic  # type: ignore[untyped-decorator]
def to_bits(_: Any, x: Any) -> Any:
    """Return the bits of a floating-point number as an integer of the same size."""

    def generate(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        return builder.bitcast(operands[0], LLVM[signature.return_type])

    return INTEGERS[x](x), generate


@intrinsic  # type: ignore[untyped-decorator]
def from_bits(_: Any, x: Any) -> Any:
    """Return the floating-point number with these bits."""

    def generate(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        return builder.bitcast(operands[0], LLVM[signature.return_type])

    return FLOATS[x](x), generate


def instruction(name: str) -> Any:
    """Return an instruction that LLVM knows how to apply to vectors: its operands and its result are of one type."""

    def generate(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        kind = LLVM[signature.return_type]
        return builder.call(
            builder.module.declare_intrinsic(name, [kind], ir.FunctionType(kind, [kind] * len(operands))), operands
        )

    return generate


@intrinsic  # type: ignore[untyped-decorator]
def larger(_: Any, x: Any, y: Any) -> Any:
    """Return the larger of two numbers of one type; NaN if one of them is."""
    return x(x, x), instruction("llvm.maximum")


@intrinsic  # type: ignore[untyped-decorator]
def smaller(_: Any, x: Any, y: Any) -> Any:
    """Return the smaller of two numbers of one type; NaN if one of them is."""
    return x(x, x), instruction("llvm.minimum")


@intrinsic  # type: ignore[untyped-decorator]
def with_sign(_: Any, x: Any, y: Any) -> Any:
    """Return a number with the size of x and the sign of y, both of one type."""
    return x(x, x), instruction("llvm.copysign")


@intrinsic  # type: ignore[untyped-decorator]
def multiply_add(_: Any, x: Any, y: Any, z: Any) -> Any:
    """Return x * y + z of three numbers of one type, rounded once where the processor does that in one instruction."""
    return x(x, x, x), instruction("llvm.fmuladd")

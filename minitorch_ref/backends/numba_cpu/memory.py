"""Copies of stretches of memory."""

from typing import Any

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from minitorch_ref.backends.numba_cpu.jit import Array, Number, helper

__all__ = ["address_of", "copy_memory", "fill"]


def address_of(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    """Return the address of the first element of an array, while a function is being compiled.

    What is imported for it takes long, and kernels that were kept on disk do without.
    """
    from numba.np import arrayobj

    return arrayobj.make_array(kind)(context, builder, array).data


@intrinsic  # type: ignore[untyped-decorator]
def copy_memory(_: Any, out: Any, out_at: Any, x: Any, x_at: Any, count: Any) -> Any:
    """Write x[x_at : x_at + count] to out from out_at on; two vectors of one type that do not overlap.

    The C library does it, with the widest moves that the processor has.
    """

    def generate(context: Any, builder: Any, signature: Any, operands: Any) -> Any:
        def address(array: int) -> Any:
            first = address_of(context, builder, signature.args[array], operands[array])
            return builder.gep(first, [operands[array + 1]])

        cgutils.raw_memcpy(builder, address(0), address(2), operands[4], signature.args[0].dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(out, types.intp, x, types.intp, types.intp), generate


@helper
def fill(out: Array, value: Number) -> None:
    """Write one number everywhere."""
    for i in range(out.size):
        out[i] = value

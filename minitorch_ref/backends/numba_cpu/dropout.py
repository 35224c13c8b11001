"""Dropout in one pass, and its gradient, which is dropout of the gradient by the same random numbers.

It writes x * scale where a number drawn uniformly from [0, 1) is at least p, else x * 0: what the composed operation
makes of the same draw, to the bit. Operands are seen as one long row (a copy is made of what is not row-major); it is
cut into pieces, and each is written by the one thread that has it.
"""

from minitorch_ref.backends.numba_cpu.jit import Array, Number, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.operands import are_taken_flat, flat, size_of
from minitorch_ref.backends.numba_cpu.rows import cut, parts
from minitorch_ref.storage import Strided

__all__ = ["ACCEPTS", "dropout"]


def are_single(*operands: Strided) -> bool:
    """Say whether these are of type float32, as the random numbers are."""
    return are_taken_flat(*operands) and all(x.storage.dtype.name == "float32" for x in operands)


ACCEPTS = {"dropout": are_single}


def dropout(out: Strided, x: Strided, uniform: Strided, p: float, scale: float) -> None:
    """Write x, scaled where the uniform numbers are at least p, and times 0 elsewhere."""
    drop[size_of(out)](out.storage.data, flat(x), flat(uniform), p, scale, size_of(out))


@helper
def drop_row(out: Array, x: Array, uniform: Array, p: Number, scale: Number) -> None:
    """Write one piece."""
    for i in range(out.size):
        factor = scale if uniform[i] >= p else type(scale)(0)
        out[i] = x[i] * factor


@kernel
def drop(out: Array, x: Array, uniform: Array, p: float, scale: float, size: int) -> None:
    """A thread takes some of the pieces."""
    for item in prange(parts(1, size)):
        _, _, left, right = cut(integer(item), 1, size)
        number = out.dtype.type
        drop_row(out[left:right], x[left:right], uniform[left:right], number(p), number(scale))

"""What a backend must be able to do: the few loops on which every operation of the framework stands.

Each loop but `take` writes into `out`, which the caller has allocated with the right shape and element type, and reads
from inputs that it must not change. A name such as "add" is a key of the tables in `elementwise.py`.
"""

from collections.abc import Callable
from typing import Any, Protocol

from minitorch_ref.storage import Strided

__all__ = ["Backend", "Kernel", "Key"]

Key = tuple[Any, ...]
"""An index with arrays in it, one entry for each axis: slices and integer or boolean NumPy arrays."""

Kernel = Callable[..., None]
"""Several loops in one pass: writes its first operands, reads the others; which those are, its docstring says."""


class Backend(Protocol):
    """The loops over storage of one kind of device, and the fused kernels it has for some operations."""

    name: str

    small_bytes: int
    """Up to this size of row-major operands on the CPU, `small.py` goes straight to NumPy; 0 is never."""

    def kernel(self, name: str, *operands: Strided) -> Kernel | None:
        """Return the fused kernel "softmax", "adam", ... for these operands.

        None means: compose the operation of the loops below, which define it. A backend need not have any kernel, and
        may decline operands whose size, layout or element type its kernel is not made for.
        """

    def copy(self, out: Strided, x: Strided) -> None:
        """Write the elements of x, converted to the type of out; x is broadcast."""

    def map(self, name: str, out: Strided, x: Strided) -> None:
        """Write name(x) for every element; same shape."""

    def zip(self, name: str, out: Strided, x: Strided, y: Strided) -> None:
        """Write name(x, y) for every element; x and y have one element type and are broadcast to the shape of out."""

    def where(self, out: Strided, condition: Strided, x: Strided, y: Strided) -> None:
        """Write x where the condition holds, else y; all three are broadcast to the shape of out."""

    def reduce(self, name: str, out: Strided, x: Strided, dims: tuple[int, ...]) -> None:
        """Combine the elements along the axes `dims`; out has size 1 there and the element type of x."""

    def arg_reduce(self, name: str, out: Strided, x: Strided, dim: int) -> None:
        """Write the first index along `dim` of the largest ("argmax") or smallest ("argmin") element; out is int64."""

    def matmul(self, out: Strided, x: Strided, y: Strided) -> None:
        """Write the matrix products of x (..., n, k) and y (..., k, m); the axes in front are equal or broadcast."""

    def take(self, x: Strided, key: Key) -> Strided:
        """Return x[key], by NumPy's rules for indexing with arrays, row-major on a new storage."""

    def put(self, x: Strided, key: Key, values: Strided, name: str | None = None) -> None:
        """Write the values, broadcast, to x[key]; with the name of a reduction, combine them with what is there.

        Where the key names an element more than once, the last value stays or, with a name, all are combined.
        """

    def accumulate(self, name: str, out: Strided, x: Strided, dim: int) -> None:
        """Write, for each element, what `reduce` makes of those along `dim` up to and including it; same shape."""

    def arg_sort(self, out: Strided, x: Strided, dim: int, descending: bool) -> None:
        """Write the indices that put x in order along `dim`; NaN is the largest, equal elements stay; out is int64."""

    def fft(self, name: str, out: Strided, x: Strided, dim: int) -> None:
        """Write the discrete Fourier transform along `dim`, without any factor in front of the sum.

        "fft" and "ifft" (the conjugate exponent) take complex numbers and write as many; "rfft" takes n real numbers
        and writes the first n // 2 + 1; "irfft" takes those and writes the n real numbers for which out has place.
        """

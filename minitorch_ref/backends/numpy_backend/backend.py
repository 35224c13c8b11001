"""Every loop as one call of NumPy on arrays that share the tensors' memory."""

from typing import Literal

import numpy as np

from minitorch_ref import shapes
from minitorch_ref.backends.elementwise import INITIAL, MAPS, REDUCTIONS, ZIPS
from minitorch_ref.backends.interface import Kernel, Key
from minitorch_ref.backends.numpy_backend.quiet import quietly
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Storage, Strided

__all__ = ["NumpyBackend"]


class NumpyBackend:
    """The definition of every operation, and BLAS for matrix products."""

    name = "numpy"
    small_bytes = 1 << 15

    def kernel(self, name: str, *operands: Strided) -> Kernel | None:
        """See Backend.kernel: there is none, every operation is composed of the loops."""
        return None

    def copy(self, out: Strided, x: Strided) -> None:
        """See Backend.copy."""
        target, source = out.array(), x.array()
        if source.dtype.kind == "c" and target.dtype.kind not in "bc":
            source = source.real
        quietly(target.__setitem__, ..., source)

    def map(self, name: str, out: Strided, x: Strided) -> None:
        """See Backend.map."""
        function = MAPS[name]
        if isinstance(function, np.ufunc):
            quietly(function, x.array(), out=out.array())
        else:
            out.array()[...] = quietly(function, x.array())

    def zip(self, name: str, out: Strided, x: Strided, y: Strided) -> None:
        """See Backend.zip."""
        quietly(ZIPS[name], x.array(), y.array(), out=out.array())

    def where(self, out: Strided, condition: Strided, x: Strided, y: Strided) -> None:
        """See Backend.where."""
        out.array()[...] = np.where(condition.array(), x.array(), y.array())

    def reduce(self, name: str, out: Strided, x: Strided, dims: tuple[int, ...]) -> None:
        """See Backend.reduce."""
        array = x.array()
        start = () if array.size else (INITIAL[name](array.dtype),)
        quietly(REDUCTIONS[name].reduce, array, dims, None, out.array(), True, *start)

    def arg_reduce(self, name: str, out: Strided, x: Strided, dim: int) -> None:
        """See Backend.arg_reduce."""
        function = np.argmax if name == "argmax" else np.argmin
        out.array()[...] = function(x.array(), axis=dim, keepdims=True)

    def matmul(self, out: Strided, x: Strided, y: Strided) -> None:
        """See Backend.matmul."""
        quietly(np.matmul, x.array(), y.array(), out.array())

    def take(self, x: Strided, key: Key) -> Strided:
        """See Backend.take."""
        taken = np.ascontiguousarray(x.array()[key])
        return Strided(Storage(taken.reshape(-1)), Layout(taken.shape, shapes.contiguous_strides(taken.shape)))

    def put(self, x: Strided, key: Key, values: Strided, name: str | None = None) -> None:
        """See Backend.put."""
        if name is None:
            x.array()[key] = values.array()
        else:
            REDUCTIONS[name].at(x.array(), key, values.array())

    def accumulate(self, name: str, out: Strided, x: Strided, dim: int) -> None:
        """See Backend.accumulate."""
        quietly(REDUCTIONS[name].accumulate, x.array(), dim, None, out.array())

    def arg_sort(self, out: Strided, x: Strided, dim: int, descending: bool) -> None:
        """See Backend.arg_sort: backwards, the last of equal elements comes first, so it runs on the mirrored axis."""
        array = np.flip(x.array(), dim) if descending else x.array()
        order = np.argsort(array, axis=dim, kind="stable")
        out.array()[...] = array.shape[dim] - 1 - np.flip(order, dim) if descending else order

    def fft(self, name: str, out: Strided, x: Strided, dim: int) -> None:
        """See Backend.fft."""
        norm: Literal["forward", "backward"] = "forward" if name in ("ifft", "irfft") else "backward"
        sizes = {"n": out.layout.shape[dim]} if name == "irfft" else {}
        out.array()[...] = getattr(np.fft, name)(x.array(), axis=dim, norm=norm, **sizes)

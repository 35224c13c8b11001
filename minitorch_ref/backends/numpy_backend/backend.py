"""Every loop as one call of NumPy on arrays that share the tensors' memory."""

import numpy as np

from minitorch_ref import shapes
from minitorch_ref.backends.elementwise import MAPS, REDUCTIONS, ZIPS
from minitorch_ref.backends.interface import Key
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Storage, Strided

__all__ = ["NumpyBackend"]


class NumpyBackend:
    """The definition of every operation, and BLAS for matrix products."""

    name = "numpy"

    def copy(self, out: Strided, x: Strided) -> None:
        """See Backend.copy."""
        with np.errstate(all="ignore"):
            out.array()[...] = x.array()

    def map(self, name: str, out: Strided, x: Strided) -> None:
        """See Backend.map."""
        function = MAPS[name]
        with np.errstate(all="ignore"):
            if isinstance(function, np.ufunc):
                function(x.array(), out=out.array())
            else:
                out.array()[...] = function(x.array())

    def zip(self, name: str, out: Strided, x: Strided, y: Strided) -> None:
        """See Backend.zip."""
        with np.errstate(all="ignore"):
            ZIPS[name](x.array(), y.array(), out=out.array())

    def where(self, out: Strided, condition: Strided, x: Strided, y: Strided) -> None:
        """See Backend.where."""
        out.array()[...] = np.where(condition.array(), x.array(), y.array())

    def reduce(self, name: str, out: Strided, x: Strided, dims: tuple[int, ...]) -> None:
        """See Backend.reduce."""
        with np.errstate(all="ignore"):
            REDUCTIONS[name].reduce(x.array(), axis=dims, keepdims=True, out=out.array())

    def arg_reduce(self, name: str, out: Strided, x: Strided, dim: int) -> None:
        """See Backend.arg_reduce."""
        function = np.argmax if name == "argmax" else np.argmin
        out.array()[...] = function(x.array(), axis=dim, keepdims=True)

    def matmul(self, out: Strided, x: Strided, y: Strided) -> None:
        """See Backend.matmul."""
        with np.errstate(all="ignore"):
            np.matmul(x.array(), y.array(), out=out.array())

    def take(self, x: Strided, key: Key) -> Strided:
        """See Backend.take."""
        taken = np.ascontiguousarray(x.array()[key])
        return Strided(Storage(taken.reshape(-1)), Layout(taken.shape, shapes.contiguous_strides(taken.shape)))

    def put(self, x: Strided, key: Key, values: Strided) -> None:
        """See Backend.put."""
        x.array()[key] = values.array()

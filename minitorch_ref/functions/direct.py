"""Operations on small operands, from the call to the recorded result in two functions.

A sum of eight numbers takes NumPy a fraction of a microsecond, and the way of all operations several times as long:
`Function.apply` prepares for everything that a `forward` may do, and `forward` for operands of every kind. For
floating-point operands on the CPU that are row-major, alike and small, all that is known beforehand. So operations that
are used a lot try this way first. It has the same effect in fewer steps; what does not fit goes the way of all.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from minitorch_ref.backends.elementwise import ZIPS
from minitorch_ref.backends.numpy_backend.quiet import quiet
from minitorch_ref.backends.selection import small
from minitorch_ref.dtypes import FLOATING
from minitorch_ref.functions.function import Function
from minitorch_ref.functions.small import owner
from minitorch_ref.shapes import RowMajor

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Map", "Zip"]


class Zip(Function):
    """A function of every pair of elements: the `name` of one in ZIPS; `saves` says whether backward needs the two."""

    name: ClassVar[str]
    saves: ClassVar[bool] = False

    @classmethod
    def apply(cls, x: "Tensor", y: "Tensor") -> "Tensor":
        """See Function.apply."""
        first, second = x.strided, y.strided
        layout, array, other = first.layout, first.view, second.view
        if layout is not second.layout or array is None or other is None or array.nbytes > small.bytes:
            return super().apply(x, y)
        dtype = first.storage.dtype
        if dtype is not second.storage.dtype or dtype.category < FLOATING or type(layout) is not RowMajor:
            return super().apply(x, y)
        try:
            result = quiet.run(ZIPS[cls.name], array, other)
        except (RuntimeError, MemoryError):  # see `quietly`; and the long way reports a lack of memory
            return super().apply(x, y)
        made = owner(result, layout, dtype, cls, x, y)
        node: Any = made.node
        if node is not None and cls.saves:
            node.keep((x, y), made)
        return made


class Map(Function):
    """A function of every element: the `name` of one in MAPS, whose backward needs the result."""

    name: ClassVar[str]

    @classmethod
    def apply(cls, x: "Tensor") -> "Tensor":
        """See Function.apply."""
        strided = x.strided
        layout, array, dtype = strided.layout, strided.view, strided.storage.dtype
        if array is None or type(layout) is not RowMajor or array.nbytes > small.bytes or dtype.category != FLOATING:
            return super().apply(x)
        try:
            result = quiet.run(small.maps[cls.name], array)
        except (RuntimeError, MemoryError):
            return super().apply(x)
        made = owner(result, layout, dtype, cls, x)
        node: Any = made.node
        if node is not None:
            node.keep((made,), made)
        return made

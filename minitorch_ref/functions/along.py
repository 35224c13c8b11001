"""Gathering, and adding what is scattered, along one axis in one pass: for a backend that has a kernel for it.

What `selection.gather` and `scatter.scatter_add` say is what these compute, and they choose.
"""

from typing import TYPE_CHECKING, Any

from minitorch_ref import dtypes
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.functions import dispatch, scatter, selection
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.storage import cpu

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Gather", "ScatterAdd", "is_fused"]


def is_fused(name: str, dim: int, index: "Tensor", *values: "Tensor") -> bool:
    """Say whether there is a kernel for these: an index that has the sizes of all values but along `dim`, and fits."""
    x = values[0]
    if index.dtype is not dtypes.int64 or any(v.device is not cpu for v in (index, *values)):
        return False
    if any(n != size for axis, (n, size) in enumerate(zip(index.shape, x.shape, strict=True)) if axis != dim):
        return False
    return dispatch.kernel(name, *values, index) is not None and are_inside(index, x.shape[dim])


def are_inside(index: "Tensor", size: int) -> bool:
    """Say whether all indices are in [0, size); an axis along which they were expanded is looked at once."""
    shown = index.strided.array()
    once = shown[tuple(slice(0, 1) if stride == 0 else slice(None) for stride in shown.strides)]
    return bool(once.min() >= 0 and once.max() < size)


class Gather(Function):
    """`selection.gather` of a CPU tensor that `is_fused` accepts."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int, index: "Tensor") -> "Tensor":
        fused = dispatch.kernel("gather", x, index)
        assert fused is not None
        ctx.save_for_backward(index)
        ctx.dim, ctx.shape = dim, tuple(x.shape)
        out = dispatch.allocate(index.shape, x.dtype, device=x.device)
        fused(out.strided, x.strided, index.strided, dim)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        (index,) = ctx.saved_tensors
        return scatter.scatter_add(grad_output.new_zeros(ctx.shape), ctx.dim, index, grad_output), None, None


class ScatterAdd(Function):
    """`scatter.scatter_add` of CPU tensors that `is_fused` accepts."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int, index: "Tensor", src: "Tensor") -> "Tensor":
        fused = dispatch.kernel("scatter_add", x, src, index)
        assert fused is not None
        ctx.save_for_backward(index)
        ctx.dim = dim
        out = dispatch.allocate(x.shape, x.dtype, device=x.device)
        backend_of(out.strided).copy(out.strided, x.strided)
        fused(out.strided, src.strided, index.strided, dim)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        needs_x, _, _, needs_src = ctx.needs_input_grad
        (index,) = ctx.saved_tensors
        grad_src = selection.gather(grad_output, ctx.dim, index) if needs_src else None
        return grad_output if needs_x else None, None, None, grad_src

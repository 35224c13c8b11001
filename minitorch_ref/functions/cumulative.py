"""Running totals: sums, products and log-sum-exps of everything up to each element."""

from typing import TYPE_CHECKING

from minitorch_ref import dtypes, return_types
from minitorch_ref.backends.selection import backend_of
from minitorch_ref.dtypes import DType
from minitorch_ref.functions import dispatch, selection
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.selection import flip, gather
from minitorch_ref.functions.softmax import logsumexp
from minitorch_ref.shapes import normalize_dim

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Cumprod", "Cumsum", "cummax", "cummin", "cumprod", "cumsum", "logcumsumexp"]


class Cumsum(Function):
    """out[k] = x[0] + ... + x[k]."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int) -> "Tensor":
        ctx.dim = dim
        return running("sum", x, dim)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, None]":
        return from_the_end(grad_output, ctx.dim), None


class Cumprod(Function):
    """out[k] = x[0] * ... * x[k]."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", dim: int) -> "Tensor":
        out = running("prod", x, dim)
        ctx.save_for_backward(x, out)
        ctx.dim = dim
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, None]":
        x, out = ctx.saved_tensors
        if bool((x == 0).any()):
            return through_zeros(grad_output, x, ctx.dim), None
        return from_the_end(grad_output * out.conj(), ctx.dim) / x.conj(), None


def from_the_end(x: "Tensor", dim: int) -> "Tensor":
    """Return out[k] = x[k] + ... + x[n - 1]."""
    return flip(Cumsum.apply(flip(x, dim), dim), dim)


def through_zeros(grad_output: "Tensor", x: "Tensor", dim: int) -> "Tensor":
    """Return the gradient of cumprod without dividing by x: row i of an (n, n) table leaves x[i] out."""
    x, grad = x.movedim(dim, -1), grad_output.movedim(dim, -1)
    size = x.shape[-1]
    square = x.new_ones((size, size), dtype=dtypes.bool_)
    others = selection.where(square.triu() & square.tril(), x.new_ones(()), x.unsqueeze(-2))
    products = Cumprod.apply(others, others.dim() - 1).triu(0)
    return (products.conj() * grad.unsqueeze(-2)).sum(-1).movedim(-1, dim)


def running(name: str, x: "Tensor", dim: int) -> "Tensor":
    """Run the backend's loop along one axis."""
    out = dispatch.allocate(x.shape, x.dtype, device=x.device)
    backend_of(out.strided).accumulate(name, out.strided, x.strided, dim)
    return out


def totals(operation: type[Function], input: "Tensor", dim: int, dtype: DType | None) -> "Tensor":
    """Apply a running total; integers are combined as int64."""
    small = input.dtype.category <= dtypes.INTEGER
    x = input.to(dtype or (dtypes.int64 if small else input.dtype))
    dim = normalize_dim(dim, max(x.dim(), 1))
    return operation.apply(x, dim) if x.dim() else x.clone()


def cumsum(input: "Tensor", dim: int, *, dtype: DType | None = None) -> "Tensor":
    """Return, for each element, the sum of those along `dim` up to and including it; integers are summed as int64."""
    return totals(Cumsum, input, dim, dtype)


def cumprod(input: "Tensor", dim: int, *, dtype: DType | None = None) -> "Tensor":
    """Return, for each element, the product of those along `dim` up to and including it; integers as int64."""
    return totals(Cumprod, input, dim, dtype)


def logcumsumexp(input: "Tensor", dim: int) -> "Tensor":
    """Return, for each element, the logarithm of the sum of exp(x) along `dim` up to and including it.

    Each is taken on its own, so that nothing overflows; that costs n * n for n elements.
    """
    if input.dim() == 0:
        return input.clone()
    x = input.movedim(dim, -1)
    size = x.shape[-1]
    later = input.new_ones((size, size), dtype=dtypes.bool_).triu(1)
    seen = selection.where(later, input.new_full((), -float("inf")), x.unsqueeze(-2))
    return logsumexp(seen, -1).movedim(-1, dim)


def cummax(input: "Tensor", dim: int) -> return_types.cummax:
    """Return (values, indices): the largest element along `dim` up to each element, and the last place it is at."""
    return return_types.cummax(*extremes_so_far("amax", input, dim))


def cummin(input: "Tensor", dim: int) -> return_types.cummin:
    """Return (values, indices): the smallest element along `dim` up to each element, and the last place it is at."""
    return return_types.cummin(*extremes_so_far("amin", input, dim))


def extremes_so_far(name: str, input: "Tensor", dim: int) -> "tuple[Tensor, Tensor]":
    """Find where each running extreme was met last, and take the elements there."""
    if input.dim() == 0:
        return input.clone(), input.new_zeros((), dtype=dtypes.int64)
    dim = normalize_dim(dim, input.dim())
    plain = input.detach()
    best = running(name, plain, dim)
    met = ((plain == best) | (plain != plain)).to(dtypes.int64)
    sizes = [1] * input.dim()
    sizes[dim] = -1
    places = input.new_ones(input.shape[dim], dtype=dtypes.int64).cumsum(0).reshape(sizes) - 1
    indices = running("amax", met * places, dim)
    return gather(input, dim, indices), indices

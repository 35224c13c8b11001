"""Linear algebra under PyTorch's names: lengths of vectors, norms of matrices."""

from typing import TYPE_CHECKING

from minitorch_ref.dtypes import DType
from minitorch_ref.functions.matmul import matmul
from minitorch_ref.functions.norm import norm as length
from minitorch_ref.functions.strided import diagonal

if TYPE_CHECKING:
    from minitorch_ref.functions.sizes import Sizes
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["diagonal", "matmul", "norm", "vector_norm"]


def vector_norm(
    x: "Tensor", ord: float = 2, dim: "Sizes | None" = None, keepdim: bool = False, *, dtype: DType | None = None
) -> "Tensor":
    """Return the length of the vectors along the axes `dim`, by default of all elements; see `norm`."""
    return length(x, ord, dim, keepdim, dtype)


def norm(
    A: "Tensor",  # noqa: N803  PyTorch's name
    ord: float | str | None = None,
    dim: "Sizes | None" = None,
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
) -> "Tensor":
    """Return the length of vectors, or the Frobenius norm ("fro" or None) of matrices.

    Args:
        A: floating-point numbers.
        ord: which length.
        dim: the axes; by default all.
        keepdim: whether they stay with size 1.
        dtype: a type to convert to first.
    """
    return length(A, 2 if ord is None else ord, dim, keepdim, dtype)

"""Embedding: rows of a table looked up by number."""

from typing import TYPE_CHECKING, Any

from minitorch_ref import dtypes
from minitorch_ref.autograd.modes import no_grad
from minitorch_ref.errors import ArgumentError, DimensionError, UnsupportedError
from minitorch_ref.functions import dispatch, indexed, selection
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.joining import cat
from minitorch_ref.storage import cpu

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Embedding", "embedding", "embedding_bag"]


class Embedding(Function):
    """weight (rows, d), index (...) -> (..., d); the gradient of a row is the sum over its occurrences."""

    @staticmethod
    def forward(ctx: Context, weight: "Tensor", index: "Tensor", frozen: int | None, by_count: bool) -> "Tensor":
        ctx.save_for_backward(index)
        ctx.rows, ctx.frozen, ctx.by_count = weight.shape[0], frozen, by_count
        out = dispatch.allocate((*index.shape, weight.shape[1]), weight.dtype, device=weight.device)
        if (fused := dispatch.kernel("embedding", out, weight, index)) is not None:
            fused(out.strided, weight.strided, index.strided)
            return out
        return weight.index_select(0, index.reshape(-1)).reshape(*index.shape, weight.shape[1])

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        (index,) = ctx.saved_tensors
        fused = None if ctx.by_count else dispatch.backward_kernel("embedding_backward", grad_output, index)
        if fused is not None:
            shape = ctx.rows, grad_output.shape[-1]
            out = dispatch.allocate(shape, grad_output.dtype, device=grad_output.device)
            fused(out.strided, grad_output.strided, index.strided, -1 if ctx.frozen is None else ctx.frozen)
            return out, None, None, None
        places = index.reshape(-1)
        rows = grad_output.reshape(places.numel(), grad_output.shape[-1])
        if ctx.by_count:
            ones = rows.new_ones(places.shape)
            counts = indexed.index_add(rows.new_zeros(ctx.rows), 0, places, ones)
            rows = rows / counts[places].unsqueeze(1)
        if ctx.frozen is not None:
            rows = selection.where((places == ctx.frozen).unsqueeze(1), 0.0, rows)
        table = rows.new_zeros((ctx.rows, rows.shape[1]))
        return indexed.index_add(table, 0, places, rows), None, None, None


def embedding(
    input: "Tensor",
    weight: "Tensor",
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> "Tensor":
    """Return the rows of a table that the numbers name.

    Args:
        input: (...), int64 or int32, each in [0, rows).
        weight: (rows, d).
        padding_idx: a row that receives no gradient.
        max_norm: rows that are looked up and longer than this are shortened to it, in the table itself.
        norm_type: by which norm their length is measured.
        scale_grad_by_freq: whether the gradient of a row is divided by how often it was looked up.
        sparse: not supported.

    Returns: (..., d).

    Raises: DimensionError (an IndexError) if a number is out of range.
    """
    if sparse:
        raise UnsupportedError("embedding: sparse gradients are not supported; use sparse=False")
    if input.dtype not in (dtypes.int64, dtypes.int32):
        raise UnsupportedError(f"embedding: the numbers of rows must be int64 or int32, got {input.dtype}")
    if padding_idx is not None:
        padding_idx = row_number("embedding", padding_idx, weight)
    low, high = range_of(input) if input.device is cpu else (0, -1)  # a GPU says later, the host need not wait for it
    if low < 0 or high >= weight.shape[0]:
        raise DimensionError(f"embedding: numbers must be in [0, {weight.shape[0]}), got {low} to {high}")
    if max_norm is not None:
        shorten_rows(weight, input, max_norm, norm_type)
    found: Tensor = Embedding.apply(weight, input, padding_idx, scale_grad_by_freq)
    return found


def range_of(index: "Tensor") -> tuple[int, int]:
    """Return the smallest and the largest number on the CPU; of none, 0 and -1."""
    numbers = index.strided.array()
    return (int(numbers.min()), int(numbers.max())) if numbers.size else (0, -1)


def row_number(name: str, row: int, weight: "Tensor") -> int:
    """Return the number of a row counted from the front."""
    if not -weight.shape[0] <= row < weight.shape[0]:
        raise ArgumentError(f"{name}: padding_idx must be a row of a table of {weight.shape[0]}, got {row}")
    return row % weight.shape[0]


def shorten_rows(weight: "Tensor", index: "Tensor", max_norm: float, norm_type: float) -> None:
    """Scale the rows of the table that the index names down to the norm `max_norm`."""
    with no_grad():
        for row in sorted(set(index.reshape(-1).tolist())):
            length = float((weight[row].abs() ** norm_type).sum()) ** (1 / norm_type)
            if length > max_norm:
                weight[row] *= max_norm / (length + 1e-7)


def embedding_bag(
    input: "Tensor",
    weight: "Tensor",
    offsets: "Tensor | None" = None,
    max_norm: float | None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: "Tensor | None" = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> "Tensor":
    """Return the sums, means or maxima of the rows that bags of numbers name.

    Args:
        input: (bags, n), or (n,) with `offsets`.
        weight: (rows, d).
        offsets: (bags,), where each bag begins in a flat input.
        max_norm: see `embedding`.
        norm_type: see `embedding`.
        scale_grad_by_freq: see `embedding`.
        mode: "sum", "mean" or "max".
        sparse: not supported.
        per_sample_weights: factors in the shape of the input, for "sum" only.
        include_last_offset: whether `offsets` ends with the size of the input.
        padding_idx: a row that is left out of every bag.

    Returns: (bags, d); 0 for an empty bag.
    """
    if mode not in ("sum", "mean", "max"):
        raise ArgumentError(f"embedding_bag: mode must be sum, mean or max, got {mode!r}")
    if per_sample_weights is not None and mode != "sum":
        raise UnsupportedError(f"embedding_bag: per_sample_weights need mode='sum', got {mode!r}")
    if input.dim() == 2 and offsets is not None:
        raise ArgumentError("embedding_bag: an input of two axes has its bags as rows; leave out offsets")
    if input.dim() == 1 and offsets is None:
        raise ArgumentError("embedding_bag: an input of one axis needs offsets")
    begins = list(range(0, input.numel(), max(input.shape[-1], 1))) if offsets is None else offsets.tolist()
    if input.dim() == 2 and input.shape[1] == 0:
        begins = [0] * input.shape[0]
    ends = begins[1:] if include_last_offset else [*begins[1:], input.numel()]
    flat = input.reshape(-1)
    rows = embedding(flat, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
    if per_sample_weights is not None:
        rows = rows * per_sample_weights.reshape(-1, 1)
    if padding_idx is not None:
        padding_idx = row_number("embedding_bag", padding_idx, weight)
    bags = [bag(rows[begin:end], flat[begin:end], mode, padding_idx) for begin, end in zip(begins, ends, strict=False)]
    return cat(bags) if bags else rows.new_zeros(0, weight.shape[1])


def bag(rows: "Tensor", numbers: "Tensor", mode: str, padding_idx: int | None) -> "Tensor":
    """Return the sum, the mean or the maximum of some rows, (1, d)."""
    if padding_idx is not None:
        rows = rows[numbers != padding_idx]
    if rows.shape[0] == 0 or mode == "sum":
        return rows.sum(0, keepdim=True)
    return rows.mean(0, keepdim=True) if mode == "mean" else rows.amax(0, keepdim=True)

"""Convolution: windows as columns, times filters as rows.

Convolution is linear in the input and in the weight. With the gradient g of the output, <conv(x, w), g> is linear in x,
w and g, so there are three products, one for each pair of them, and the derivatives of each are the other two:

    Convolution(x, w)            -> like g
    ConvolutionInput(g, w)       -> like x, also known as transposed convolution
    ConvolutionWeight(x, g)      -> like w
"""

import math
from typing import TYPE_CHECKING, Any

from minitorch_ref.errors import ArgumentError, ShapeError
from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.matmul import matmul
from minitorch_ref.functions.windows import Grid, Numbers, folded, grid_of, per_axis, windows_of

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Convolution",
    "ConvolutionInput",
    "ConvolutionWeight",
    "conv1d",
    "conv2d",
    "conv_transpose1d",
    "conv_transpose2d",
    "same_padding",
]


def columns_of(x: "Tensor", grid: Grid, groups: int, counts: tuple[int, ...]) -> "Tensor":
    """(N, C, *sizes) -> (N, groups, C / groups * window, windows): the first `counts` windows along each axis."""
    columns = windows_of(x, grid)[(..., *map(slice, counts))]
    rows = x.shape[1] // groups * math.prod(grid.kernel)
    return columns.reshape(x.shape[0], groups, rows, math.prod(counts))


def by_group(x: "Tensor", groups: int) -> "Tensor":
    """(N, O, *windows) -> (N, groups, O / groups, windows)."""
    return x.reshape(x.shape[0], groups, x.shape[1] // groups, math.prod(x.shape[2:]))


def filters_of(weight: "Tensor", groups: int) -> "Tensor":
    """(O, C / groups, *kernel) -> (groups, O / groups, C / groups * window)."""
    return weight.reshape(groups, weight.shape[0] // groups, math.prod(weight.shape[1:]))


class Convolution(Function):
    """x (N, C, *sizes), weight (O, C / groups, *kernel), bias (O,) or None -> (N, O, *windows)."""

    @staticmethod
    def forward(
        ctx: Context,
        x: "Tensor",
        weight: "Tensor",
        bias: "Tensor | None",
        grid: Grid,
        groups: int,
        counts: tuple[int, ...],
    ) -> "Tensor":
        ctx.save_for_backward(x, weight)
        ctx.grid, ctx.groups = grid, groups
        operands = (x, weight) if bias is None else (x, weight, bias)
        if (fused := dispatch.kernel("convolution", *operands)) is not None:
            out = dispatch.allocate((x.shape[0], weight.shape[0], *counts), x.dtype, device=x.device)
            fused(out.strided, x.strided, weight.strided, None if bias is None else bias.strided, grid, groups)
            return out
        product = matmul(filters_of(weight, groups), columns_of(x, grid, groups, counts))
        return with_bias(product.reshape(x.shape[0], weight.shape[0], *counts), bias)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        x, weight = ctx.saved_tensors
        by_x, by_weight, by_bias, *_ = ctx.needs_input_grad
        grad_output = grad_output.contiguous()  # once for all three
        grad_x = ConvolutionInput.apply(grad_output, weight, ctx.grid, ctx.groups, x.shape[2:]) if by_x else None
        grad_weight = ConvolutionWeight.apply(x, grad_output, ctx.grid, ctx.groups) if by_weight else None
        grad_bias = grad_output.sum((0, *range(2, x.dim()))) if by_bias else None
        return grad_x, grad_weight, grad_bias, None, None, None


class ConvolutionInput(Function):
    """g (N, O, *windows), weight (O, C / groups, *kernel) -> (N, C, *sizes)."""

    @staticmethod
    def forward(
        ctx: Context, g: "Tensor", weight: "Tensor", grid: Grid, groups: int, sizes: tuple[int, ...]
    ) -> "Tensor":
        ctx.save_for_backward(g, weight)
        ctx.grid, ctx.groups = grid, groups
        channels = weight.shape[1] * groups
        if (fused := dispatch.kernel("convolution_input", g, weight)) is not None:
            out = dispatch.allocate((g.shape[0], channels, *sizes), g.dtype, device=g.device)
            fused(out.strided, g.strided, weight.strided, grid, groups)
            return out
        columns = matmul(filters_of(weight, groups).mT, by_group(g, groups))
        columns = columns.reshape(g.shape[0], channels, *grid.kernel, *g.shape[2:])
        return folded(columns, grid, (g.shape[0], channels, *sizes))

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        g, weight = ctx.saved_tensors
        by_g, by_weight, *_ = ctx.needs_input_grad
        grad_g = Convolution.apply(grad_output, weight, None, ctx.grid, ctx.groups, g.shape[2:]) if by_g else None
        grad_weight = ConvolutionWeight.apply(grad_output, g, ctx.grid, ctx.groups) if by_weight else None
        return grad_g, grad_weight, None, None, None


class ConvolutionWeight(Function):
    """x (N, C, *sizes), g (N, O, *windows) -> (O, C / groups, *kernel)."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", g: "Tensor", grid: Grid, groups: int) -> "Tensor":
        ctx.save_for_backward(x, g)
        ctx.grid, ctx.groups = grid, groups
        if (fused := dispatch.kernel("convolution_weight", x, g)) is not None:
            out = dispatch.allocate((g.shape[1], x.shape[1] // groups, *grid.kernel), x.dtype, device=x.device)
            fused(out.strided, x.strided, g.strided, grid, groups)
            return out
        product = matmul(by_group(g, groups), columns_of(x, grid, groups, g.shape[2:]).mT).sum(0)
        return product.reshape(g.shape[1], x.shape[1] // groups, *grid.kernel)

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> tuple[Any, ...]:
        x, g = ctx.saved_tensors
        by_x, by_g, *_ = ctx.needs_input_grad
        grad_x = ConvolutionInput.apply(g, grad_output, ctx.grid, ctx.groups, x.shape[2:]) if by_x else None
        grad_g = Convolution.apply(x, grad_output, None, ctx.grid, ctx.groups, g.shape[2:]) if by_g else None
        return grad_x, grad_g, None, None


def same_padding(kernel: tuple[int, ...], dilation: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Return the padding before and after each axis that keeps its size; an odd rest goes behind."""
    totals = [step * (width - 1) for width, step in zip(kernel, dilation, strict=True)]
    return tuple((total // 2, total - total // 2) for total in totals)


def convolve(
    name: str,
    ndim: int,
    input: "Tensor",
    weight: "Tensor",
    bias: "Tensor | None",
    stride: Numbers,
    padding: Numbers | str,
    dilation: Numbers,
    groups: int,
) -> "Tensor":
    """Check the arguments as users write them, and convolve."""
    if input.dim() == ndim + 1:
        batch = input.unsqueeze(0)
        return convolve(name, ndim, batch, weight, bias, stride, padding, dilation, groups).squeeze(0)
    if input.dim() != ndim + 2 or weight.dim() != ndim + 2:
        raise ShapeError(
            f"{name}: takes an input of {ndim + 1} or {ndim + 2} axes and a weight of {ndim + 2}, "
            f"got shapes {tuple(input.shape)} and {tuple(weight.shape)}"
        )
    if weight.shape[0] % groups or input.shape[1] != weight.shape[1] * groups:
        raise ShapeError(
            f"{name}: a weight of shape {tuple(weight.shape)} in {groups} groups needs an input of "
            f"{weight.shape[1] * groups} channels, got shape {tuple(input.shape)}"
        )
    grid = grid_of(ndim, weight.shape[2:], stride, 0 if isinstance(padding, str) else padding, dilation)
    if padding == "same":
        if max(grid.stride) > 1:
            raise ArgumentError(f"{name}: padding='same' needs a stride of 1, got {stride}")
        grid = grid._replace(padding=same_padding(grid.kernel, grid.dilation))
    elif isinstance(padding, str) and padding != "valid":
        raise ArgumentError(f"{name}: padding must be numbers, 'valid' or 'same', got {padding!r}")
    counts = grid.out_sizes(input.shape[2:])
    return Convolution.apply(input, weight, bias, grid, groups, counts)


def with_bias(x: "Tensor", bias: "Tensor | None") -> "Tensor":
    """Add one number per channel to (N, C, *sizes)."""
    return x if bias is None else x + bias.reshape(-1, *(1,) * (x.dim() - 2))


def conv1d(
    input: "Tensor",
    weight: "Tensor",
    bias: "Tensor | None" = None,
    stride: Numbers = 1,
    padding: Numbers | str = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> "Tensor":
    """Convolve sequences (N, C, L) or (C, L) with filters (O, C / groups, k); the arguments are those of `conv2d`."""
    return convolve("conv1d", 1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(
    input: "Tensor",
    weight: "Tensor",
    bias: "Tensor | None" = None,
    stride: Numbers = 1,
    padding: Numbers | str = 0,
    dilation: Numbers = 1,
    groups: int = 1,
) -> "Tensor":
    """Convolve images with filters (in the field's sense: the filters are not flipped).

    Args:
        input: (N, C, H, W) or (C, H, W).
        weight: (O, C / groups, kh, kw).
        bias: (O,).
        stride: the step from one window to the next.
        padding: zeros on each side; "same" keeps the size, "valid" is 0.
        dilation: the step from one element of a window to the next.
        groups: how many groups of channels are convolved apart; divides C and O.

    Returns: (N, O, H', W'), H' = (H + 2 * padding - dilation * (kh - 1) - 1) // stride + 1; without N if the input
        has none.

    Raises: ShapeError (a RuntimeError) if the channels do not fit or the window is larger than the padded input.
    """
    return convolve("conv2d", 2, input, weight, bias, stride, padding, dilation, groups)


def conv_transpose1d(
    input: "Tensor",
    weight: "Tensor",
    bias: "Tensor | None" = None,
    stride: Numbers = 1,
    padding: Numbers = 0,
    output_padding: Numbers = 0,
    groups: int = 1,
    dilation: Numbers = 1,
) -> "Tensor":
    """Spread sequences (N, C, L) by filters (C, O / groups, k); the arguments are those of `conv_transpose2d`."""
    return spread("conv_transpose1d", 1, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose2d(
    input: "Tensor",
    weight: "Tensor",
    bias: "Tensor | None" = None,
    stride: Numbers = 1,
    padding: Numbers = 0,
    output_padding: Numbers = 0,
    groups: int = 1,
    dilation: Numbers = 1,
) -> "Tensor":
    """Spread every element of images over a window: the derivative of `conv2d` by its input, as a layer.

    Args:
        input: (N, C, H, W) or (C, H, W).
        weight: (C, O / groups, kh, kw).
        bias: (O,).
        stride: the step from one window to the next in the output.
        padding: rows and columns cut off on each side of the output.
        output_padding: rows and columns added at the far end; less than stride or dilation.
        groups: how many groups of channels are spread apart.
        dilation: the step from one element of a window to the next.

    Returns: (N, O, H', W'), H' = (H - 1) * stride - 2 * padding + dilation * (kh - 1) + output_padding + 1.
    """
    return spread("conv_transpose2d", 2, input, weight, bias, stride, padding, output_padding, groups, dilation)


def spread(
    name: str,
    ndim: int,
    input: "Tensor",
    weight: "Tensor",
    bias: "Tensor | None",
    stride: Numbers,
    padding: Numbers,
    output_padding: Numbers,
    groups: int,
    dilation: Numbers,
) -> "Tensor":
    """Check the arguments of a transposed convolution, and compute it."""
    if input.dim() == ndim + 1:
        batch = input.unsqueeze(0)
        return spread(name, ndim, batch, weight, bias, stride, padding, output_padding, groups, dilation).squeeze(0)
    if input.dim() != ndim + 2 or weight.dim() != ndim + 2 or input.shape[1] != weight.shape[0]:
        raise ShapeError(
            f"{name}: a weight of shape {tuple(weight.shape)} needs an input of {weight.shape[0]} channels "
            f"and {ndim + 2} axes, got shape {tuple(input.shape)}"
        )
    grid = grid_of(ndim, weight.shape[2:], stride, padding, dilation)
    extra = per_axis("output_padding", output_padding, ndim)
    if any(n >= max(hop, space) for n, hop, space in zip(extra, grid.stride, grid.dilation, strict=True)):
        raise ShapeError(f"{name}: output_padding {extra} must be less than the stride or the dilation")
    sizes = tuple(
        (size - 1) * hop - sum(pads) + space * (width - 1) + more + 1
        for size, width, hop, pads, space, more in zip(input.shape[2:], *grid, extra, strict=True)
    )
    if min(sizes) < 1:
        raise ShapeError(f"{name}: the output would have the sizes {sizes}; less padding?")
    return with_bias(ConvolutionInput.apply(input, weight, grid, groups, sizes), bias)

"""Pooling layers."""

from collections.abc import Sequence
from typing import Any

from minitorch_ref.functions import pooling
from minitorch_ref.functions.windows import Numbers
from minitorch_ref.nn.module import Module
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AvgPool1d",
    "AvgPool2d",
    "MaxPool1d",
    "MaxPool2d",
]


class MaxPoolNd(Module):
    """The largest element of every window."""

    def __init__(
        self,
        kernel_size: Numbers,
        stride: Numbers | None = None,
        padding: Numbers = 0,
        dilation: Numbers = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def extra_repr(self) -> str:
        """Return how the windows lie."""
        text = f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"
        return f"{text}, dilation={self.dilation}, ceil_mode={self.ceil_mode}"


class MaxPool1d(MaxPoolNd):
    """The largest element of every window: (N, C, L) -> (N, C, L'). The arguments are those of MaxPool2d."""

    def forward(self, input: Tensor) -> Any:
        """(N, C, L) -> (N, C, L')."""
        windows = (self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices)
        return pooling.max_pool1d(input, *windows)


class MaxPool2d(MaxPoolNd):
    """The largest element of every window: (N, C, H, W) -> (N, C, H', W').

    Args:
        kernel_size: rows and columns of a window.
        stride: the step from one window to the next, by default the window's size.
        padding: rows and columns on each side that never win.
        dilation: the step from one element of a window to the next.
        return_indices: whether to return (values, indices).
        ceil_mode: whether windows that reach over the end count too.
    """

    def forward(self, input: Tensor) -> Any:
        """(N, C, H, W) -> (N, C, H', W')."""
        windows = (self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices)
        return pooling.max_pool2d(input, *windows)


def one_number(value: Numbers) -> tuple[int, ...]:
    """Return one number as a tuple of one, as PyTorch's one-dimensional layers keep it."""
    return (value,) if isinstance(value, int) else tuple(value)


class AvgPool1d(Module):
    """The mean of every window: (N, C, L) -> (N, C, L'). The arguments are those of AvgPool2d."""

    def __init__(
        self,
        kernel_size: Numbers,
        stride: Numbers | None = None,
        padding: Numbers = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        self.kernel_size = one_number(kernel_size)
        self.stride = one_number(kernel_size if stride is None else stride)
        self.padding = one_number(padding)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, L) -> (N, C, L')."""
        windows = (self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)
        return pooling.avg_pool1d(input, *windows)

    def extra_repr(self) -> str:
        """Return how the windows lie."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(Module):
    """The mean of every window: (N, C, H, W) -> (N, C, H', W').

    Args:
        kernel_size: rows and columns of a window.
        stride: the step from one window to the next, by default the window's size.
        padding: rows and columns of zeros on each side.
        ceil_mode: whether windows that reach over the end count too.
        count_include_pad: whether the zeros count as elements.
        divisor_override: divide by this number instead.
    """

    def __init__(
        self,
        kernel_size: Numbers,
        stride: Numbers | None = None,
        padding: Numbers = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H', W')."""
        windows = (self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)
        return pooling.avg_pool2d(input, *windows, self.divisor_override)

    def extra_repr(self) -> str:
        """Return how the windows lie."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AdaptivePool(Module):
    """A given number of windows that cover the input, whatever its size."""

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def extra_repr(self) -> str:
        """Return the number of windows."""
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(AdaptivePool):
    """The means of `output_size` stretches: (N, C, L) -> (N, C, output_size)."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, L) -> (N, C, output_size)."""
        return pooling.adaptive_avg_pool1d(input, self.output_size)


class AdaptiveAvgPool2d(AdaptivePool):
    """The means of a grid of cells: (N, C, H, W) -> (N, C, rows, columns); None keeps a size."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, *output_size)."""
        size: int | Sequence[int | None] = self.output_size
        return pooling.adaptive_avg_pool2d(input, size)


class AdaptiveMaxPool1d(AdaptivePool):
    """The largest elements of `output_size` stretches: (N, C, L) -> (N, C, output_size)."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, L) -> (N, C, output_size)."""
        return pooling.adaptive_max_pool1d(input, self.output_size)


class AdaptiveMaxPool2d(AdaptivePool):
    """The largest elements of a grid of cells: (N, C, H, W) -> (N, C, rows, columns)."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, *output_size)."""
        return pooling.adaptive_max_pool2d(input, self.output_size)

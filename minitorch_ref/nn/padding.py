"""Layers that put something around the last axes, and layers that rearrange windows."""

from minitorch_ref.functions import padding, windows
from minitorch_ref.functions.windows import Numbers
from minitorch_ref.nn.module import Module
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "CircularPad1d",
    "CircularPad2d",
    "ConstantPad1d",
    "ConstantPad2d",
    "Fold",
    "ReflectionPad1d",
    "ReflectionPad2d",
    "ReplicationPad1d",
    "ReplicationPad2d",
    "Unfold",
    "ZeroPad1d",
    "ZeroPad2d",
]


class PadNd(Module):
    """What the padding layers have in common.

    Args:
        padding: one number for all sides, or (left, right) and, for images, (left, right, top, bottom).
    """

    ndim: int
    mode: str

    def __init__(self, padding: Numbers) -> None:
        super().__init__()
        self.padding = (padding,) * (2 * self.ndim) if isinstance(padding, int) else tuple(padding)

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, ...) -> (N, C, ...) with larger last axes."""
        return padding.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        """Return the sides."""
        return f"{self.padding}"


class ConstantPadNd(PadNd):
    """Puts one value around."""

    mode = "constant"

    def __init__(self, padding: Numbers, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, ...) -> (N, C, ...) with larger last axes."""
        return padding.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        """Return the sides and the value."""
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(ConstantPadNd):
    """Puts a value before and behind sequences (N, C, L)."""

    ndim = 1


class ConstantPad2d(ConstantPadNd):
    """Puts a value around images (N, C, H, W)."""

    ndim = 2


class ZeroPadNd(ConstantPadNd):
    """Puts zeros around."""

    def __init__(self, padding: Numbers) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        """Return the sides."""
        return f"{self.padding}"


class ZeroPad1d(ZeroPadNd):
    """Puts zeros before and behind sequences (N, C, L)."""

    ndim = 1


class ZeroPad2d(ZeroPadNd):
    """Puts zeros around images (N, C, H, W)."""

    ndim = 2


class ReflectionPad1d(PadNd):
    """Mirrors sequences at their ends, which are not repeated."""

    ndim = 1
    mode = "reflect"


class ReflectionPad2d(PadNd):
    """Mirrors images at their edges, which are not repeated."""

    ndim = 2
    mode = "reflect"


class ReplicationPad1d(PadNd):
    """Repeats the ends of sequences."""

    ndim = 1
    mode = "replicate"


class ReplicationPad2d(PadNd):
    """Repeats the edges of images."""

    ndim = 2
    mode = "replicate"


class CircularPad1d(PadNd):
    """Continues sequences from their other end."""

    ndim = 1
    mode = "circular"


class CircularPad2d(PadNd):
    """Continues images from their other side."""

    ndim = 2
    mode = "circular"


class Unfold(Module):
    """The windows of images as columns: (N, C, H, W) -> (N, C * kh * kw, L)."""

    def __init__(self, kernel_size: Numbers, dilation: Numbers = 1, padding: Numbers = 0, stride: Numbers = 1) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C * kh * kw, L)."""
        return windows.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        """Return how the windows lie."""
        text = f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}"
        return f"{text}, stride={self.stride}"


class Fold(Module):
    """Images put together from columns: (N, C * kh * kw, L) -> (N, C, H, W)."""

    def __init__(
        self,
        output_size: Numbers,
        kernel_size: Numbers,
        dilation: Numbers = 1,
        padding: Numbers = 0,
        stride: Numbers = 1,
    ) -> None:
        super().__init__()
        self.output_size = output_size
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        """(N, C * kh * kw, L) -> (N, C, H, W)."""
        place = (self.kernel_size, self.dilation, self.padding, self.stride)
        return windows.fold(input, self.output_size, *place)

    def extra_repr(self) -> str:
        """Return how the windows lie."""
        text = f"output_size={self.output_size}, kernel_size={self.kernel_size}, dilation={self.dilation}"
        return f"{text}, padding={self.padding}, stride={self.stride}"

"""Convolutional layers."""

import math
from collections.abc import Sequence
from typing import Any

from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions import convolution
from minitorch_ref.functions import padding as paddings
from minitorch_ref.functions.windows import Numbers, per_axis
from minitorch_ref.nn import init
from minitorch_ref.nn.module import Module, one_of
from minitorch_ref.nn.parameter import Parameter
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Conv1d", "Conv2d", "ConvTranspose1d", "ConvTranspose2d"]


class ConvNd(Module):
    """What all convolutional layers have in common."""

    ndim: int
    bias: Parameter | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Numbers,
        stride: Numbers,
        padding: Numbers | str,
        dilation: Numbers,
        transposed: bool,
        output_padding: Numbers,
        groups: int,
        bias: bool,
        padding_mode: str,
        device: Any,
        dtype: DType | None,
    ) -> None:
        super().__init__()
        if groups < 1 or in_channels % groups or out_channels % groups:
            raise ArgumentError(f"conv: {groups} groups do not divide {in_channels} and {out_channels} channels")
        if isinstance(padding, str):
            one_of("conv: padding", padding, ("same", "valid"))
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = per_axis("kernel_size", kernel_size, self.ndim)
        self.stride = per_axis("stride", stride, self.ndim)
        self.padding = padding if isinstance(padding, str) else per_axis("padding", padding, self.ndim)
        if padding == "same" and max(self.stride) > 1:
            raise ArgumentError("conv: padding='same' is not supported for strided convolutions")
        self.dilation = per_axis("dilation", dilation, self.ndim)
        self.transposed = transposed
        self.output_padding = per_axis("output_padding", output_padding, self.ndim)
        self.groups = groups
        self.padding_mode = one_of("conv: padding_mode", padding_mode, ("zeros", "reflect", "replicate", "circular"))
        channels = (in_channels, out_channels // groups) if transposed else (out_channels, in_channels // groups)
        self.weight = Parameter(factories.empty((*channels, *self.kernel_size), dtype=dtype, device=device))
        self.register_parameter(
            "bias", Parameter(factories.empty(out_channels, dtype=dtype, device=device)) if bias else None
        )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias anew."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        fan_in, _ = init.fans(self.weight)
        if self.bias is not None and fan_in:
            init.uniform_(self.bias, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))

    def extra_repr(self) -> str:
        """Return channels, sizes and what differs from the defaults."""
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        unusual = {
            "padding": self.padding != (0,) * self.ndim,
            "dilation": self.dilation != (1,) * self.ndim,
            "output_padding": self.output_padding != (0,) * self.ndim,
            "groups": self.groups != 1,
        }
        for name in [name for name, said in unusual.items() if said]:
            text += f", {name}={getattr(self, name)}"
        text += ", bias=False" if self.bias is None else ""
        return text if self.padding_mode == "zeros" else f"{text}, padding_mode={self.padding_mode}"

    def padded_sides(self) -> list[int]:
        """Return how much to pad on every side, last axis first, as `functional.pad` takes it."""
        if self.padding == "same":
            pads = convolution.same_padding(self.kernel_size, self.dilation)
        else:
            sizes = (0,) * self.ndim if self.padding == "valid" else self.padding
            pads = tuple((size, size) for size in sizes)  # type: ignore[misc]
        return [size for low_high in reversed(pads) for size in low_high]

    def convolved(self, convolve: Any, input: Tensor) -> Tensor:
        """Pad, unless with zeros, and convolve."""
        padding = self.padding
        if self.padding_mode != "zeros":
            input, padding = paddings.pad(input, self.padded_sides(), self.padding_mode), 0  # type: ignore[assignment]
        result: Tensor = convolve(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)
        return result


class Conv1d(ConvNd):
    """Slides filters over sequences: (N, C, L) -> (N, O, L'). The arguments are those of Conv2d."""

    ndim = 1

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Numbers,
        stride: Numbers = 1,
        padding: Numbers | str = 0,
        dilation: Numbers = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        place = (kernel_size, stride, padding, dilation)
        super().__init__(in_channels, out_channels, *place, False, 0, groups, bias, padding_mode, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        """(N, in_channels, L) -> (N, out_channels, L'); N may be left out."""
        return self.convolved(convolution.conv1d, input)


class Conv2d(ConvNd):
    """Slides filters over images; every filter gives one channel of the output.

    Args:
        in_channels: channels C of the input.
        out_channels: how many filters, and so channels O of the output.
        kernel_size: rows and columns of a filter; one number for both.
        stride: the step from one window to the next.
        padding: how much is added on each side; "same" keeps the size, "valid" adds nothing.
        dilation: the step from one element of a window to the next.
        groups: how many groups of channels are convolved apart.
        bias: whether each channel of the output has a number added.
        padding_mode: what is added: "zeros", "reflect", "replicate" or "circular".
        device: where the parameters live.
        dtype: their element type.

    Shapes: (N, C, H, W) -> (N, O, H', W'), H' = (H + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1.

    Parameters: `weight` (O, C / groups, kh, kw), `bias` (O,), from U(-k, k), k = 1 / sqrt(C / groups * kh * kw).
    """

    ndim = 2

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Numbers,
        stride: Numbers = 1,
        padding: Numbers | str = 0,
        dilation: Numbers = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        place = (kernel_size, stride, padding, dilation)
        super().__init__(in_channels, out_channels, *place, False, 0, groups, bias, padding_mode, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        """(N, in_channels, H, W) -> (N, out_channels, H', W'); N may be left out."""
        return self.convolved(convolution.conv2d, input)


class ConvTransposeNd(ConvNd):
    """What the transposed convolutions have in common."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Numbers,
        stride: Numbers = 1,
        padding: Numbers = 0,
        output_padding: Numbers = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Numbers = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        one_of(f"{type(self).__name__}: padding_mode", padding_mode, ("zeros",))
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            True,
            output_padding,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )

    def extra(self, input: Tensor, output_size: Sequence[int] | None) -> tuple[int, ...]:
        """Return the output padding that leads to the wanted size."""
        if output_size is None:
            return self.output_padding
        sizes = zip(output_size[-self.ndim :], input.shape[-self.ndim :], strict=True)
        paddings = self.padding if isinstance(self.padding, tuple) else (0,) * self.ndim
        axes = zip(sizes, self.stride, paddings, self.dilation, self.kernel_size, strict=True)
        return tuple(
            wanted - ((size - 1) * hop - 2 * pad + space * (width - 1) + 1)
            for (wanted, size), hop, pad, space, width in axes
        )


class ConvTranspose1d(ConvTransposeNd):
    """Spreads every element of a sequence over a window: (N, C, L) -> (N, O, L'). See ConvTranspose2d."""

    ndim = 1

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        """(N, in_channels, L) -> (N, out_channels, L')."""
        place = (self.stride, self.padding, self.extra(input, output_size), self.groups, self.dilation)
        return convolution.conv_transpose1d(input, self.weight, self.bias, *place)  # type: ignore[arg-type]


class ConvTranspose2d(ConvTransposeNd):
    """Spreads every element of an image over a window: the way back of Conv2d's shapes, with filters to learn.

    Args:
        in_channels: channels C of the input.
        out_channels: channels O of the output.
        kernel_size: rows and columns of a filter.
        stride: the step from one window to the next in the output.
        padding: rows and columns cut off on each side of the output.
        output_padding: rows and columns added at the far end.
        groups: how many groups of channels are treated apart.
        bias: whether each channel of the output has a number added.
        dilation: the step from one element of a window to the next.
        padding_mode: only "zeros".
        device: where the parameters live.
        dtype: their element type.

    Shapes: (N, C, H, W) -> (N, O, H', W'), H' = (H - 1) * stride - 2 * padding + dilation * (kh - 1) +
    output_padding + 1.
    """

    ndim = 2

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        """(N, in_channels, H, W) -> (N, out_channels, H', W')."""
        place = (self.stride, self.padding, self.extra(input, output_size), self.groups, self.dilation)
        return convolution.conv_transpose2d(input, self.weight, self.bias, *place)  # type: ignore[arg-type]

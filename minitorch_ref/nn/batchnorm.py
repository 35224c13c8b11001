"""Batch normalization and its relatives that work channel by channel."""

from typing import Any

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions import batch_norm, normalization
from minitorch_ref.nn import init
from minitorch_ref.nn.module import Module, unsupported
from minitorch_ref.nn.parameter import Parameter
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["BatchNorm1d", "BatchNorm2d", "InstanceNorm1d", "InstanceNorm2d"]


class ChannelNorm(Module):
    """What the normalizations of channels have in common: scale, shift and running statistics."""

    axes: tuple[int, ...]
    weight: Parameter | None
    bias: Parameter | None
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: DType | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        for name, wanted in (("weight", affine), ("bias", affine and bias)):
            self.register_parameter(
                name, Parameter(factories.empty(num_features, dtype=dtype, device=device)) if wanted else None
            )
        tracked = track_running_stats
        self.register_buffer(
            "running_mean", factories.zeros(num_features, dtype=dtype, device=device) if tracked else None
        )
        self.register_buffer(
            "running_var", factories.ones(num_features, dtype=dtype, device=device) if tracked else None
        )
        self.register_buffer(
            "num_batches_tracked", factories.full((), 0, dtype=dtypes.int64, device=device) if tracked else None
        )
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Forget every batch."""
        if self.running_mean is not None and self.running_var is not None and self.num_batches_tracked is not None:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Start with scale 1 and shift 0, and forget every batch."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def check_input(self, input: Tensor) -> None:
        """Raise unless the input has as many axes as this layer takes."""
        if input.dim() not in self.axes:
            wanted = " or ".join(f"{n}D" for n in self.axes)
            raise ArgumentError(f"{type(self).__name__}: expected {wanted} input (got {input.dim()}D input)")

    def extra_repr(self) -> str:
        """Return the settings."""
        text = f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}"
        return f"{text}, bias={self.bias is not None}, track_running_stats={self.track_running_stats}"


class BatchNorm(ChannelNorm):
    """Batch normalization of any number of axes."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, ...) -> (N, C, ...)."""
        self.check_input(input)
        momentum = 0.0 if self.momentum is None else self.momentum
        if self.training and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:
                momentum = 1 / float(self.num_batches_tracked)
        by_batch = self.training or self.running_mean is None
        follow = not self.training or self.track_running_stats
        mean, var = (self.running_mean, self.running_var) if follow else (None, None)
        return batch_norm.batch_norm(input, mean, var, self.weight, self.bias, by_batch, momentum, self.eps)


class BatchNorm1d(BatchNorm):
    """Gives every feature mean 0 and variance 1 over the batch: (N, C) or (N, C, L). See BatchNorm2d."""

    axes = (2, 3)


class BatchNorm2d(BatchNorm):
    """Gives every channel mean 0 and variance 1 over the batch, then scales and shifts it.

    Args:
        num_features: channels C.
        eps: added to the variance.
        momentum: the weight of a new batch in the running statistics; None weighs all batches alike.
        affine: whether there is a `weight`, (C,).
        track_running_stats: whether to keep the running statistics that `eval` uses.
        device: where parameters and buffers live.
        dtype: their element type.
        bias: whether there is a `bias`, (C,), too.

    Shapes: (N, C, H, W) -> (N, C, H, W).

    Source: Ioffe and Szegedy, 2015.
    """

    axes = (4,)


class InstanceNorm(ChannelNorm):
    """Instance normalization of any number of axes."""

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: DType | None = None,
        *,
        bias: bool = True,
    ) -> None:
        if track_running_stats:
            raise unsupported(type(self).__name__, "track_running_stats", track_running_stats)
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, ...) -> (N, C, ...); N may be left out."""
        self.check_input(input)
        if input.dim() == self.axes[0]:
            return self(input.unsqueeze(0)).squeeze(0)  # type: ignore[no-any-return]
        return normalization.instance_norm(input, None, None, self.weight, self.bias, eps=self.eps)


class InstanceNorm1d(InstanceNorm):
    """Gives every channel of every sequence mean 0 and variance 1: (N, C, L) or (C, L)."""

    axes = (2, 3)


class InstanceNorm2d(InstanceNorm):
    """Gives every channel of every image mean 0 and variance 1: (N, C, H, W) or (C, H, W)."""

    axes = (3, 4)

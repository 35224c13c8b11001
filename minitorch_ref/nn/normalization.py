"""Normalizations that do not look at the rest of the batch."""

from collections.abc import Sequence
from typing import Any

from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions import normalization
from minitorch_ref.nn.module import Module
from minitorch_ref.nn.parameter import Parameter
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["GroupNorm", "LayerNorm", "RMSNorm"]


class LayerNorm(Module):
    """Gives the last axes mean 0 and variance 1, then scales and shifts every element (Ba, Kiros and Hinton, 2016).

    Args:
        normalized_shape: the sizes of these axes; one number for the last axis only.
        eps: added to the variance.
        elementwise_affine: whether there is a `weight`.
        bias: whether there is a `bias` too.
        device: where the parameters live.
        dtype: their element type.
    """

    weight: Parameter | None
    bias: Parameter | None

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        shape, affine = self.normalized_shape, elementwise_affine
        self.register_parameter(
            "weight", Parameter(factories.ones(shape, dtype=dtype, device=device)) if affine else None
        )
        self.register_parameter(
            "bias", Parameter(factories.zeros(shape, dtype=dtype, device=device)) if affine and bias else None
        )

    def forward(self, input: Tensor) -> Tensor:
        """(..., *normalized_shape) -> (..., *normalized_shape)."""
        return normalization.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Return the settings."""
        settings = f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        return f"{settings}, bias={self.bias is not None}"


class RMSNorm(Module):
    """Divides the last axes by their root mean square, then scales every element (Zhang and Sennrich, 2019).

    Args:
        normalized_shape: the sizes of these axes; one number for the last axis only.
        eps: added to the mean square; by default the spacing of the element type at 1.
        elementwise_affine: whether there is a `weight`.
        device: where the parameters live.
        dtype: their element type.
    """

    weight: Parameter | None

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__()
        self.normalized_shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        ones = factories.ones(self.normalized_shape, dtype=dtype, device=device)
        self.register_parameter("weight", Parameter(ones) if elementwise_affine else None)

    def forward(self, input: Tensor) -> Tensor:
        """(..., *normalized_shape) -> (..., *normalized_shape)."""
        return normalization.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(Module):
    """Gives every group of channels of every example mean 0 and variance 1 (Wu and He, 2018).

    Args:
        num_groups: how many groups; divides num_channels.
        num_channels: channels C.
        eps: added to the variance.
        affine: whether there is a `weight`, (C,).
        device: where the parameters live.
        dtype: their element type.
        bias: whether there is a `bias` too.
    """

    weight: Parameter | None
    bias: Parameter | None

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Any = None,
        dtype: DType | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_channels % num_groups:
            raise ArgumentError(f"GroupNorm: {num_groups} groups do not divide {num_channels} channels")
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        self.register_parameter(
            "weight", Parameter(factories.ones(num_channels, dtype=dtype, device=device)) if affine else None
        )
        zeros = factories.zeros(num_channels, dtype=dtype, device=device)
        self.register_parameter("bias", Parameter(zeros) if affine and bias else None)

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, ...) -> (N, C, ...)."""
        return normalization.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Return the settings."""
        text = f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}"
        return f"{text}, bias={self.bias is not None}"

"""Activations with settings as layers. `inplace` is accepted, and the result is always a new tensor."""

from collections.abc import Callable
from typing import Any, ClassVar

from minitorch_ref.dtypes import DType
from minitorch_ref.functions import activation
from minitorch_ref.nn.module import Module
from minitorch_ref.nn.parameter import Parameter
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "CELU",
    "ELU",
    "GELU",
    "GLU",
    "Hardshrink",
    "Hardtanh",
    "LeakyReLU",
    "PReLU",
    "RReLU",
    "Softplus",
    "Softshrink",
    "Threshold",
]


class Hardtanh(Module):
    """x bounded to [min_val, max_val]."""

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.min_val = min_val
        self.max_val = max_val
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return activation.hardtanh(input, self.min_val, self.max_val)

    def extra_repr(self) -> str:
        """Return the bounds."""
        return f"min_val={self.min_val}, max_val={self.max_val}" + (", inplace=True" if self.inplace else "")


class LeakyReLU(Module):
    """x where it is positive, else negative_slope * x."""

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__()
        self.negative_slope = negative_slope
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return activation.leaky_relu(input, self.negative_slope)

    def extra_repr(self) -> str:
        """Return the slope."""
        return f"negative_slope={self.negative_slope}" + (", inplace=True" if self.inplace else "")


class Exponential(Module):
    """An activation that tends to -alpha for negative numbers."""

    function: ClassVar[Callable[..., Tensor]]

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return type(self).function(input, self.alpha)

    def extra_repr(self) -> str:
        """Return alpha."""
        return f"alpha={self.alpha}" + (", inplace=True" if self.inplace else "")


class ELU(Exponential):
    """x where it is positive, else alpha * (exp(x) - 1)."""

    function = staticmethod(activation.elu)


class CELU(Exponential):
    """x where it is positive, else alpha * (exp(x / alpha) - 1)."""

    function = staticmethod(activation.celu)


class RReLU(Module):
    """leaky_relu with a slope drawn from [lower, upper) for each element while training, else their mean."""

    def __init__(self, lower: float = 1 / 8, upper: float = 1 / 3, inplace: bool = False) -> None:
        super().__init__()
        self.lower = lower
        self.upper = upper
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return activation.rrelu(input, self.lower, self.upper, self.training)

    def extra_repr(self) -> str:
        """Return the bounds."""
        return f"lower={self.lower}, upper={self.upper}" + (", inplace=True" if self.inplace else "")


class PReLU(Module):
    """x where it is positive, else a learned slope times x (He et al., 2015).

    Args:
        num_parameters: 1, or one slope for each channel.
        init: the slope to start with.
        device: where the slopes live.
        dtype: their element type.
    """

    def __init__(
        self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: DType | None = None
    ) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = Parameter(factories.full((num_parameters,), float(init), dtype=dtype, device=device))

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, ...) -> (N, C, ...)."""
        return activation.prelu(input, self.weight)

    def extra_repr(self) -> str:
        """Return the number of slopes."""
        return f"num_parameters={self.num_parameters}"


class GELU(Module):
    """x * P(Z <= x) for a standard normal Z; approximate="tanh" for the faster formula."""

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return activation.gelu(input, self.approximate)

    def extra_repr(self) -> str:
        """Return the setting."""
        return f"approximate={self.approximate!r}"


class Softplus(Module):
    """log(1 + exp(beta * x)) / beta, and x where beta * x is greater than the threshold."""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return activation.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"beta={self.beta}, threshold={self.threshold}"


class Shrink(Module):
    """An activation that makes small numbers 0."""

    function: ClassVar[Callable[..., Tensor]]

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return type(self).function(input, self.lambd)

    def extra_repr(self) -> str:
        """Return the bound."""
        return f"{self.lambd}"


class Softshrink(Shrink):
    """x moved by lambd towards 0, and 0 where it would cross."""

    function = staticmethod(activation.softshrink)


class Hardshrink(Shrink):
    """x where |x| is greater than lambd, else 0."""

    function = staticmethod(activation.hardshrink)


class Threshold(Module):
    """x where it is greater than the threshold, else `value`."""

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__()
        self.threshold = threshold
        self.value = value
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return activation.threshold(input, self.threshold, self.value)

    def extra_repr(self) -> str:
        """Return the settings."""
        return f"threshold={self.threshold}, value={self.value}" + (", inplace=True" if self.inplace else "")


class GLU(Module):
    """a * sigmoid(b), a and b being the halves of an axis."""

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        """(..., 2 n, ...) -> (..., n, ...)."""
        return activation.glu(input, self.dim)

    def extra_repr(self) -> str:
        """Return the axis."""
        return f"dim={self.dim}"

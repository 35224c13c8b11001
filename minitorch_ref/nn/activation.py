"""Activations as layers. `inplace` is accepted, and the result is always a new tensor."""

from collections.abc import Callable
from typing import ClassVar

from minitorch_ref.functions import activation, trigonometry
from minitorch_ref.nn.module import Module
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "SELU",
    "Hardsigmoid",
    "Hardswish",
    "LogSigmoid",
    "Mish",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softsign",
    "Tanh",
    "Tanhshrink",
]


class Plain(Module):
    """An activation without settings."""

    function: ClassVar[Callable[..., Tensor]]

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return type(self).function(input)


class Sigmoid(Plain):
    """1 / (1 + exp(-x))."""

    function = staticmethod(trigonometry.sigmoid)


class Tanh(Plain):
    """tanh(x)."""

    function = staticmethod(trigonometry.tanh)


class LogSigmoid(Plain):
    """log(sigmoid(x))."""

    function = staticmethod(activation.logsigmoid)


class Softsign(Plain):
    """x / (1 + |x|)."""

    function = staticmethod(activation.softsign)


class Tanhshrink(Plain):
    """x - tanh(x)."""

    function = staticmethod(activation.tanhshrink)


class Switched(Module):
    """An activation whose only setting is `inplace`."""

    function: ClassVar[Callable[..., Tensor]]

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape."""
        return type(self).function(input)

    def extra_repr(self) -> str:
        """Return the setting if it is not the usual one."""
        return "inplace=True" if self.inplace else ""


class ReLU(Switched):
    """max(x, 0), element by element, as a layer without parameters.

    nan stays nan. The derivative is 1 where x > 0, else 0; at 0 it is 0. `inplace` saves nothing.
    """

    def forward(self, input: Tensor) -> Tensor:
        """Any shape; the same shape and element type, in a new tensor. The input is not changed."""
        return activation.relu(input)


class ReLU6(Switched):
    """x bounded to [0, 6]."""

    function = staticmethod(activation.relu6)


class SiLU(Switched):
    """x * sigmoid(x), also known as swish."""

    function = staticmethod(activation.silu)


class Mish(Switched):
    """x * tanh(softplus(x))."""

    function = staticmethod(activation.mish)


class SELU(Switched):
    """scale * elu(x, alpha) with the constants of Klambauer et al., 2017."""

    function = staticmethod(activation.selu)


class Hardswish(Switched):
    """x * relu6(x + 3) / 6."""

    function = staticmethod(activation.hardswish)


class Hardsigmoid(Switched):
    """relu6(x + 3) / 6."""

    function = staticmethod(activation.hardsigmoid)

    def extra_repr(self) -> str:
        """Return nothing, as PyTorch does."""
        return ""

"""Rounding, absolute value, sign, and ReLU: functions made of straight pieces."""

from typing import TYPE_CHECKING

from minitorch_ref.functions import dispatch
from minitorch_ref.functions.function import Context, Function

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "Abs",
    "Ceil",
    "Floor",
    "Relu",
    "Round",
    "Sign",
    "Trunc",
    "abs",
    "ceil",
    "floor",
    "relu",
    "round",
    "sign",
    "trunc",
]


class Abs(Function):
    """x without its sign."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("abs", x)


def abs(input: "Tensor") -> "Tensor":
    """Return each element without its sign."""
    return Abs.apply(input)


class Sign(Function):
    """-1, 0 or 1; of a NaN, 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("sign", x)


def sign(input: "Tensor") -> "Tensor":
    """Return -1, 0 or 1 for each element."""
    return Sign.apply(input)


class Floor(Function):
    """x rounded down; integers stay as they are."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("floor", x)


def floor(input: "Tensor") -> "Tensor":
    """Return each element rounded down."""
    return Floor.apply(input)


class Ceil(Function):
    """x rounded up; integers stay as they are."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("ceil", x)


def ceil(input: "Tensor") -> "Tensor":
    """Return each element rounded up."""
    return Ceil.apply(input)


class Trunc(Function):
    """x rounded towards 0; integers stay as they are."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("trunc", x)


def trunc(input: "Tensor") -> "Tensor":
    """Return each element rounded towards 0."""
    return Trunc.apply(input)


class Round(Function):
    """x rounded to the nearest integer, halves to the even one."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("round", x)


def round(input: "Tensor", *, decimals: int = 0) -> "Tensor":
    """Return each element rounded to some decimals, halves to even; negative `decimals` round to tens, hundreds..."""
    if decimals == 0:
        return Round.apply(input)
    scale = 10.0**-decimals if decimals < 0 else 10.0**decimals
    return Round.apply(input * scale) / scale if decimals > 0 else Round.apply(input / scale) * scale


class Relu(Function):
    """x where it is positive, else 0."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor") -> "Tensor":
        return dispatch.map_same("relu", x)


def relu(input: "Tensor") -> "Tensor":
    """Return each element where it is positive, else 0."""
    return Relu.apply(input)

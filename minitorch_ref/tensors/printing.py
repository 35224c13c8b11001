"""The text of a tensor, character for character what PyTorch prints."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref import dtypes
from minitorch_ref.storage import cpu

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["set_printoptions", "text_of"]


@dataclass(frozen=True)
class PrintOptions:
    """How much of a tensor is printed, and how."""

    precision: int = 4
    threshold: int = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


options = [PrintOptions()]


def set_printoptions(**changes: Any) -> None:
    """Change how tensors are printed.

    Args:
        changes: any of precision (digits), threshold (elements above which the middle is left out), edgeitems (how
            many stay at each end), linewidth (characters) and sci_mode (True, False, or None to decide by the values).
    """
    options[0] = replace(options[0], **changes)


@dataclass(frozen=True)
class NumberFormat:
    """How every number of one tensor is written: all have one width."""

    kind: str
    width: int = 1

    def __call__(self, value: Any) -> str:
        if self.kind == "whole":
            text = f"{value:.0f}" + ("." if math.isfinite(value) else "")
        elif self.kind in ("e", "f"):
            text = f"{value:.{options[0].precision}{self.kind}}"
        else:
            text = f"{value}"
        return text.rjust(self.width)


@dataclass(frozen=True)
class ComplexFormat:
    """How every complex number of one tensor is written: its two parts in a format each."""

    real: NumberFormat
    imag: NumberFormat

    @property
    def width(self) -> int:
        """Characters of a number."""
        return self.real.width + self.imag.width + 1

    def __call__(self, value: Any) -> str:
        imag = (self.imag(value.imag) + "j").lstrip()
        return self.real(value.real) + ("" if imag.startswith("-") else "+") + imag


def format_for(array: NDArray[Any]) -> NumberFormat | ComplexFormat:
    """Choose the format for the numbers that will be shown."""
    values = array.reshape(-1)
    if values.dtype.kind == "c":
        return ComplexFormat(number_format(values.real), number_format(values.imag))
    return number_format(values)


def number_format(values: NDArray[Any]) -> NumberFormat:
    """Choose the format for real numbers."""
    if values.dtype.kind != "f":
        return NumberFormat("plain", longest(values, NumberFormat("plain")))
    values = values[np.isfinite(values) & (values != 0)]
    scientific = options[0].sci_mode if values.size else False
    if scientific is None:
        sizes = np.abs(values.astype(np.float64))
        scientific = bool(sizes.max() / sizes.min() > 1000 or sizes.max() > 1e8 or sizes.min() < 1e-4)
    whole = bool((values == np.ceil(values)).all())
    kind = "e" if scientific else "whole" if whole else "f"
    return NumberFormat(kind, longest(values, NumberFormat(kind)))


def longest(values: NDArray[Any], number: NumberFormat | ComplexFormat) -> int:
    """Return the width of the widest number, at least 1."""
    return max((len(number(value)) for value in values.tolist()), default=1)


def edges(array: NDArray[Any]) -> NDArray[Any]:
    """Return only the elements that stay when the middle of each long axis is left out."""
    shown = options[0].edgeitems
    for axis, size in enumerate(array.shape):
        if size > 2 * shown:
            array = np.take(array, [*range(shown), *range(size - shown, size)], axis=axis)
    return array


def line_of(array: NDArray[Any], indent: int, short: bool, number: NumberFormat | ComplexFormat) -> str:
    """Return a vector in brackets, broken where the line is full."""
    shown = options[0].edgeitems
    if short and len(array) > 2 * shown:
        ends = array[:shown].tolist(), array[len(array) - shown :].tolist()
        texts = [*map(number, ends[0]), " ...", *map(number, ends[1])]
    else:
        texts = [number(value) for value in array.tolist()]
    per_line = max(1, (options[0].linewidth - indent) // (number.width + 2))
    lines = [", ".join(texts[i : i + per_line]) for i in range(0, len(texts), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def nested(array: NDArray[Any], indent: int, short: bool, number: NumberFormat | ComplexFormat) -> str:
    """Return any number of axes in brackets, a blank line between blocks."""
    if array.ndim == 0:
        return number(array.item())
    if array.ndim == 1:
        return line_of(array, indent, short, number)
    shown = options[0].edgeitems
    rows: Iterable[Any] = array
    if short and len(array) > 2 * shown:
        rows = [*array[:shown], None, *array[len(array) - shown :]]
    texts = ["..." if row is None else nested(row, indent + 1, short, number) for row in rows]
    return "[" + ("," + "\n" * (array.ndim - 1) + " " * (indent + 1)).join(texts) + "]"


def text_of(x: "Tensor") -> str:
    """Return the text that `print(x)` shows."""
    array = x.strided.array()
    array = array.astype(np.float32) if x.dtype is dtypes.bfloat16 else array
    short = array.size > options[0].threshold
    prefix = f"{'tensor' if type(x).__name__ == 'Tensor' else type(x).__name__}("
    suffixes = [] if x.device is cpu else [f"device='{x.device}'"]
    if array.size == 0:
        body = "[]"
        if x.dim() != 1:
            suffixes.append(f"size={tuple(x.shape)}")
    else:
        body = nested(array, len(prefix), short, format_for(edges(array) if short else array))
    usual = (dtypes.float32,) if array.size == 0 else (dtypes.float32, dtypes.complex64, dtypes.int64, dtypes.bool_)
    if x.dtype not in usual:
        suffixes.append(f"dtype={x.dtype}")
    if x.grad_fn is not None:
        suffixes.append(f"grad_fn=<{x.grad_fn.name()}>")
    elif x.requires_grad:
        suffixes.append("requires_grad=True")
    return with_suffixes(prefix + body, suffixes, len(prefix))


def with_suffixes(text: str, suffixes: list[str], indent: int) -> str:
    """Append the suffixes and the closing bracket, on a new line where the last one is full."""
    last = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if last + len(suffix) + 2 > options[0].linewidth:
            text += ",\n" + " " * indent + suffix
            last = indent + len(suffix)
        else:
            text += ", " + suffix
            last += len(suffix) + 2
    return text + ")"

"""Padding: elements put around a tensor, or taken off."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref.backends.selection import backend_of
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import devices, dispatch
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.movement import narrow
from minitorch_ref.functions.selection import Take

if TYPE_CHECKING:
    from minitorch_ref.dtypes import Scalar
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Pad", "pad"]

Widths = tuple[tuple[int, int], ...]


class Pad(Function):
    """x with a constant around it; widths holds (before, after) for each axis."""

    @staticmethod
    def forward(ctx: Context, x: "Tensor", widths: Widths, value: "Scalar") -> "Tensor":
        ctx.widths = widths
        shape = tuple(before + size + after for size, (before, after) in zip(x.shape, widths, strict=True))
        out = dispatch.allocate(shape, x.dtype, device=x.device)
        backend_of(out.strided).copy(
            out.strided, dispatch.expand(devices.scalar_on(x.device, dispatch.operand(value)), shape)
        )
        backend_of(inside(out, widths).strided).copy(inside(out, widths).strided, x.strided)
        return out

    @staticmethod
    def backward(ctx: Context, grad_output: "Tensor") -> "tuple[Tensor, None, None]":
        return inside(grad_output, ctx.widths), None, None


def inside(x: "Tensor", widths: Widths) -> "Tensor":
    """Return a view of x without what lies around it."""
    for axis, (before, after) in enumerate(widths):
        if before or after:
            x = narrow(x, axis, before, x.shape[axis] - before - after)
    return x


def pad(input: "Tensor", pad: Sequence[int], mode: str = "constant", value: "Scalar | None" = None) -> "Tensor":
    """Put elements around a tensor.

    Args:
        input: any shape; for "reflect", "replicate" and "circular" the first axes (batch, channels) are not padded.
        pad: widths (before, after) of the last axis, then of the one before it, and so on; negative ones cut off.
        mode: "constant"; "reflect" mirrors without repeating the edge; "replicate" repeats it; "circular" wraps around.
        value: the constant, by default 0.

    Raises: UnsupportedError (a RuntimeError) if the widths do not fit the shape or the mode.
    """
    if len(pad) % 2 or len(pad) > 2 * input.dim():
        raise UnsupportedError(f"pad: needs two widths for each axis, from the last one on, got {tuple(pad)}")
    pairs = [(int(pad[i]), int(pad[i + 1])) for i in range(0, len(pad), 2)]
    widths = ((0, 0),) * (input.dim() - len(pairs)) + tuple(reversed(pairs))
    for axis, (size, (before, after)) in enumerate(zip(input.shape, widths, strict=True)):
        if size + before + after < 0 or (size + min(before, 0) + min(after, 0)) < 0:
            raise UnsupportedError(f"pad: widths {before} and {after} leave nothing of axis {axis} of size {size}")
    if mode == "constant":
        cut = inside(input, tuple((max(-before, 0), max(-after, 0)) for before, after in widths))
        grown = tuple((max(before, 0), max(after, 0)) for before, after in widths)
        return Pad.apply(cut, grown, 0 if value is None else value)
    if mode not in MODES:
        raise UnsupportedError(f"pad: mode must be constant, {', '.join(MODES)}, got {mode!r}")
    if value not in (None, 0):
        raise UnsupportedError(f"pad: mode {mode!r} takes no value, got {value}")
    for axis, (before, after) in enumerate(widths):
        if before or after:
            size = input.shape[axis]
            longest = {"reflect": size - 1, "circular": size}.get(mode, max(before, after))
            if size == 0 or max(before, after) > longest:
                raise UnsupportedError(f"pad: {mode} cannot make {before}, {after} from axis {axis} of size {size}")
            places = MODES[mode](np.arange(-before, size + after), size)
            input = Take.apply(input, (*(slice(None),) * axis, places))
    return input


MODES = {
    "reflect": lambda places, size: size - 1 - np.abs(size - 1 - np.abs(places)),
    "replicate": lambda places, size: np.clip(places, 0, size - 1),
    "circular": lambda places, size: places % size,
}
"""Which element of an axis of some size stands at each place, which may lie before its beginning or after its end."""

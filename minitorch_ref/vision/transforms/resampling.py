"""Values between the pixels: scaling and turning an image."""

import math
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.functions.matmul import matmul
from minitorch_ref.functions.rounding import round
from minitorch_ref.functions.selection import where
from minitorch_ref.tensors.factories import from_numpy
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["InterpolationMode", "resized", "rotated", "triangle_weights"]


class InterpolationMode(Enum):
    """Where the values between the pixels come from."""

    NEAREST = "nearest"
    BILINEAR = "bilinear"


def resized(planes: Tensor, height: int, width: int, mode: InterpolationMode, antialias: bool) -> Tensor:
    """Return planes (..., h, w) as (..., height, width), of the same dtype; integers are rounded.

    Scaling is linear and treats rows and columns alike: out = A @ planes @ B.T.
    """
    old_height, old_width = planes.shape[-2:]
    if mode is InterpolationMode.NEAREST:
        return planes[..., nearest(old_height, height), :][..., nearest(old_width, width)]
    exact = planes if planes.is_floating_point() else planes.float()
    rows = from_numpy(triangle_weights(old_height, height, antialias)).to(exact.dtype)
    columns = from_numpy(triangle_weights(old_width, width, antialias)).to(exact.dtype)
    out = matmul(matmul(rows, exact), columns.t())
    return out if planes.is_floating_point() else round(out).to(planes.dtype)


def triangle_weights(old: int, new: int, antialias: bool) -> NDArray[np.float64]:
    """Return the weights of bilinear scaling along one axis.

    Weight (i, j) falls linearly from the place of new pixel i among the old ones, (i + 1/2) old / new, to zero at a
    distance of one old pixel; with `antialias`, of one new pixel if that is wider, so that none is skipped. Each row
    sums to 1. From the resampling of Pillow (Resample.c), whose default this is.

    Returns: (new, old).
    """
    scale = old / new
    reach = max(scale, 1.0) if antialias else 1.0
    centre = (np.arange(new)[:, None] + 0.5) * scale
    if not antialias:
        centre = centre.clip(0.5, old - 0.5)
    weights = np.maximum(0, 1 - np.abs(np.arange(old) + 0.5 - centre) / reach)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def nearest(old: int, new: int) -> Tensor:
    """Return for each new pixel the old one it is taken from."""
    return from_numpy((np.arange(new) * (old / new)).astype(np.int64))


def rotated(
    planes: Tensor,
    angle: float,
    mode: InterpolationMode,
    expand: bool,
    center: tuple[float, float] | None,
    fill: float,
) -> Tensor:
    """Return planes turned anticlockwise by an angle in degrees.

    Each new pixel, seen from the centre at (x, y) with y downward, comes from
    (x cos a - y sin a, x sin a + y cos a); what lies outside is `fill`.

    Args:
        planes: (..., h, w).
        angle: degrees.
        mode: how to read between the pixels.
        expand: whether to enlarge the image so that no corner is lost.
        center: the fixed point (x, y) in pixels from the upper left corner; by default the middle.
        fill: the value outside.
    """
    height, width = planes.shape[-2:]
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    new_height, new_width = enlarged(height, width, cos, sin) if expand else (height, width)
    middle_x, middle_y = (width / 2, height / 2) if center is None or expand else center
    y, x = np.mgrid[0:new_height, 0:new_width].astype(np.float64)
    x += 0.5 - middle_x - (new_width - width) / 2
    y += 0.5 - middle_y - (new_height - height) / 2
    source_x = cos * x - sin * y + middle_x - 0.5
    source_y = sin * x + cos * y + middle_y - 0.5
    if mode is InterpolationMode.NEAREST:
        return picked(planes, np.rint(source_y), np.rint(source_x), fill)
    return between(planes, source_y, source_x, fill)


def enlarged(height: int, width: int, cos: float, sin: float) -> tuple[int, int]:
    """Return the height and width of the smallest upright image that holds a turned one."""
    cos, sin = abs(cos), abs(sin)
    return math.ceil(height * cos + width * sin - 1e-3), math.ceil(width * cos + height * sin - 1e-3)


def picked(planes: Tensor, y: NDArray[Any], x: NDArray[Any], fill: float) -> Tensor:
    """Return planes at whole positions, and `fill` where there is no pixel."""
    height, width = planes.shape[-2:]
    inside = from_numpy((y >= 0) & (y < height) & (x >= 0) & (x < width))
    rows = from_numpy(y.clip(0, height - 1).astype(np.int64))
    columns = from_numpy(x.clip(0, width - 1).astype(np.int64))
    return where(inside, planes[..., rows, columns], planes.new_full((), fill))


def between(planes: Tensor, y: NDArray[Any], x: NDArray[Any], fill: float) -> Tensor:
    """Return planes at positions between pixels, from the four around each."""
    exact = planes if planes.is_floating_point() else planes.float()
    top, left = np.floor(y), np.floor(x)
    out = exact.new_zeros((*planes.shape[:-2], *y.shape))
    for dy in (0, 1):
        for dx in (0, 1):
            weight = np.abs(1 - dy - (y - top)) * np.abs(1 - dx - (x - left))
            out = out + picked(exact, top + dy, left + dx, fill) * from_numpy(weight).to(exact.dtype)
    return out if planes.is_floating_point() else round(out).to(planes.dtype)

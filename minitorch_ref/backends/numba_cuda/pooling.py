"""The largest element, or the sum, of every window, and their gradients.

Forward, a thread computes windows of its own. The gradient of a sum is gathered: a thread goes through the windows that
hold an element of its own. The gradient of a maximum goes where the index says; windows may overlap and name one
element, so it is added atomically: of those that overlap, the last digits of a sum may differ from run to run. Nothing
else is written by two threads: there is no race.

Images have two axes; sequences are images of one row. `geometry` is (height, width, output height, output width, kernel
height, kernel width, stride down and across, padding above and to the left, dilation down and across).
"""

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.fill import fill
from minitorch_ref.backends.numba_cuda.launch import launch_flat
from minitorch_ref.backends.numba_cuda.operands import are_floats, array_of, contiguous
from minitorch_ref.storage import Strided

if TYPE_CHECKING:
    from minitorch_ref.functions.windows import Grid

__all__ = ["CHOICES", "max_pool_backward_kernel", "max_pool_kernel", "window_sum_backward_kernel", "window_sum_kernel"]


@cuda.jit
def max_pool_kernel(out, indices, x, x_at, geometry, count):
    """out[plane, r, c] = the largest of its window; the first NaN wins, else the first of equal ones."""
    high, wide, rows, columns, kh, kw, down, across, top, left, deep, broad = geometry
    for place in range(cuda.grid(1), count, cuda.gridsize(1)):
        c, r, plane = place % columns, place // columns % rows, place // (columns * rows)
        begin = x_at + plane * high * wide
        best, found = x[begin], -1
        for i in range(kh):
            y = r * down + i * deep - top
            if 0 <= y < high:
                for j in range(kw):
                    z = c * across + j * broad - left
                    if 0 <= z < wide:
                        value = x[begin + y * wide + z]
                        if found < 0 or value > best or (value != value and best == best):
                            best, found = value, y * wide + z
        out[place] = best
        indices[place] = found


@cuda.jit
def max_pool_backward_kernel(grad_x, grad_out, indices, grad_out_at, indices_at, size, windows, count):
    """grad_x[plane, indices[plane, window]] += grad_out[plane, window]."""
    for place in range(cuda.grid(1), count, cuda.gridsize(1)):
        to = place // windows * size + indices[indices_at + place]
        cuda.atomic.add(grad_x, to, grad_out[grad_out_at + place])


@cache
def window_sum_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel of the sums of windows."""
    kind = dtype.type

    @cuda.jit
    def kernel(out, x, x_at, geometry, count):
        """out[plane, r, c] = the sum of x[plane, r s + i d - p, c s + j d - p] over i and j."""
        high, wide, rows, columns, kh, kw, down, across, top, left, deep, broad = geometry
        for place in range(cuda.grid(1), count, cuda.gridsize(1)):
            c, r, plane = place % columns, place // columns % rows, place // (columns * rows)
            total = kind(0)
            for i in range(kh):
                y = r * down + i * deep - top
                if 0 <= y < high:
                    for j in range(kw):
                        z = c * across + j * broad - left
                        if 0 <= z < wide:
                            total += x[x_at + (plane * high + y) * wide + z]
            out[place] = total

    return kernel


@cache
def window_sum_backward_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel that gives every element the gradients of the windows that hold it."""
    kind = dtype.type

    @cuda.jit
    def kernel(grad_x, grad_out, grad_out_at, geometry, count):
        """grad_x[plane, y, z] = the sum of grad_out[plane, r, c] where r s + i d - p = y, for z likewise."""
        high, wide, rows, columns, kh, kw, down, across, top, left, deep, broad = geometry
        for place in range(cuda.grid(1), count, cuda.gridsize(1)):
            z, y, plane = place % wide, place // wide % high, place // (wide * high)
            total = kind(0)
            for i in range(kh):
                r = y + top - i * deep
                if r >= 0 and r % down == 0 and r // down < rows:
                    for j in range(kw):
                        c = z + left - j * broad
                        if c >= 0 and c % across == 0 and c // across < columns:
                            total += grad_out[grad_out_at + (plane * rows + r // down) * columns + c // across]
            grad_x[place] = total

    return kernel


def geometry_of(x: Strided, windows: Strided, grid: "Grid") -> tuple[int, ...]:
    """Return the numbers that describe the windows of images shaped like x."""
    ndim = len(grid.kernel)
    one, nothing = (1,) * (2 - ndim), (0,) * (2 - ndim)
    above = tuple(before for before, _ in grid.padding)
    sizes = (*one, *x.layout.shape[-ndim:], *one, *windows.layout.shape[-ndim:])
    return (*sizes, *one, *grid.kernel, *one, *grid.stride, *nothing, *above, *one, *grid.dilation)


def max_pool(out: Strided, indices: Strided, x: Strided, grid: "Grid") -> None:
    """See "max_pool" in `kernel_names`."""
    x, count = contiguous(x), math.prod(out.layout.shape)
    launch_flat(max_pool_kernel, count, array_of(out), array_of(indices), array_of(x), x.layout.offset,
                geometry_of(x, out, grid), count)  # fmt: skip


def max_pool_backward(grad_x: Strided, grad_out: Strided, indices: Strided, ndim: int) -> None:
    """See "max_pool_backward" in `kernel_names`."""
    grad_out, indices = contiguous(grad_out), contiguous(indices)
    size, windows = (math.prod(x.layout.shape[-ndim:]) for x in (grad_x, grad_out))
    count = math.prod(grad_out.layout.shape)
    fill(array_of(grad_x), 0, math.prod(grad_x.layout.shape), 0)
    launch_flat(max_pool_backward_kernel, count, array_of(grad_x), array_of(grad_out), array_of(indices),
                grad_out.layout.offset, indices.layout.offset, size, windows, count)  # fmt: skip


def window_sum(out: Strided, x: Strided, grid: "Grid") -> None:
    """See "window_sum" in `kernel_names`."""
    x, count = contiguous(x), math.prod(out.layout.shape)
    kernel = window_sum_kernel(x.storage.dtype.numpy)
    launch_flat(kernel, count, array_of(out), array_of(x), x.layout.offset, geometry_of(x, out, grid), count)


def window_sum_backward(grad_x: Strided, grad_out: Strided, grid: "Grid") -> None:
    """See "window_sum_backward" in `kernel_names`."""
    grad_out, count = contiguous(grad_out), math.prod(grad_x.layout.shape)
    kernel = window_sum_backward_kernel(grad_out.storage.dtype.numpy)
    launch_flat(kernel, count, array_of(grad_x), array_of(grad_out), grad_out.layout.offset,
                geometry_of(grad_x, grad_out, grid), count)  # fmt: skip


def chooser(kernel: Kernel) -> Any:
    """Return what decides whether the kernel is for these operands: floating-point numbers."""

    def choose(x: Strided, indices: Strided | None = None) -> Kernel | None:
        return kernel if are_floats(x) else None

    return choose


CHOICES = {
    kernel.__name__: chooser(kernel) for kernel in (max_pool, max_pool_backward, window_sum, window_sum_backward)
}

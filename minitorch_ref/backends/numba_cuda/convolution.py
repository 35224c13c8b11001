"""Convolution and its two gradients, without copying a window.

`convolution_kernel` and `convolution_input_kernel`: a thread computes elements of the result of its own, each as the
sum of all products that go into it: of a window with a filter, or of all places of the output that have seen an
element of the input. `convolution_weight_kernel`: a block computes one element of the gradient of the filters; its
threads share the places of the output of all images and combine their sums in shared memory (see
`softmax.over_block`). Each result is written by one thread and read by none: there is no race.

Images have two axes; sequences are images of one row. `geometry` is (channels per group, features per group, height,
width, output height, output width, kernel height, kernel width, stride down and across, padding down and across,
dilation down and across).
"""

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.launch import MAX_THREADS, launch, launch_flat, threads_for
from minitorch_ref.backends.numba_cuda.operands import are_floats, array_of, contiguous, vector_of
from minitorch_ref.backends.numba_cuda.softmax import over_block
from minitorch_ref.storage import Strided

if TYPE_CHECKING:
    from minitorch_ref.functions.windows import Grid

__all__ = ["CHOICES", "convolution_input_kernel", "convolution_kernel", "convolution_weight_kernel"]


@cache
def convolution_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel of the output; every feature starts from its bias."""
    kind = dtype.type

    @cuda.jit
    def kernel(out, x, weight, bias, bias_at, bias_step, x_at, weight_at, groups, geometry, count):
        """out[n, o, r, c] = bias[o] + sum of x[n, channel, r s + i d - p, c s + j d - p] * weight[o, channel, i, j]."""
        own, features, high, wide, rows, columns, kh, kw, down, across, top, left, deep, broad = geometry
        for place in range(cuda.grid(1), count, cuda.gridsize(1)):
            c, r = place % columns, place // columns % rows
            o, n = place // (columns * rows) % (features * groups), place // (columns * rows * features * groups)
            first = (n * groups + o // features) * own
            total = kind(bias[bias_at + o * bias_step])
            for channel in range(own):
                for i in range(kh):
                    y = r * down + i * deep - top
                    if 0 <= y < high:
                        for j in range(kw):
                            z = c * across + j * broad - left
                            if 0 <= z < wide:
                                total += (
                                    x[x_at + ((first + channel) * high + y) * wide + z]
                                    * weight[weight_at + ((o * own + channel) * kh + i) * kw + j]
                                )
            out[place] = total

    return kernel


@cache
def convolution_input_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel of the gradient of the input."""
    kind = dtype.type

    @cuda.jit
    def kernel(out, g, weight, g_at, weight_at, groups, geometry, count):
        """out[n, channel, y, z] = sum of g[n, o, r, c] * weight[o, channel, i, j] where r s + i d - p = y."""
        own, features, high, wide, rows, columns, kh, kw, down, across, top, left, deep, broad = geometry
        for place in range(cuda.grid(1), count, cuda.gridsize(1)):
            z, y = place % wide, place // wide % high
            channel, n = place // (wide * high) % (own * groups), place // (wide * high * own * groups)
            first = channel // own * features
            total = kind(0)
            for o in range(first, first + features):
                for i in range(kh):
                    r = y + top - i * deep
                    if r >= 0 and r % down == 0 and r // down < rows:
                        for j in range(kw):
                            c = z + left - j * broad
                            if c >= 0 and c % across == 0 and c // across < columns:
                                total += (
                                    g[g_at + ((n * features * groups + o) * rows + r // down) * columns + c // across]
                                    * weight[weight_at + ((o * own + channel % own) * kh + i) * kw + j]
                                )
            out[place] = total

    return kernel


@cache
def convolution_weight_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel of the gradient of the filters."""
    kind, sum_of_block = dtype.type, over_block("sum")

    @cuda.jit
    def kernel(out, x, g, x_at, g_at, groups, geometry, places):
        """out[o, channel, i, j] = sum over n, r, c of x[n, channel, r s + i d - p, c s + j d - p] * g[n, o, r, c]."""
        own, features, high, wide, rows, columns, kh, kw, down, across, top, left, deep, broad = geometry
        scratch = cuda.shared.array(MAX_THREADS, kind)
        block = cuda.blockIdx.x
        j, i, channel, o = block % kw, block // kw % kh, block // (kw * kh) % own, block // (kw * kh * own)
        total = kind(0)
        for place in range(cuda.threadIdx.x, places, cuda.blockDim.x):
            c, r, n = place % columns, place // columns % rows, place // (columns * rows)
            y, z = r * down + i * deep - top, c * across + j * broad - left
            if 0 <= y < high and 0 <= z < wide:
                from_x = x[x_at + (((n * groups + o // features) * own + channel) * high + y) * wide + z]
                total += from_x * g[g_at + ((n * features * groups + o) * rows + r) * columns + c]
        total = sum_of_block(scratch, total)
        if cuda.threadIdx.x == 0:
            out[block] = total

    return kernel


def geometry_of(x: Strided, g: Strided, grid: "Grid", groups: int) -> tuple[int, ...]:
    """Return the numbers that describe a convolution from images shaped like x to images shaped like g."""
    missing = 2 - len(grid.kernel)
    sizes = [(*(1,) * missing, *t.layout.shape[2:]) for t in (x, g)]
    pads = (*(0,) * missing, *[before for before, _ in grid.padding])
    steps = [(*(1,) * missing, *numbers) for numbers in (grid.kernel, grid.stride)]
    dilation = (*(1,) * missing, *grid.dilation)
    own, features = x.layout.shape[1] // groups, g.layout.shape[1] // groups
    return (own, features, *sizes[0], *sizes[1], *steps[0], *steps[1], *pads, *dilation)


def convolution(out: Strided, x: Strided, weight: Strided, bias: Strided | None, grid: "Grid", groups: int) -> None:
    """See "convolution" in `kernel_names`."""
    x, weight = contiguous(x), contiguous(weight)
    start = vector_of(bias, 0, x.storage.dtype.numpy)
    count = math.prod(out.layout.shape)
    kernel = convolution_kernel(x.storage.dtype.numpy)
    launch_flat(kernel, count, array_of(out), array_of(x), array_of(weight), *start, x.layout.offset,
                weight.layout.offset, groups, geometry_of(x, out, grid, groups), count)  # fmt: skip


def convolution_input(grad_x: Strided, g: Strided, weight: Strided, grid: "Grid", groups: int) -> None:
    """See "convolution_input" in `kernel_names`."""
    g, weight = contiguous(g), contiguous(weight)
    count = math.prod(grad_x.layout.shape)
    kernel = convolution_input_kernel(g.storage.dtype.numpy)
    launch_flat(kernel, count, array_of(grad_x), array_of(g), array_of(weight), g.layout.offset, weight.layout.offset,
                groups, geometry_of(grad_x, g, grid, groups), count)  # fmt: skip


def convolution_weight(grad_weight: Strided, x: Strided, g: Strided, grid: "Grid", groups: int) -> None:
    """See "convolution_weight" in `kernel_names`."""
    x, g = contiguous(x), contiguous(g)
    places = g.layout.shape[0] * math.prod(g.layout.shape[2:])
    elements = math.prod(grad_weight.layout.shape)
    if elements:
        kernel = convolution_weight_kernel(x.storage.dtype.numpy)
        launch(kernel, elements, threads_for(places), array_of(grad_weight), array_of(x), array_of(g), x.layout.offset,
               g.layout.offset, groups, geometry_of(x, g, grid, groups), places)  # fmt: skip


def chooser(kernel: Kernel) -> Any:
    """Return what decides whether the kernel is for these operands: images or sequences, floating, of one type."""

    def choose(*operands: Strided) -> Kernel | None:
        return kernel if are_floats(*operands) and len(operands[0].layout.shape) in (3, 4) else None

    return choose


CHOICES = {kernel.__name__: chooser(kernel) for kernel in (convolution, convolution_input, convolution_weight)}

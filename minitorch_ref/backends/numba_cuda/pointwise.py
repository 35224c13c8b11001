"""Kernels that compute each element of the result from the elements at the same place of the operands.

Every thread writes the elements whose numbers, counted row by row, are its own plus a multiple of the number of all
threads. The operands may lie in memory in any way, with stride 0 where they are broadcast; the layouts of all of them
are merged to as few axes as can be before the launch. No two threads write to one place, because the result has no
stride 0; so there is no race.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.launch import launch_flat
from minitorch_ref.backends.numba_cuda.layouts import merged, position
from minitorch_ref.backends.numba_cuda.maps import map_function
from minitorch_ref.backends.numba_cuda.operands import array_of, broadcast_strides
from minitorch_ref.backends.numba_cuda.zips import zip_function
from minitorch_ref.storage import Strided

__all__ = [
    "copy",
    "copy_kernel",
    "copy_to_boolean_kernel",
    "kernel_of_one",
    "kernel_of_two",
    "launch_pointwise",
    "map_elements",
    "map_kernel",
    "where",
    "where_kernel",
    "zip_elements",
    "zip_kernel",
]


@cuda.jit
def copy_kernel(out, x, shape, out_at, out_strides, x_at, x_strides, count):
    """out[i] = x[i], converted to the type of out."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        out[out_at + position(i, shape, out_strides)] = x[x_at + position(i, shape, x_strides)]


@cuda.jit
def copy_to_boolean_kernel(out, x, shape, out_at, out_strides, x_at, x_strides, count):
    """out[i] = whether x[i] is not 0."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        out[out_at + position(i, shape, out_strides)] = x[x_at + position(i, shape, x_strides)] != 0


@cache
def map_kernel(name: str, kind: str) -> Any:
    """Return the kernel of a function of one number of a kind ("f", "i", "u", "b")."""
    return kernel_of_one(map_function(name, kind))


def kernel_of_one(function: Any) -> Any:
    """Return the kernel of a device function of one number."""

    @cuda.jit
    def kernel(out, x, shape, out_at, out_strides, x_at, x_strides, count):
        """out[i] = function(x[i])."""
        for i in range(cuda.grid(1), count, cuda.gridsize(1)):
            out[out_at + position(i, shape, out_strides)] = function(x[x_at + position(i, shape, x_strides)])

    return kernel


@cache
def zip_kernel(name: str, kind: str) -> Any:
    """Return the kernel of a function of two numbers of a kind ("f", "i", "u", "b")."""
    return kernel_of_two(zip_function(name, kind))


def kernel_of_two(function: Any) -> Any:
    """Return the kernel of a device function of two numbers."""

    @cuda.jit
    def kernel(out, x, y, shape, out_at, out_strides, x_at, x_strides, y_at, y_strides, count):
        """out[i] = function(x[i], y[i])."""
        for i in range(cuda.grid(1), count, cuda.gridsize(1)):
            out[out_at + position(i, shape, out_strides)] = function(
                x[x_at + position(i, shape, x_strides)], y[y_at + position(i, shape, y_strides)]
            )

    return kernel


@cuda.jit
def where_kernel(
    out, condition, x, y, shape, out_at, out_strides, condition_at, condition_strides, x_at, x_strides, y_at, y_strides,
    count,
):  # fmt: skip
    """out[i] = x[i] if condition[i] else y[i]."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        if condition[condition_at + position(i, shape, condition_strides)] != 0:
            out[out_at + position(i, shape, out_strides)] = x[x_at + position(i, shape, x_strides)]
        else:
            out[out_at + position(i, shape, out_strides)] = y[y_at + position(i, shape, y_strides)]


def launch_pointwise(kernel: Any, out: Strided, *operands: Strided) -> None:
    """Launch one of these kernels: the arrays first, then the shape, then where each array begins and how it goes."""
    everyone = (out, *operands)
    layouts = [x.layout for x in everyone]
    shape, *strides = merged(out.layout.shape, *[broadcast_strides(layout, out.layout.shape) for layout in layouts])
    places = [part for layout, steps in zip(layouts, strides, strict=True) for part in (layout.offset, steps)]
    count = math.prod(out.layout.shape)
    launch_flat(kernel, count, *[array_of(x) for x in everyone], shape, *places, count)


def copy(out: Strided, x: Strided) -> None:
    """See Backend.copy."""
    to_boolean = out.storage.dtype.name == "bool" != x.storage.dtype.name
    launch_pointwise(copy_to_boolean_kernel if to_boolean else copy_kernel, out, x)


def map_elements(name: str, out: Strided, x: Strided) -> None:
    """See Backend.map."""
    launch_pointwise(map_kernel(name, kind_of(x)), out, x)


def zip_elements(name: str, out: Strided, x: Strided, y: Strided) -> None:
    """See Backend.zip."""
    launch_pointwise(zip_kernel(name, kind_of(x)), out, x, y)


def where(out: Strided, condition: Strided, x: Strided, y: Strided) -> None:
    """See Backend.where."""
    launch_pointwise(where_kernel, out, condition, x, y)


def kind_of(x: Strided) -> str:
    """Return the kind of the elements: "f", "i", "u" or "b"."""
    return np.dtype(x.storage.dtype.numpy).kind

"""Running totals along an axis: the total of everything up to each element.

One block goes along one line, piece by piece. In a piece, every thread holds one element in shared memory and adds to
it what stands 1, then 2, 4, 8, ... places before (Hillis and Steele, "Data parallel algorithms", 1986); what the pieces
before came to is added on the way out. There is no race: a barrier stands between the reading of a step and its
writing, and another before the next step reads.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.combine import combination, initial, loader
from minitorch_ref.backends.numba_cuda.extremes import without
from minitorch_ref.backends.numba_cuda.launch import MAX_THREADS, launch, threads_for
from minitorch_ref.backends.numba_cuda.layouts import merged, position
from minitorch_ref.backends.numba_cuda.operands import array_of
from minitorch_ref.storage import Strided

__all__ = ["accumulate", "scan_kernel"]


@cache
def scan_kernel(name: str, dtype: np.dtype[Any]) -> Any:
    """Return the kernel for one line per block."""
    combine, load, kind = combination(name), loader(name, dtype), type(initial(name, dtype))

    @cuda.jit
    def kernel(out, x, shape, out_at, out_strides, out_step, x_at, x_strides, x_step, count, start):
        """out[line, i] = the combination of x[line, 0] to x[line, i]."""
        scratch = cuda.shared.array(MAX_THREADS, kind)
        thread, threads, line = cuda.threadIdx.x, cuda.blockDim.x, cuda.blockIdx.x
        from_here = x_at + position(line, shape, x_strides)
        to_here = out_at + position(line, shape, out_strides)
        before = start
        for piece in range(0, count, threads):
            i = piece + thread
            scratch[thread] = load(x[from_here + i * x_step]) if i < count else start
            cuda.syncthreads()
            width = 1
            while width < threads:
                earlier = scratch[thread - width] if thread >= width else start
                cuda.syncthreads()
                scratch[thread] = combine(earlier, scratch[thread])
                cuda.syncthreads()
                width *= 2
            if i < count:
                out[to_here + i * out_step] = combine(before, scratch[thread])
            before = combine(before, scratch[threads - 1])
            cuda.syncthreads()

    return kernel


def accumulate(name: str, out: Strided, x: Strided, dim: int) -> None:
    """See Backend.accumulate."""
    count = x.layout.shape[dim]
    if 0 in x.layout.shape:
        return
    shape, out_strides, x_strides = merged(
        without(x.layout.shape, dim), without(out.layout.strides, dim), without(x.layout.strides, dim)
    )
    dtype = x.storage.dtype.numpy
    launch(scan_kernel(name, dtype), math.prod(shape), threads_for(count), array_of(out), array_of(x), shape,
           out.layout.offset, out_strides, out.layout.strides[dim], x.layout.offset, x_strides, x.layout.strides[dim],
           count, initial(name, dtype))  # fmt: skip

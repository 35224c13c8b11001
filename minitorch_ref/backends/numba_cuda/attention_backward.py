"""The gradients of attention, its weights computed once more (Dao, FlashAttention-2, 2023).

Two launches, so that no element of a gradient is written by two blocks: one with a block for 16 queries of a head,
which goes along the keys, for the gradient of the queries and, for each query, the sum of gradient times output; one
with a block for 16 keys, which goes along the queries, for the gradients of keys and values. Within a block the work is
shared as in `attention`, and for the same reason there is no race.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.attention import (
    SQUARE,
    TILE,
    add_rows,
    attention,
    chooser,
    fetch,
    launch_tiles,
    numbers_of,
    padded,
    product,
    store,
)
from minitorch_ref.backends.numba_cuda.layouts import position
from minitorch_ref.backends.numba_cuda.operands import array_of, contiguous, room
from minitorch_ref.storage import Strided

__all__ = ["CHOICES", "attention_backward", "attention_keys_kernel", "attention_queries_kernel"]


@cache
def attention_queries_kernel(dtype: np.dtype[Any], features: int, width: int) -> Any:
    """Return the kernel of the gradient of the queries, which also writes `sums`: of gradient times output."""
    kind, wide, broad = dtype.type, padded(features), padded(width)
    each, nothing = wide // TILE, kind(0)
    rows_of_keys, rows_of_values = (TILE, wide + 1), (TILE, broad + 1)

    @cuda.jit
    def kernel(grad_query, sums, grad_out, grad_out_at, out, logs, query, key, value, shape, query_at, query_heads,
               query_row, query_step, key_at, key_heads, key_row, key_step, value_at, value_heads, value_row,
               value_step, length, source, scale, causal):  # fmt: skip
        """grad_query = slopes @ key * scale, slopes = weights * (grad_out @ value^T - sums)."""
        queries = cuda.shared.array(rows_of_keys, kind)
        keys = cuda.shared.array(rows_of_keys, kind)
        values = cuda.shared.array(rows_of_values, kind)
        grads = cuda.shared.array(rows_of_values, kind)
        slopes = cuda.shared.array(SQUARE, kind)
        totals = cuda.local.array(each, kind)
        across, down, head = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.x
        first = cuda.blockIdx.y * TILE
        row, begin_out = first + down, head * length * width
        from_keys, from_values = (
            key_at + position(head, shape, key_heads),
            value_at + position(head, shape, value_heads),
        )
        fetch(queries, query, query_at + position(head, shape, query_heads), query_row, query_step, first, length,
              features, wide)  # fmt: skip
        fetch(grads, grad_out, grad_out_at + begin_out, width, 1, first, length, width, broad)
        fetch(values, out, begin_out, width, 1, first, length, width, broad)
        for i in range(each):
            totals[i] = nothing
        cuda.syncthreads()
        both, log = product(nothing, grads, down, values, down, width), nothing
        if row < length:
            log = logs[head * length + row]
            if across == 0:
                sums[head * length + row] = both
        cuda.syncthreads()
        for begin in range(0, min(source, first + TILE) if causal else source, TILE):
            fetch(keys, key, from_keys, key_row, key_step, begin, source, features, wide)
            fetch(values, value, from_values, value_row, value_step, begin, source, width, broad)
            cuda.syncthreads()
            slope, column = nothing, begin + across
            if row < length and column < source and (not causal or column <= row):
                weight = math.exp(product(nothing, queries, down, keys, across, features) * scale - log)
                slope = weight * (product(nothing, grads, down, values, across, width) - both)
            slopes[down, across] = slope
            cuda.syncthreads()
            add_rows(totals, each, slopes, keys)
            cuda.syncthreads()
        store(grad_query, totals, each, head * length * features, row, length, features, scale)

    return kernel


@cache
def attention_keys_kernel(dtype: np.dtype[Any], features: int, width: int) -> Any:
    """Return the kernel of the gradients of keys and values."""
    kind, wide, broad = dtype.type, padded(features), padded(width)
    each_key, each_value, nothing = wide // TILE, broad // TILE, kind(0)
    rows_of_keys, rows_of_values = (TILE, wide + 1), (TILE, broad + 1)

    @cuda.jit
    def kernel(grad_key, grad_value, sums, grad_out, grad_out_at, logs, query, key, value, shape, query_at,
               query_heads, query_row, query_step, key_at, key_heads, key_row, key_step, value_at, value_heads,
               value_row, value_step, length, source, scale, causal):  # fmt: skip
        """grad_key = slopes^T @ query * scale, grad_value = weights^T @ grad_out; by tiles of keys."""
        queries = cuda.shared.array(rows_of_keys, kind)
        keys = cuda.shared.array(rows_of_keys, kind)
        values = cuda.shared.array(rows_of_values, kind)
        grads = cuda.shared.array(rows_of_values, kind)
        slopes = cuda.shared.array(SQUARE, kind)
        weights = cuda.shared.array(SQUARE, kind)
        to_key = cuda.local.array(each_key, kind)
        to_value = cuda.local.array(each_value, kind)
        across, down, head = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.x
        first = cuda.blockIdx.y * TILE
        row, from_queries = first + down, query_at + position(head, shape, query_heads)
        from_grads = grad_out_at + head * length * width
        fetch(keys, key, key_at + position(head, shape, key_heads), key_row, key_step, first, source, features, wide)
        fetch(values, value, value_at + position(head, shape, value_heads), value_row, value_step, first, source, width,
              broad)  # fmt: skip
        for i in range(each_key):
            to_key[i] = nothing
        for i in range(each_value):
            to_value[i] = nothing
        for begin in range(first if causal else 0, length, TILE):
            fetch(queries, query, from_queries, query_row, query_step, begin, length, features, wide)
            fetch(grads, grad_out, from_grads, width, 1, begin, length, width, broad)
            cuda.syncthreads()
            weight, slope, column = nothing, nothing, begin + across
            if row < source and column < length and (not causal or row <= column):
                place = head * length + column
                weight = math.exp(product(nothing, queries, across, keys, down, features) * scale - logs[place])
                slope = weight * (product(nothing, grads, across, values, down, width) - sums[place])
            weights[down, across] = weight
            slopes[down, across] = slope
            cuda.syncthreads()
            add_rows(to_value, each_value, weights, grads)
            add_rows(to_key, each_key, slopes, queries)
            cuda.syncthreads()
        store(grad_key, to_key, each_key, head * source * features, row, source, features, scale)
        store(grad_value, to_value, each_value, head * source * width, row, source, width, kind(1))

    return kernel


def attention_backward(
    grad_query: Strided, grad_key: Strided, grad_value: Strided, grad_out: Strided, out: Strided, logs: Strided,
    query: Strided, key: Strided, value: Strided, scale: float, causal: bool,
) -> None:  # fmt: skip
    """See "attention_backward" in `kernel_names`."""
    kind = out.storage.dtype.numpy, query.layout.shape[-1], value.layout.shape[-1]
    sums, grad_out = room(logs.layout.shape, logs.storage.dtype, logs), contiguous(grad_out)
    given, inputs = (array_of(grad_out), grad_out.layout.offset), numbers_of(query, key, value, scale, causal)
    launch_tiles(attention_queries_kernel(*kind), query, array_of(grad_query), array_of(sums), *given, array_of(out),
                 array_of(logs), *inputs)  # fmt: skip
    launch_tiles(attention_keys_kernel(*kind), key, array_of(grad_key), array_of(grad_value), array_of(sums), *given,
                 array_of(logs), *inputs)  # fmt: skip


CHOICES = {kernel.__name__: chooser(kernel) for kernel in (attention, attention_backward)}

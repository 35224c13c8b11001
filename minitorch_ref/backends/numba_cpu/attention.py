"""Attention without its matrix of weights, and its gradients.

The weights of all queries on all keys, (L, S) for every head, are never in memory as a whole: BLOCK queries at a time
get their scores, the softmax of them and their sum of values (Dao et al., FlashAttention, 2022; here with all keys at
once). All that is kept for the way back is, for each query, the logarithm of the sum of its exponentials: with it the
weights are computed once more.

A head has nothing to do with another one. A thread takes whole heads: it alone writes their outputs and gradients, in
copies padded to whole vectors that stay in its second-level cache.
"""

import math

import numpy as np

from minitorch_ref.backends.numba_cpu.bits import larger
from minitorch_ref.backends.numba_cpu.jit import Array, Number, helper, integer, kernel, prange, summing_helper
from minitorch_ref.backends.numba_cpu.memory import copy_memory, fill
from minitorch_ref.backends.numba_cpu.operands import are_same_floats, flat, size_of
from minitorch_ref.backends.numba_cpu.register_tile import ROWS, add_products, lanes_of, multiples, round_up
from minitorch_ref.backends.numba_cpu.scalars import exp
from minitorch_ref.storage import Strided

__all__ = ["attention", "attention_backward"]

BLOCK = 32
"""Queries at a time."""

ACCEPTS = dict.fromkeys(["attention", "attention_backward"], are_same_floats)
Sizes = tuple[int, ...]


def sizes_of(query: Strided, key: Strided, value: Strided) -> Sizes:
    """Return heads, L, S, E and V."""
    *heads, length, features = query.layout.shape
    return math.prod(heads), length, key.layout.shape[-2], features, value.layout.shape[-1]


def attention(
    out: Strided, logs: Strided, query: Strided, key: Strided, value: Strided, scale: float, causal: bool
) -> None:
    """Write softmax(query @ key^T * scale) @ value, and the logarithms of the sums of exponentials."""
    sizes = sizes_of(query, key, value)
    operands = [flat(x) for x in (out, logs, query, key, value)]
    forward[size_of(query) * sizes[2] // 4](*operands, sizes, float(scale), bool(causal))


def attention_backward(
    grad_query: Strided, grad_key: Strided, grad_value: Strided, grad_out: Strided, out: Strided, logs: Strided,
    query: Strided, key: Strided, value: Strided, scale: float, causal: bool,
) -> None:  # fmt: skip
    """Write the gradients of query, key and value."""
    sizes = sizes_of(query, key, value)
    everything = (grad_query, grad_key, grad_value, grad_out, out, logs, query, key, value)
    backward[size_of(query) * sizes[2]](*[flat(x) for x in everything], sizes, float(scale), bool(causal))


# ---- one row ----


@helper
def top_of(x: Array) -> Number:
    """Return the largest of some numbers; NaN if one is."""
    top = x[0]
    for i in range(x.size):
        top = larger(top, x[i])
    return top


@summing_helper
def exponentials(x: Array, top: Number) -> Number:
    """Write exp(x - top) in place, and return the sum."""
    total = x.dtype.type(0)
    for i in range(x.size):
        power = exp(x[i] - top)
        x[i] = power
        total += power
    return total


@helper
def exponentials_less(x: Array, log: Number) -> None:
    """Write exp(x - log) in place."""
    for i in range(x.size):
        x[i] = exp(x[i] - log)


@summing_helper
def dot(x: Array, y: Array) -> Number:
    """Return the sum of the products."""
    total = x.dtype.type(0)
    for i in range(x.size):
        total += x[i] * y[i]
    return total


@helper
def score_gradients(grad: Array, weights: Array, mean: Number) -> None:
    """Write weights * (grad - mean) in place of grad."""
    for i in range(grad.size):
        grad[i] = weights[i] * (grad[i] - mean)


@helper
def scaled(out: Array, x: Array, factor: Number) -> None:
    """Write x * factor."""
    for i in range(out.size):
        out[i] = x[i] * factor


# ---- one head ----


@helper
def padded_rows(x: Array, at: int, rows: int, columns: int, width: int) -> Array:
    """Return a copy of a matrix with rows of length `width`, and zeros in them, and zeros below."""
    copy = np.zeros(round_up(rows, ROWS) * width, x.dtype)
    for r in range(rows):
        copy_memory(copy, r * width, x, at + r * columns, columns)
    return copy


@helper
def padded_columns(x: Array, at: int, rows: int, columns: int, width: int) -> Array:
    """Return the transposed of a matrix with rows of length `width`, and zeros in them."""
    copy = np.zeros(columns * width, x.dtype)
    for r in range(rows):
        for c in range(columns):
            copy[c * width + r] = x[at + r * columns + c]
    return copy


@helper
def write_rows(out: Array, at: int, x: Array, rows: int, columns: int, width: int, factor: Number) -> None:
    """Write a matrix with rows of length `width` without what is behind its columns, times a factor."""
    for r in range(rows):
        scaled(out[at + r * columns : at + (r + 1) * columns], x[r * width : r * width + columns], factor)


@kernel
def forward(
    out: Array, logs: Array, query: Array, key: Array, value: Array, sizes: Sizes, scale: float, causal: bool
) -> None:
    """A thread takes whole heads."""
    heads, length, source, features, values = sizes
    for item in prange(heads):
        head, number, lanes = integer(item), out.dtype.type, lanes_of(out)
        wide, own = round_up(source, lanes), round_up(values, lanes)
        keys = padded_columns(key, head * source * features, source, features, wide)
        contents = padded_rows(value, head * source * values, source, values, own)
        weights, sums = np.zeros(BLOCK * wide, out.dtype), np.zeros(BLOCK * own, out.dtype)
        queries = np.zeros(BLOCK * features, out.dtype)
        for first in range(0, length, BLOCK):
            rows = min(BLOCK, length - first)
            seen = min(source, first + rows) if causal else source
            at = (head * length + first) * features
            scaled(queries[: rows * features], query[at : at + rows * features], number(scale))
            add_products(weights, 0, wide, seen, queries, 0, multiples(BLOCK, features), multiples(features, 1),
                         keys, 0, multiples(features, wide), features, True)  # fmt: skip
            for r in range(rows):
                last = min(source, first + r + 1) if causal else source
                row = weights[r * wide : r * wide + last]
                top = top_of(row)
                total = exponentials(row, top)
                logs[head * length + first + r] = top + math.log(total)
                scaled_in_place(row, number(1) / total)
                fill(weights[r * wide + last : r * wide + seen], number(0))
            add_products(sums, 0, own, values, weights, 0, multiples(BLOCK, wide), multiples(seen, 1),
                         contents, 0, multiples(seen, own), seen, True)  # fmt: skip
            write_rows(out, (head * length + first) * values, sums, rows, values, own, number(1))


@helper
def scaled_in_place(x: Array, factor: Number) -> None:
    """Multiply by a factor."""
    for i in range(x.size):
        x[i] *= factor


@kernel
def backward(
    grad_query: Array, grad_key: Array, grad_value: Array, grad_out: Array, out: Array, logs: Array, query: Array,
    key: Array, value: Array, sizes: Sizes, scale: float, causal: bool,
) -> None:  # fmt: skip
    """A thread takes whole heads."""
    heads, length, source, features, values = sizes
    for item in prange(heads):
        head, number, lanes = integer(item), out.dtype.type, lanes_of(out)
        wide, deep, own = round_up(source, max(lanes, ROWS)), round_up(features, lanes), round_up(values, lanes)
        keys_turned = padded_columns(key, head * source * features, source, features, wide)
        contents_turned = padded_columns(value, head * source * values, source, values, wide)
        keys = padded_rows(key, head * source * features, source, features, deep)
        weights, grads = np.zeros(BLOCK * wide, out.dtype), np.zeros(BLOCK * wide, out.dtype)
        rows_below = round_up(source, ROWS)
        to_key, to_value = np.zeros(rows_below * deep, out.dtype), np.zeros(rows_below * own, out.dtype)
        to_query = np.zeros(BLOCK * deep, out.dtype)
        for first in range(0, length, BLOCK):
            rows = min(BLOCK, length - first)
            seen = min(source, first + rows) if causal else source
            at, to = (head * length + first) * features, (head * length + first) * values
            queries = padded_rows(query, at, rows, features, deep)
            scaled_in_place(queries, number(scale))
            grad = padded_rows(grad_out, to, rows, values, own)
            padded, written = round_up(rows, ROWS), round_up(seen, max(lanes, ROWS))
            add_products(weights, 0, wide, seen, queries, 0, multiples(padded, deep), multiples(features, 1),
                         keys_turned, 0, multiples(features, wide), features, True)  # fmt: skip
            add_products(grads, 0, wide, seen, grad, 0, multiples(padded, own), multiples(values, 1),
                         contents_turned, 0, multiples(values, wide), values, True)  # fmt: skip
            for r in range(rows):
                last = min(source, first + r + 1) if causal else source
                row, slope = weights[r * wide : r * wide + last], grads[r * wide : r * wide + last]
                exponentials_less(row, logs[head * length + first + r])
                place = to + r * values
                score_gradients(slope, row, dot(grad_out[place : place + values], out[place : place + values]))
                fill(weights[r * wide + last : r * wide + written], number(0))
                fill(grads[r * wide + last : r * wide + written], number(0))
            below = multiples(round_up(seen, ROWS), 1)
            add_products(to_value, 0, own, values, weights, 0, below, multiples(rows, wide),
                         grad, 0, multiples(rows, own), rows, False)  # fmt: skip
            add_products(to_key, 0, deep, features, grads, 0, below, multiples(rows, wide),
                         queries, 0, multiples(rows, deep), rows, False)  # fmt: skip
            add_products(to_query, 0, deep, features, grads, 0, multiples(padded, wide), multiples(seen, 1),
                         keys, 0, multiples(seen, deep), seen, True)  # fmt: skip
            write_rows(grad_query, at, to_query, rows, features, deep, number(scale))
        write_rows(grad_key, head * source * features, to_key, source, features, deep, number(1))
        write_rows(grad_value, head * source * values, to_value, source, values, own, number(1))

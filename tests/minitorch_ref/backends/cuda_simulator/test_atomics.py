"""Atomic operations give back what was there; bits are counted as the hardware counts them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from minitorch_ref.backends.cuda_simulator import cuda


@pytest.mark.parametrize(
    ("name", "start", "value", "end"),
    [
        ("add", 5, 3, 8), ("sub", 5, 3, 2), ("and_", 6, 3, 2), ("or_", 6, 3, 7), ("xor", 6, 3, 5),
        ("inc", 5, 7, 6), ("inc", 7, 7, 0), ("dec", 5, 7, 4), ("dec", 0, 7, 7), ("dec", 9, 7, 7),
        ("exch", 5, 3, 3), ("max", 5, 7, 7), ("max", 5, 3, 5), ("min", 5, 3, 3), ("min", 5, 7, 5),
    ],
)  # fmt: skip
def test_an_atomic_changes_an_element_and_returns_the_old_one(name: str, start: int, value: int, end: int) -> None:
    operation = name

    @cuda.jit
    def kernel(x, old):
        old[0] = getattr(cuda.atomic, operation)(x, 1, value)

    x, old = np.array([0, start], np.uint32), np.zeros(1, np.uint32)
    kernel[1, 1](x, old)
    assert (x.tolist(), old[0]) == ([0, end], start)


@pytest.mark.parametrize(("name", "ignores_nan"), [("max", False), ("min", False), ("nanmax", True), ("nanmin", True)])
def test_nan_wins_or_loses(name: str, ignores_nan: bool) -> None:
    operation = name

    @cuda.jit
    def kernel(x):
        getattr(cuda.atomic, operation)(x, 0, math.nan)
        getattr(cuda.atomic, operation)(x, 1, 2.0)

    x = np.array([1.0, np.nan])
    kernel[1, 1](x)
    np.testing.assert_array_equal(x, [1, 2] if ignores_nan else [np.nan, np.nan])


def test_compare_and_swap_swaps_if_equal() -> None:
    @cuda.jit
    def kernel(x, old):
        i = cuda.threadIdx.x
        old[i] = cuda.atomic.cas(x, (0, 1), 0, i + 1)
        cuda.atomic.compare_and_swap(x[1], 0, 9)

    x, old = np.zeros((2, 2), np.int32), np.zeros(3, np.int32)
    kernel[1, 3](x, old)
    assert x.tolist() == [[0, 1], [9, 0]]
    assert old.tolist() == [0, 1, 1]


def test_a_lock_made_of_compare_and_swap_keeps_others_out() -> None:
    @cuda.jit
    def kernel(lock, total):
        if cuda.atomic.cas(lock, 0, 0, 1) == 0:
            total[0] += 1
            cuda.atomic.exch(lock, 0, 0)

    lock, total = np.zeros(1, np.int32), np.zeros(1)
    kernel[2, 8](lock, total)
    assert total[0] == 16


def test_bits_are_counted_in_the_type_of_the_value() -> None:
    @cuda.jit
    def kernel(out, x):
        out[0] = cuda.popc(x[0])
        out[1] = cuda.clz(x[0])
        out[2] = cuda.ffs(x[0])
        out[3] = cuda.brev(x[0])
        out[4] = cuda.ffs(x[1])
        out[5] = cuda.clz(x[1])

    out = np.zeros(6, np.int64)
    kernel[1, 1](out, np.array([0b10100, 0], np.uint32))
    assert out.tolist() == [2, 27, 3, 0b00101 << 27, 0, 32]


def test_a_fused_multiply_add_rounds_once() -> None:
    @cuda.jit
    def kernel(out, x):
        out[0] = cuda.fma(x[0], x[0], x[1])
        out[1] = x[0] * x[0] + x[1]
        out[2] = cuda.cbrt(np.float32(27))
        out[3] = cuda.selp(x[0] > 1, x[0], x[1])

    x = np.array([1 + 2.0**-12, -1], np.float32)
    out = np.zeros(4, np.float32)
    kernel[1, 1](out, x)
    exact = float(x[0]) ** 2 - 1
    assert out[0] == np.float32(exact)
    assert out[1] != out[0]
    assert out[2] == pytest.approx(3, rel=1e-6)
    assert out[3] == x[0]

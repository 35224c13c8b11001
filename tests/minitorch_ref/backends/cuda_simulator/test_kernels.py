"""Kernels run in the simulator as on a GPU: places, functions, arithmetic."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest

from minitorch_ref.backends.cuda_simulator import cuda
from minitorch_ref.errors import CudaError

TILE = 8


@cuda.jit
def tiled_matmul(out, a, b, size):
    a_tile, b_tile = cuda.shared.array((TILE, TILE), np.float32), cuda.shared.array((TILE, TILE), np.float32)
    column, row = cuda.grid(2)
    x, y = cuda.threadIdx.x, cuda.threadIdx.y
    total = np.float32(0)
    for start in range(0, size, TILE):
        a_tile[y, x] = a[row, start + x] if row < size and start + x < size else 0
        b_tile[y, x] = b[start + y, column] if start + y < size and column < size else 0
        cuda.syncthreads()
        for k in range(TILE):
            total += a_tile[y, k] * b_tile[k, x]
        cuda.syncthreads()
    if row < size and column < size:
        out[row, column] = total


@pytest.mark.parametrize("size", [1, 8, 11, 16, 32])
def test_a_tiled_matmul_gives_the_product(size: int) -> None:
    rng = np.random.default_rng(size)
    a, b = (rng.standard_normal((size, size)).astype(np.float32) for _ in range(2))
    out = cuda.device_array((size, size), np.float32)
    blocks = -(-size // TILE)
    tiled_matmul[(blocks, blocks), (TILE, TILE)](out, cuda.to_device(a), cuda.to_device(b), size)
    np.testing.assert_allclose(out.copy_to_host(), a @ b, rtol=1e-4, atol=1e-5)


def test_importing_the_simulator_does_not_import_numba() -> None:
    code = "import sys; import minitorch_ref.backends.cuda_simulator; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_thread_of_a_grid_knows_where_it_is() -> None:
    @cuda.jit
    def places(out):
        x, y, z = cuda.grid(3)
        out[x, y, z] = x + 100 * y + 10_000 * z

    out = np.full((4, 6, 4), -1)
    places[(2, 3, 1), (2, 2, 4)](out)
    x, y, z = np.indices(out.shape)
    np.testing.assert_array_equal(out, x + 100 * y + 10_000 * z)


def test_gridsize_counts_threads_along_each_axis() -> None:
    @cuda.jit
    def sizes(out):
        out[0] = cuda.gridsize(1)
        out[1], out[2] = cuda.gridsize(2)

    out = np.zeros(3, np.int64)
    sizes[(3, 5), (4, 2)](out)
    assert out.tolist() == [12, 12, 10]


def test_threads_of_a_warp_are_consecutive_along_x() -> None:
    @cuda.jit
    def lanes(out):
        out[cuda.threadIdx.y, cuda.threadIdx.x] = cuda.laneid

    out = np.zeros((4, 16), np.int32)
    lanes[1, (16, 4)](out)
    np.testing.assert_array_equal(out.reshape(-1), np.arange(64) % 32)


@cuda.jit(device=True)
def square(x):
    return x * x


def test_kernels_call_device_functions_and_captured_ones() -> None:
    def kernel_of(function):
        @cuda.jit
        def apply(out, x):
            i = cuda.grid(1)
            if i < out.size:
                out[i] = square(function(x[i]))

        return apply

    increment = cuda.jit(device=True)(lambda x: x + 1)
    out, x = np.zeros(5), np.arange(5.0)
    kernel_of(increment)[1, 8](out, x)
    np.testing.assert_array_equal(out, (x + 1) ** 2)


def test_a_device_function_may_call_itself() -> None:
    @cuda.jit(device=True)
    def factorial(n):
        return 1 if n <= 1 else n * factorial(n - 1)

    @cuda.jit
    def kernel(out):
        out[cuda.grid(1)] = factorial(cuda.grid(1))

    out = np.zeros(6, np.int64)
    kernel[1, 6](out)
    assert out.tolist() == [1, 1, 2, 6, 24, 120]


def test_the_host_cannot_call_device_code() -> None:
    with pytest.raises(CudaError, match="device function"):
        square(2)
    with pytest.raises(CudaError, match="grid"):
        tiled_matmul(1, 2, 3, 4)
    with pytest.raises(CudaError, match="only inside of a kernel"):
        _ = cuda.threadIdx


def test_a_plain_function_in_a_kernel_is_refused() -> None:
    def plain(x):
        return x

    @cuda.jit
    def kernel(out):
        out[0] = plain(1)

    with pytest.raises(CudaError, match="device=True"):
        kernel[1, 1](np.zeros(1))


@pytest.mark.parametrize(
    ("function", "argument", "expected"),
    [
        (lambda x: math.exp(x), 1000, np.inf),
        (lambda x: math.log(x), 0, -np.inf),
        (lambda x: math.sqrt(x), -1, np.nan),
        (lambda x: 1.0 / x, 0, np.inf),
        (lambda x: math.erf(x), 0.5, math.erf(0.5)),
        (lambda x: math.pow(x, 3.0), -2, -8),
        (lambda x: math.floor(x), -1.5, -2),
        (lambda x: math.tanh(x), 0.25, math.tanh(0.25)),
    ],
)
def test_arithmetic_never_raises_but_gives_what_ieee_says(function, argument: float, expected: float) -> None:
    compiled = cuda.jit(device=True)(function)

    @cuda.jit
    def kernel(out, x):
        out[0] = compiled(x[0])

    out = np.zeros(1)
    kernel[1, 1](out, np.array([argument], np.float64))
    np.testing.assert_allclose(out[0], expected, rtol=1e-12)


def test_mathematics_keeps_float32_and_literals_are_float64() -> None:
    seen = []
    note = seen.append

    @cuda.jit
    def kernel(x):
        note(type(math.exp(x[0])))
        note(type(x[0] * 2.0))
        note(type(math.erf(x[0])))
        note(type(math.sqrt(4)))

    kernel[1, 1](np.ones(1, np.float32))
    assert seen == [np.float32, np.float64, np.float32, np.float64]

"""Kernels compile for real GPUs on machines that have none."""

from __future__ import annotations

import math

import numpy as np
import pytest

from minitorch_ref.backends.cuda_simulator import cuda, random
from minitorch_ref.backends.numba_cuda.compilation import ARCHITECTURES, compile_kernel
from minitorch_ref.errors import CudaError

ALL = 0xFFFFFFFF


@cuda.jit(device=True)
def squared(x):
    return x * x


@cuda.jit
def exp_of_squares(out, x, n):
    i = cuda.grid(1)
    if i < n:
        out[i] = math.exp(squared(x[i]))


@cuda.jit
def tiled_transpose(out, x):
    tile = cuda.shared.array((32, 33), np.float32)
    column, row = cuda.grid(2)
    if row < x.shape[0] and column < x.shape[1]:
        tile[cuda.threadIdx.y, cuda.threadIdx.x] = x[row, column]
    cuda.syncthreads()
    if row < x.shape[0] and column < x.shape[1]:
        out[column, row] = tile[cuda.threadIdx.y, cuda.threadIdx.x]


@cuda.jit
def warp_sum(out, x):
    value = x[cuda.grid(1)]
    for delta in (16, 8, 4, 2, 1):
        value += cuda.shfl_down_sync(ALL, value, delta)
    if cuda.laneid == 0:
        cuda.atomic.add(out, 0, value)


@cuda.jit
def noise(out, states):
    i = cuda.grid(1)
    out[i] = cuda.random.xoroshiro128p_uniform_float32(states, i)


@cuda.jit
def noise_of_the_module(out, states):
    i = cuda.grid(1)
    out[i] = random.xoroshiro128p_normal_float32(states, i)


@cuda.jit
def spills(out, x):
    memory = cuda.local.array(300, np.float32)
    for i in range(300):
        memory[i] = x[i]
    out[0] = memory[int(x[0])]


KERNELS = [
    (exp_of_squares, "void(float32[::1], float32[::1], int64)", "ex2.approx"),
    (tiled_transpose, "void(float32[:,::1], float32[:,::1])", "bar.sync"),
    (warp_sum, "void(float32[::1], float32[::1])", "shfl.sync.down"),
    (spills, "void(float32[::1], float32[::1])", ".local"),
]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize(
    ("kernel", "signature", "instruction"), KERNELS, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_kernel_compiles_to_ptx_and_machine_code(kernel, signature: str, instruction: str, architecture: int) -> None:
    compiled = compile_kernel(kernel, signature, architecture)
    assert f".target sm_{architecture}" in compiled.ptx
    assert instruction in compiled.ptx
    assert compiled.cubin.startswith(b"\x7fELF")
    assert 0 < compiled.registers < 256


def test_memory_that_a_kernel_takes_is_reported() -> None:
    assert compile_kernel(tiled_transpose, KERNELS[1][1]).shared_bytes == 32 * 33 * 4
    assert compile_kernel(spills, KERNELS[3][1]).local_bytes >= 1200
    assert compile_kernel(exp_of_squares, KERNELS[0][1]).local_bytes == 0


@pytest.mark.parametrize("kernel", [noise, noise_of_the_module])
def test_random_numbers_compile(kernel) -> None:
    import numba
    from numba.cuda.random import xoroshiro128p_type

    signature = numba.void(numba.float32[::1], xoroshiro128p_type[::1])
    assert compile_kernel(kernel, signature).registers > 0


def test_a_kernel_that_does_not_compile_is_named() -> None:
    @cuda.jit
    def broken(x):
        x[0] = x.no_such_thing

    with pytest.raises(CudaError, match=r"broken\(void\(float32\[::1\]\)\) for sm_80"):
        compile_kernel(broken, "void(float32[::1])")

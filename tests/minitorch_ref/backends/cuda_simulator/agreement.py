"""Kernels that use what Numba's own simulator has too. Run as a script: writes every result to the file it is given."""

from __future__ import annotations

import math
import sys

import numpy as np

from minitorch_ref.backends.numba_cuda.api import cuda, random


@cuda.jit(device=True)
def soft_sign(x):
    return x / (1 + abs(x))


@cuda.jit
def pointwise(out, x, scale):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = math.tanh(soft_sign(x[i]) * scale) + cuda.gridsize(1)


@cuda.jit
def places(out):
    x, y, z = cuda.grid(3)
    block, thread = cuda.blockIdx, cuda.threadIdx
    out[x, y, z] = thread.x + 10 * thread.y + 100 * thread.z + 1000 * block.x + 10_000 * block.y + 100_000 * block.z


@cuda.jit
def tiled_matmul(out, a, b):
    a_tile = cuda.shared.array((4, 4), np.float32)
    b_tile = cuda.shared.array((4, 4), np.float32)
    column, row = cuda.grid(2)
    x, y = cuda.threadIdx.x, cuda.threadIdx.y
    total = np.float32(0)
    for start in range(0, a.shape[1], 4):
        a_tile[y, x] = a[row, start + x]
        b_tile[y, x] = b[start + y, column]
        cuda.syncthreads()
        for k in range(4):
            total += a_tile[y, k] * b_tile[k, x]
        cuda.syncthreads()
    out[row, column] = total


@cuda.jit
def block_sums(out, x):
    memory = cuda.shared.array(16, np.float64)
    i = cuda.threadIdx.x
    memory[i] = x[cuda.grid(1)]
    width = 8
    while width > 0:
        cuda.syncthreads()
        if i < width:
            memory[i] += memory[i + width]
        width //= 2
    if i == 0:
        out[cuda.blockIdx.x] = memory[0]


@cuda.jit
def votes(out, x):
    i = cuda.threadIdx.x
    out[i, 0] = cuda.syncthreads_count(x[i] > 3)
    out[i, 1] = cuda.syncthreads_and(x[i] > 0)
    out[i, 2] = cuda.syncthreads_or(x[i] > 7)


@cuda.jit
def counters(counts, old, x):
    i = cuda.grid(1)
    cuda.atomic.add(counts, x[i] % 3, 1)
    cuda.atomic.max(counts, 3, x[i])
    cuda.atomic.min(counts, 4, x[i])
    cuda.atomic.sub(counts, 5, x[i])
    cuda.atomic.xor(counts, 6, x[i])
    if i == 0:
        old[0] = cuda.atomic.exch(counts, 7, 42)
        old[1] = cuda.atomic.cas(counts, 7, 42, 43)


@cuda.jit
def bits(out, x):
    i = cuda.grid(1)
    out[i, 0] = cuda.popc(x[i])
    out[i, 1] = cuda.clz(x[i])
    out[i, 2] = cuda.selp(x[i] > 2, 1, 0)


@cuda.jit
def reversed_rows(out, x):
    mine = cuda.local.array(3, np.float32)
    i = cuda.grid(1)
    for k in range(3):
        mine[k] = x[i, k]
    for k in range(3):
        out[i, k] = mine[2 - k]


@cuda.jit
def noise(out, states):
    i = cuda.grid(1)
    for k in range(3):
        out[i, k] = random.xoroshiro128p_uniform_float64(states, i)
    out[i, 3] = random.xoroshiro128p_uniform_float32(states, i)
    out[i, 4] = random.xoroshiro128p_normal_float64(states, i)


def results() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)

    def launched(kernel, configuration, out, *arguments):
        device = cuda.to_device(out)
        inputs = [cuda.to_device(value) if isinstance(value, np.ndarray) else value for value in arguments]
        kernel[configuration](device, *inputs)
        return device.copy_to_host()

    a, b = rng.standard_normal((8, 4)).astype(np.float32), rng.standard_normal((4, 8)).astype(np.float32)
    old = cuda.to_device(np.zeros(2, np.int64))
    counts = np.array([0, 0, 0, -100, 100, 0, 0, 7])
    states = random.create_xoroshiro128p_states(4, seed=11, subsequence_start=1)
    found = {
        "pointwise": launched(pointwise, (2, 8), np.zeros(13), rng.standard_normal(13), 2.5),
        "places": launched(places, ((2, 1, 2), (2, 3, 1)), np.zeros((4, 3, 2), np.int64)),
        "tiled_matmul": launched(tiled_matmul, ((2, 2), (4, 4)), np.zeros((8, 8), np.float32), a, b),
        "block_sums": launched(block_sums, (2, 16), np.zeros(2), rng.standard_normal(32)),
        "votes": launched(votes, (1, 9), np.zeros((9, 3), np.int64), np.arange(9)),
        "counters": launched(counters, (2, 5), counts, old, rng.integers(0, 50, 10)),
        "bits": launched(bits, (1, 4), np.zeros((4, 3), np.int64), np.array([0, 1, 6, 255], np.uint32)),
        "reversed_rows": launched(reversed_rows, (1, 4), np.zeros((4, 3), np.float32), a[:, :3].copy()[:4]),
        "noise": launched(noise, (2, 2), np.zeros((4, 5)), states),
    }
    return found | {"old": old.copy_to_host()}


if __name__ == "__main__":
    np.savez(sys.argv[1], **results())

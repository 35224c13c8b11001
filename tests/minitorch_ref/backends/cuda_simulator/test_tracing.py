"""Every access of every thread is seen, in order, with its place in the source."""

from __future__ import annotations

import json

import numpy as np
import pytest

from minitorch_ref.backends.cuda_simulator import cuda
from minitorch_ref.backends.cuda_simulator.tracing import trace, watch
from minitorch_ref.errors import CudaError

TILE = 8


@cuda.jit
def naive_matmul(out, a, b, size):
    column, row = cuda.grid(2)
    if row < size and column < size:
        total = np.float32(0)
        for k in range(size):
            total += a[row, k] * b[k, column]
        out[row, column] = total


@cuda.jit
def tiled_matmul(out, a, b, size):
    a_tile = cuda.shared.array((TILE, TILE), np.float32)
    b_tile = cuda.shared.array((TILE, TILE), np.float32)
    column, row = cuda.grid(2)
    x, y = cuda.threadIdx.x, cuda.threadIdx.y
    total = np.float32(0)
    for start in range(0, size, TILE):
        a_tile[y, x] = a[row, start + x]
        b_tile[y, x] = b[start + y, column]
        cuda.syncthreads()
        for k in range(TILE):
            total += a_tile[y, k] * b_tile[k, x]
        cuda.syncthreads()
    out[row, column] = total


def operands(size: int):
    rng = np.random.default_rng(0)
    a, b = (cuda.to_device(rng.standard_normal((size, size)).astype(np.float32)) for _ in range(2))
    return cuda.device_array((size, size), np.float32), a, b, size


def test_an_access_says_who_did_what_where_and_when() -> None:
    @cuda.jit
    def shift(out, x):
        i = cuda.grid(1)
        out[i] = x[i + 1] + 1

    seen = trace(shift, 2, 3, np.zeros(6, np.int16), np.arange(7.0)).accesses
    assert [(a.block, a.thread, a.kind, a.array, a.index) for a in seen[:2]] == [
        ((0, 0, 0), (0, 0, 0), "load", "x", (1,)),
        ((0, 0, 0), (0, 0, 0), "store", "out", (0,)),
    ]
    last = seen[-1]
    assert (last.order, last.block, last.thread) == (11, (1, 0, 0), (2, 0, 0))
    assert (last.value, last.address, last.bytes, last.expression) == (7.0, 10, 2, "out[i]")
    assert last.line == seen[0].line
    assert [a.space for a in seen] == ["global"] * 12


def test_traffic_of_a_naive_matmul_is_what_paper_says() -> None:
    n = 16
    traffic = trace(naive_matmul, (2, 2), (8, 8), *operands(n)).traffic()
    assert traffic["a"]["load"] == traffic["b"]["load"] == n**3
    assert traffic["out"]["store"] == n**2
    assert traffic["out"]["bytes"] == 4 * n**2
    assert set(traffic) == {"a", "b", "out"}


def test_tiles_divide_the_traffic_by_their_width() -> None:
    n = 16
    traffic = trace(tiled_matmul, (2, 2), (8, 8), *operands(n)).traffic()
    assert traffic["a"]["load"] == traffic["b"]["load"] == n**3 // TILE
    assert traffic["a_tile"] == {"space": "shared", "load": n**3, "store": n**3 // TILE, "atomic": 0, "bytes": 18432}


def test_sectors_of_a_naive_matmul_are_what_paper_says() -> None:
    """A warp is 4 rows of 8 columns: it reads 4 elements of a, each in its own sector, and 8 of b in one."""
    n = 16
    traffic = trace(naive_matmul, (2, 2), (8, 8), *operands(n)).traffic()
    warps = n * n // 32
    assert traffic["a"]["sectors"] == warps * n * 4
    assert traffic["b"]["sectors"] == warps * n * 1
    assert traffic["out"]["sectors"] == warps * 4


def test_a_traced_kernel_computes_the_same() -> None:
    out, a, b, n = operands(16)
    assert trace(tiled_matmul, (2, 2), (8, 8), out, a, b, n).problems == []
    np.testing.assert_allclose(out.copy_to_host(), a.copy_to_host() @ b.copy_to_host(), rtol=1e-4, atol=1e-5)


def test_a_matmul_of_32_by_32_is_traced_whole_and_has_no_problems() -> None:
    seen = trace(tiled_matmul, (4, 4), (8, 8), *operands(32))
    assert seen.problems == []
    assert sum(access.array == "out" for access in seen.accesses) == 32 * 32


def test_intervals_count_the_barriers_passed() -> None:
    seen = trace(tiled_matmul, 1, (8, 8), *operands(8)).accesses
    assert {a.interval for a in seen if a.array == "a_tile" and a.kind == "store"} == {0}
    assert {a.interval for a in seen if a.array == "b_tile" and a.kind == "load"} == {1}
    assert {a.interval for a in seen if a.array == "out"} == {2}


def test_views_and_arrays_of_one_allocation_share_addresses() -> None:
    @cuda.jit
    def through_views(x, y):
        row = x[1]
        row[2] = 5
        y[0, 0] = row[2]

    memory = cuda.to_device(np.zeros((3, 4), np.float32))
    seen = trace(through_views, 1, 1, memory, memory[1:, 2:]).accesses
    assert [(a.array, a.kind, a.address) for a in seen] == [("x", "store", 24), ("x", "load", 24), ("y", "store", 24)]


def test_atomics_count_as_one_access() -> None:
    @cuda.jit
    def count(total):
        cuda.atomic.add(total, 0, 1)

    total = np.zeros(1, np.int64)
    seen = trace(count, 2, 4, total)
    assert total[0] == 8
    assert seen.traffic()["total"]["atomic"] == len(seen) == 8
    assert seen.accesses[0].expression == "cuda.atomic.add(total, 0, 1)"
    assert seen.problems == []


def test_local_arrays_are_each_threads_own() -> None:
    @cuda.jit
    def reverse(x):
        mine = cuda.local.array(4, np.float32)
        i = cuda.threadIdx.x
        for k in range(4):
            mine[k] = x[i, k]
        for k in range(4):
            x[i, k] = mine[3 - k]

    x = np.arange(8, dtype=np.float32).reshape(2, 4)
    seen = trace(reverse, 1, 2, x)
    assert x.tolist() == [[3, 2, 1, 0], [7, 6, 5, 4]]
    assert seen.traffic()["mine"] == {"space": "local", "load": 8, "store": 8, "atomic": 0, "bytes": 64}
    assert seen.problems == []


def test_dynamic_shared_memory_is_one_array_under_several_names() -> None:
    @cuda.jit
    def two_names(out):
        first = cuda.shared.array(0, np.float32)
        second = cuda.shared.array(0, np.float32)
        first[cuda.threadIdx.x] = cuda.threadIdx.x
        cuda.syncthreads()
        out[cuda.threadIdx.x] = second[cuda.threadIdx.x]

    out = np.zeros(8, np.float32)
    seen = trace(two_names, 1, 8, out, dynamic_shared=32)
    assert out.tolist() == list(range(8))
    assert seen.problems == []


def test_a_trace_is_plain_data() -> None:
    told = trace(tiled_matmul, 1, (8, 8), *operands(8)).plain(accesses=True)
    assert json.loads(json.dumps(told)) == told
    assert told["kernel"] == "tiled_matmul"
    assert len(told["accesses"]) == 64 * (2 + 2 + 16 + 1)


def test_two_traces_of_one_kernel_are_equal() -> None:
    one, other = (trace(tiled_matmul, (2, 2), (8, 8), *operands(16)).plain(accesses=True) for _ in range(2))
    assert one == other


def test_a_trace_has_an_end() -> None:
    with pytest.raises(CudaError, match="more than 1000 accesses"):
        trace(tiled_matmul, (2, 2), (8, 8), *operands(16), limit=1000)


def test_kernels_of_numba_are_traced_too() -> None:
    numba_cuda = pytest.importorskip("numba.cuda")

    def double(out, x):
        i = numba_cuda.grid(1)
        out[i] = 2 * x[i]

    out = np.zeros(4)
    seen = trace(numba_cuda.jit(double), 1, 4, out, np.arange(4.0))
    assert out.tolist() == [0, 2, 4, 6]
    assert seen.traffic()["x"]["load"] == 4


def test_every_launch_of_a_piece_of_code_is_watched() -> None:
    out, a, b, n = operands(8)
    with watch() as traces:
        naive_matmul[1, (8, 8)](out, a, b, n)
        tiled_matmul[1, (8, 8)](out, a, b, n)
    tiled_matmul[1, (8, 8)](out, a, b, n)
    assert [found.kernel for found in traces] == ["naive_matmul", "tiled_matmul"]
    assert traces[0].traffic()["a"]["load"] == 8 * traces[1].traffic()["a"]["load"]


def test_a_watched_launch_fails_as_any_other() -> None:
    @cuda.jit
    def broken():
        if cuda.threadIdx.x == 0:
            cuda.syncthreads()

    with watch() as traces, pytest.raises(CudaError, match="wait for ever"):
        broken[1, 2]()
    assert traces[0].problems[0].kind == "barrier"


def test_an_expression_over_several_lines_is_put_on_one() -> None:
    @cuda.jit
    def kernel(x):
        x[
            cuda.threadIdx.x,
            0,
        ] = 1

    (access,) = trace(kernel, 1, 1, np.zeros((1, 1))).accesses
    assert access.expression == "x[ cuda.threadIdx.x, 0, ]"

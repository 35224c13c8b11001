"""Each diagnosis fires on a small wrong kernel and is silent on its cure."""

from __future__ import annotations

import numpy as np
import pytest

from minitorch_ref.backends.cuda_simulator import cuda
from minitorch_ref.backends.cuda_simulator.tracing import trace

ALL = 0xFFFFFFFF


def kinds(traced) -> list[str]:
    return [problem.kind for problem in traced.problems]


def test_an_index_one_too_far_is_out_of_bounds() -> None:
    @cuda.jit
    def wrong(out, x, n):
        i = cuda.grid(1)
        if i <= n:
            out[i] = x[i]

    @cuda.jit
    def right(out, x, n):
        i = cuda.grid(1)
        if i < n:
            out[i] = x[i]

    out, x = np.zeros(10), np.arange(10.0)
    load, store = trace(wrong, 2, 8, out, x, 10).problems
    assert (load.kind, load.array, load.index, load.block, load.threads) == (
        "out_of_bounds", "x", (10,), (1, 0, 0), ((2, 0, 0),),
    )  # fmt: skip
    assert "thread (2, 0, 0) of block (1, 0, 0) reads x[10], but x has shape (10,)" in load.message
    assert "writes out[10]" in store.message
    assert trace(right, 2, 8, out, x, 10).problems == []
    np.testing.assert_array_equal(out, x)


def test_a_negative_index_is_pointed_out_although_numba_wraps_it() -> None:
    @cuda.jit
    def kernel(out, x):
        i = cuda.grid(1)
        out[i] = x[i - 1]

    out = np.zeros(4)
    traced = trace(kernel, 1, 4, out, np.arange(4.0))
    assert kinds(traced) == ["negative_index"]
    assert out.tolist() == [3, 0, 1, 2]


@cuda.jit
def reverse_without_barrier(x):
    tile = cuda.shared.array(64, np.float32)
    i = cuda.threadIdx.x
    tile[i] = x[i]
    x[i] = tile[63 - i]


@cuda.jit
def reverse_with_barrier(x):
    tile = cuda.shared.array(64, np.float32)
    i = cuda.threadIdx.x
    tile[i] = x[i]
    cuda.syncthreads()
    x[i] = tile[63 - i]


def test_a_missing_barrier_is_a_race_and_a_read_of_what_nobody_wrote() -> None:
    traced = trace(reverse_without_barrier, 1, 64, np.zeros(64, np.float32))
    assert set(kinds(traced)) == {"uninitialised_read", "race"}
    race = next(problem for problem in traced.problems if problem.kind == "race")
    assert race.array == "tile"
    assert len(race.threads) == 2
    assert "`tile[i]`" in race.message
    assert "`tile[63 - i]`" in race.message
    assert "syncthreads" in race.message
    assert trace(reverse_with_barrier, 1, 64, np.zeros(64, np.float32)).problems == []


def test_a_race_is_seen_also_where_the_simulators_order_happens_to_be_the_right_one() -> None:
    @cuda.jit
    def left_neighbour(x):
        tile = cuda.shared.array(64, np.float32)
        i = cuda.threadIdx.x
        tile[i] = x[i]
        if i > 0:
            x[i] = tile[i - 1]

    traced = trace(left_neighbour, 1, 64, np.arange(64, dtype=np.float32))
    assert kinds(traced) == ["race"]


def test_a_histogram_without_atomics_is_a_race() -> None:
    @cuda.jit
    def wrong(counts, x):
        counts[x[cuda.grid(1)]] += 1

    @cuda.jit
    def right(counts, x):
        cuda.atomic.add(counts, x[cuda.grid(1)], 1)

    x = np.arange(64) % 4
    traced = trace(wrong, 1, 64, np.zeros(4, np.int64), x)
    assert set(kinds(traced)) == {"race"}
    assert all("atomic" in problem.message for problem in traced.problems)
    counts = np.zeros(4, np.int64)
    assert trace(right, 1, 64, counts, x).problems == []
    assert counts.tolist() == [16] * 4


def test_two_blocks_that_write_one_element_race() -> None:
    @cuda.jit
    def total(out, x):
        if cuda.threadIdx.x == 0:
            out[0] += x[cuda.blockIdx.x]

    traced = trace(total, 2, 32, np.zeros(1), np.ones(2))
    assert set(kinds(traced)) == {"race"}
    assert "nothing orders two blocks" in traced.problems[0].message
    assert "block (1, 0, 0)" in traced.problems[0].message


def test_a_plain_read_beside_an_atomic_update_is_a_race() -> None:
    @cuda.jit
    def kernel(out, total):
        cuda.atomic.add(total, 0, 1)
        out[cuda.grid(1)] = total[0]

    assert kinds(trace(kernel, 1, 4, np.zeros(4), np.zeros(1))) == ["race"]


def test_a_warp_barrier_orders_the_lanes_of_a_warp_but_not_two_warps() -> None:
    @cuda.jit
    def neighbour(x):
        tile = cuda.shared.array(64, np.float32)
        i = cuda.threadIdx.x
        tile[i] = x[i]
        cuda.syncwarp()
        x[i] = tile[i ^ 1]

    @cuda.jit
    def other_warp(x):
        tile = cuda.shared.array(64, np.float32)
        i = cuda.threadIdx.x
        tile[i] = x[i]
        cuda.syncwarp()
        x[i] = tile[i ^ 32]

    assert trace(neighbour, 1, 64, np.ones(64, np.float32)).problems == []
    assert "race" in kinds(trace(other_warp, 1, 64, np.ones(64, np.float32)))


def test_the_last_block_may_read_what_the_others_published_behind_a_fence() -> None:
    def sum_of(fence):
        @cuda.jit
        def kernel(out, partial, done, x):
            if cuda.threadIdx.x == 0:
                partial[cuda.blockIdx.x] = x[cuda.blockIdx.x]
                fence()
                if cuda.atomic.add(done, 0, 1) == cuda.gridDim.x - 1:
                    total = 0.0
                    for block in range(cuda.gridDim.x):
                        total += partial[block]
                    out[0] = total

        return kernel

    fenced, unfenced = cuda.jit(device=True)(lambda: cuda.threadfence()), cuda.jit(device=True)(lambda: None)
    out, x = np.zeros(1), np.arange(4.0)
    assert trace(sum_of(fenced), 4, 32, out, np.zeros(4), np.zeros(1, np.int32), x).problems == []
    assert out[0] == 6
    assert kinds(trace(sum_of(unfenced), 4, 32, out, np.zeros(4), np.zeros(1, np.int32), x)) == ["race"]


def test_a_barrier_inside_an_if_is_reported_with_its_threads() -> None:
    @cuda.jit
    def wrong(x):
        if cuda.threadIdx.x < 16:
            x[cuda.threadIdx.x] = 1
            cuda.syncthreads()

    (problem,) = trace(wrong, 1, 32, np.zeros(32)).problems
    assert problem.kind == "barrier"
    assert "cuda.syncthreads()" in problem.message
    assert "thread" in problem.message


def test_reading_memory_that_nobody_wrote_is_reported_in_every_space() -> None:
    @cuda.jit
    def kernel(out, fresh):
        shared = cuda.shared.array(4, np.float32)
        mine = cuda.local.array(2, np.float32)
        out[0] = shared[1]
        out[1] = mine[1]
        out[2] = fresh[2]

    traced = trace(kernel, 1, 1, np.zeros(3, np.float32), cuda.device_array(3, np.float32))
    assert kinds(traced) == ["uninitialised_read"] * 3
    assert [problem.array for problem in traced.problems] == ["shared", "mine", "fresh"]


def test_device_memory_that_a_kernel_has_filled_may_be_read() -> None:
    @cuda.jit
    def copy(out, x):
        out[cuda.grid(1)] = x[cuda.grid(1)]

    first, second = cuda.device_array(4, np.float32), cuda.device_array(4, np.float32)
    copy[1, 4](first, cuda.to_device(np.ones(4, np.float32)))
    assert trace(copy, 1, 4, second, first).problems == []


@pytest.mark.parametrize(("value", "dtype"), [(1.5, np.int32), (300, np.uint8), (-1, np.uint32), (np.nan, np.int64)])
def test_a_value_that_its_array_cannot_hold_is_reported(value: float, dtype: type) -> None:
    @cuda.jit
    def kernel(out, x):
        out[0] = x[0]

    assert kinds(trace(kernel, 1, 1, np.zeros(1, dtype), np.array([value]))) == ["lossy_store"]
    assert trace(kernel, 1, 1, np.zeros(1, dtype), np.array([2.0])).problems == []


def test_an_exception_names_block_thread_and_line() -> None:
    @cuda.jit
    def kernel(x):
        x[cuda.threadIdx.x] = 1 // (cuda.threadIdx.x - 3)

    (problem,) = trace(kernel, 1, 8, np.zeros(8)).problems
    assert problem.kind == "exception"
    assert "block (0, 0, 0), thread (3, 0, 0)" in problem.message
    assert "ZeroDivisionError" in problem.message


def transpose(width: int, through_shared: bool):
    @cuda.jit
    def direct(out, x):
        column, row = cuda.grid(2)
        out[column, row] = x[row, column]

    @cuda.jit
    def tiled(out, x):
        tile = cuda.shared.array((32, width), np.float32)
        column, row = cuda.grid(2)
        tile[cuda.threadIdx.y, cuda.threadIdx.x] = x[row, column]
        cuda.syncthreads()
        column = cuda.blockIdx.y * 32 + cuda.threadIdx.x
        row = cuda.blockIdx.x * 32 + cuda.threadIdx.y
        out[row, column] = tile[cuda.threadIdx.x, cuda.threadIdx.y]

    return tiled if through_shared else direct


def traced_transpose(kernel):
    x = np.arange(32 * 64, dtype=np.float32).reshape(32, 64)
    out = np.zeros((64, 32), np.float32)
    traced = trace(kernel, (2, 1), (32, 32), out, x)
    np.testing.assert_array_equal(out, x.T)
    assert traced.problems == []
    return traced


def test_a_direct_transpose_is_uncoalesced() -> None:
    (found,) = traced_transpose(transpose(0, through_shared=False)).inefficiencies
    assert (found.kind, found.array) == ("uncoalesced", "out")
    assert (found.worst, found.cost, found.ideal) == (32, 64 * 32, 64 * 4)
    assert "32 sectors of 32 bytes where 4 would" in found.message


def test_a_transpose_through_a_square_tile_conflicts_in_all_32_banks() -> None:
    (found,) = traced_transpose(transpose(32, through_shared=True)).inefficiencies
    assert (found.kind, found.array, found.worst) == ("bank_conflict", "tile", 32)
    assert "pad the rows" in found.message


def test_a_padded_tile_cures_it() -> None:
    assert traced_transpose(transpose(33, through_shared=True)).inefficiencies == []


@pytest.mark.parametrize(
    ("stride", "dtype", "turns"),
    [(1, np.float32, 1), (2, np.float32, 2), (3, np.float32, 1), (8, np.float32, 8), (0, np.float32, 1),
     (1, np.float64, 2), (2, np.float64, 4), (1, np.int8, 1), (4, np.int8, 1), (8, np.int8, 2)],
)  # fmt: skip
def test_turns_of_a_strided_access_to_shared_memory(stride: int, dtype: type, turns: int) -> None:
    """A warp of doubles needs two turns at best, each of 16 lanes; bytes of one word come in one turn."""

    @cuda.jit
    def kernel(out):
        tile = cuda.shared.array(1024, dtype)
        tile[cuda.threadIdx.x * stride] = 0

    (access,) = trace(kernel, 1, 32, np.zeros(1)).warps
    assert access.turns == turns


@pytest.mark.parametrize(
    ("stride", "offset", "sectors"), [(1, 0, 4), (1, 1, 5), (2, 0, 8), (8, 0, 32), (0, 0, 1), (-1, 31, 4)]
)
def test_sectors_of_a_strided_access_to_global_memory(stride: int, offset: int, sectors: int) -> None:
    @cuda.jit
    def kernel(x):
        _ = x[offset + cuda.threadIdx.x * stride]

    (access,) = trace(kernel, 1, 32, np.zeros(512, np.float32)).warps
    assert access.sectors == sectors


def test_a_reversed_or_broadcast_access_is_no_inefficiency() -> None:
    @cuda.jit
    def kernel(out, x):
        i = cuda.threadIdx.x
        out[i] = x[31 - i] + x[0]

    assert trace(kernel, 1, 32, np.zeros(32, np.float32), np.zeros(32, np.float32)).inefficiencies == []


def test_neighbouring_lanes_with_neighbouring_elements_are_no_inefficiency_where_some_have_no_work() -> None:
    @cuda.jit
    def kernel(out, x):
        i = cuda.threadIdx.x
        if x[i] > 0:
            out[i] = 1

    x = np.where(np.arange(32) % 3 == 0, 1, -1).astype(np.float32)
    assert trace(kernel, 1, 32, np.zeros(32, np.float32), x).inefficiencies == []


def test_the_report_of_a_good_kernel_says_so() -> None:
    assert "nothing wrong seen" in trace(reverse_with_barrier, 1, 64, np.zeros(64, np.float32)).report()
